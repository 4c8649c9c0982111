import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/identification/objections/:objectionId',
    name: 'objection',
    component: () => import('./ObjectionPage.vue'),
    props: true,
    meta: { title: '异议' },
  },
] satisfies RouteRecordRaw[]
