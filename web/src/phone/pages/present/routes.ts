import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/apply', name: 'apply', component: () => import('./PresentPage.vue'), props: { page: 'form' }, meta: { title: '申请', tab: 'apply' } },
  {
    path: '/evaluate',
    name: 'evaluate',
    component: () => import('./PresentPage.vue'),
    props: { page: 'panel-tasks' },
    meta: { title: '评议', tab: 'evaluate' },
  },
  // Reminders of a phase link to the round itself.
  { path: '/identification/campaigns/:campaignId', redirect: (to) => `${to.path}/form` },
] satisfies RouteRecordRaw[]
