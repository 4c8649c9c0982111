import { Tickets } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/identification/campaigns/:campaignId/special-list',
    name: 'special-list',
    component: () => import('./SpecialListPage.vue'),
    props: true,
    meta: {
      title: '特殊群体名单',
      roles: ['school_admin', 'dept', 'counselor'],
      menu: { group: 'campaign', order: 20, label: '特殊群体名单', icon: Tickets },
    },
  },
] satisfies RouteRecordRaw[]
