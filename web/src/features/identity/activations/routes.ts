import { Key } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/identity/students',
    name: 'activations',
    component: () => import('./ActivationsPage.vue'),
    meta: { title: '学生激活', roles: ['school_admin', 'dept', 'counselor'], menu: { group: 'people', order: 3, icon: Key } },
  },
] satisfies RouteRecordRaw[]
