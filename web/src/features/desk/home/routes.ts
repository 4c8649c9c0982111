import { HomeFilled } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/',
    name: 'home',
    component: () => import('./HomePage.vue'),
    meta: { title: '工作台', menu: { group: 'desk', order: 1, icon: HomeFilled } },
  },
] satisfies RouteRecordRaw[]
