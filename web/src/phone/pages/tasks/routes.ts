import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/identification/campaigns/:campaignId/panel-tasks',
    name: 'panel-tasks',
    component: () => import('./TasksPage.vue'),
    props: true,
    meta: { title: '民主评议', tab: 'evaluate' },
  },
] satisfies RouteRecordRaw[]
