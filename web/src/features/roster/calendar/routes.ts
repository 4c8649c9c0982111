import { Calendar } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/roster/calendar', name: 'calendar', component: () => import('./CalendarPage.vue'), meta: { title: '校历与工作日', roles: ['school_admin', 'platform_admin', 'dept'], menu: { group: 'school', order: 30, icon: Calendar } } },
] satisfies RouteRecordRaw[]
