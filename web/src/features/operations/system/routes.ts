import { Monitor } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/operations',
    name: 'operations',
    component: () => import('./OperationsPage.vue'),
    meta: { title: '系统', roles: ['platform_admin'], menu: { group: 'platform', order: 50, icon: Monitor } },
  },
] satisfies RouteRecordRaw[]
