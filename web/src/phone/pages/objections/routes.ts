import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/identification/objections', name: 'objections', component: () => import('./ObjectionsPage.vue'), meta: { title: '我的异议' } },
  {
    path: '/identification/objections/:objectionId',
    name: 'objection',
    component: () => import('./ObjectionPage.vue'),
    props: true,
    meta: { title: '异议详情' },
  },
] satisfies RouteRecordRaw[]
