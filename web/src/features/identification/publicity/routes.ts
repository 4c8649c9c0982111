import { Notification } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/identification/campaigns/:campaignId/publicity',
    name: 'publicity',
    component: () => import('./PublicityPage.vue'),
    props: true,
    meta: { title: '公示', menu: { group: 'campaign', order: 70, icon: Notification } },
  },
] satisfies RouteRecordRaw[]
