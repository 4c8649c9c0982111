import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/notices/:announcementId', name: 'notice', component: () => import('./NoticePage.vue'), props: true, meta: { title: '公告' } },
] satisfies RouteRecordRaw[]
