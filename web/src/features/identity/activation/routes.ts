import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/activation', name: 'activation', component: () => import('./ActivationPage.vue'), meta: { title: '激活账号', isPublic: true } },
] satisfies RouteRecordRaw[]
