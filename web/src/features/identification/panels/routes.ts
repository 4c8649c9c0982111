import { UserFilled } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/identification/campaigns/:campaignId/panels',
    name: 'panels',
    component: () => import('./PanelsPage.vue'),
    props: true,
    meta: { title: '民主评议', roles: ['school_admin', 'dept', 'counselor'], menu: { group: 'campaign', order: 40, icon: UserFilled } },
  },
] satisfies RouteRecordRaw[]
