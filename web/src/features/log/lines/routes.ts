import { Tickets } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'
import type { Role } from '@/session/store'

const component = () => import('./LogPage.vue')
const staff: Role[] = ['school_admin', 'dept', 'counselor']

export default [
  { path: '/log', name: 'log', component, meta: { title: '日志', menu: { group: 'school', order: 90, icon: Tickets }, roles: staff } },
  { path: '/log/platform', name: 'platform-log', component, meta: { title: '日志', menu: { group: 'platform', order: 90, icon: Tickets }, roles: ['platform_admin'] } },
] satisfies RouteRecordRaw[]
