import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/me', name: 'me', component: () => import('./MePage.vue'), meta: { title: '我的', tab: 'me' } },
  { path: '/me/sessions', name: 'sessions', component: () => import('./SessionsPage.vue'), meta: { title: '登录的设备' } },
  { path: '/me/password', name: 'password', component: () => import('./PasswordPage.vue'), meta: { title: '修改密码' } },
  { path: '/me/phone', name: 'phone', component: () => import('./PhonePage.vue'), meta: { title: '更换手机号' } },
] satisfies RouteRecordRaw[]
