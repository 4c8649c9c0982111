import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/identification/campaigns/:campaignId/result',
    name: 'result',
    component: () => import('./ResultPage.vue'),
    props: true,
    meta: { title: '认定结果', tab: 'apply' },
  },
] satisfies RouteRecordRaw[]
