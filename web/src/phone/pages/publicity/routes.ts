import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/publicities', name: 'publicities', component: () => import('./PublicitiesPage.vue'), meta: { title: '认定结果公示' } },
  { path: '/publicities/:publicityId', name: 'publicity', component: () => import('./PublicityPage.vue'), props: true, meta: { title: '公示名单' } },
  { path: '/publicities/:publicityId/objection', name: 'object', component: () => import('./ObjectPage.vue'), props: true, meta: { title: '提出异议' } },
] satisfies RouteRecordRaw[]
