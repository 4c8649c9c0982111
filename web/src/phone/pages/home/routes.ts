import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/',
    name: 'home',
    component: () => import('./HomePage.vue'),
    meta: { title: '首页', tab: 'home' },
  },
] satisfies RouteRecordRaw[]
