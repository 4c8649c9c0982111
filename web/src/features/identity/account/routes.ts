import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/account', name: 'account', component: () => import('./AccountPage.vue'), meta: { title: '我的账号' } },
] satisfies RouteRecordRaw[]
