import { User } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/roster/students',
    name: 'students',
    component: () => import('./StudentsPage.vue'),
    meta: { title: '学生名册', roles: ['school_admin', 'dept', 'counselor'], menu: { group: 'people', order: 1, icon: User } },
  },
] satisfies RouteRecordRaw[]
