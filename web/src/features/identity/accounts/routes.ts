import { Avatar } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

const roles = ['school_admin', 'dept'] as const
export default [
  {
    path: '/identity/accounts',
    name: 'accounts',
    component: () => import('./AccountsPage.vue'),
    meta: { title: '工作账号', roles, menu: { group: 'people', order: 2, icon: Avatar } },
  },
  { path: '/identity/accounts/imports', name: 'account-imports', component: () => import('./AccountImportPage.vue'), meta: { title: '导入工作账号', roles } },
] satisfies RouteRecordRaw[]
