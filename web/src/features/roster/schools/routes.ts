import { School } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/roster/schools', name: 'schools', component: () => import('./SchoolsPage.vue'), meta: { title: '学校', roles: ['platform_admin'], menu: { group: 'platform', order: 1, icon: School } } },
] satisfies RouteRecordRaw[]
