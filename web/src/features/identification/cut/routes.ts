import { Scissor } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/identification/campaigns/:campaignId/cut',
    name: 'cut',
    component: () => import('./CutPage.vue'),
    props: true,
    meta: { title: '切线', roles: ['school_admin'], menu: { group: 'campaign', order: 60, icon: Scissor } },
  },
] satisfies RouteRecordRaw[]
