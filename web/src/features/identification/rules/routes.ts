import { List } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/identification/rules',
    name: 'rules',
    component: () => import('./RulesPage.vue'),
    meta: {
      title: '指标与问卷',
      roles: ['school_admin', 'dept', 'counselor'],
      menu: { group: 'campaign', order: 12, label: '指标与问卷', icon: List },
    },
  },
] satisfies RouteRecordRaw[]
