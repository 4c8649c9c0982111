import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/',
    name: 'home',
    component: () => import('./HomePage.vue'),
    meta: { title: '首页', tab: { order: 1, label: '首页', icon: 'wap-home-o' } },
  },
] satisfies RouteRecordRaw[]
