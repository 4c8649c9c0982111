import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/roster/imports/:kind(students|moves)',
    name: 'student-imports',
    component: () => import('./StudentImportPage.vue'),
    props: true,
    meta: { title: '导入学生', roles: ['school_admin', 'dept'] },
  },
] satisfies RouteRecordRaw[]
