import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/messages', name: 'messages', component: () => import('./MessagesPage.vue'), meta: { title: '消息', roles: ['school_admin', 'dept', 'counselor'] } },
] satisfies RouteRecordRaw[]
