import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/announcements', name: 'announcements', component: () => import('./NoticesPage.vue'), meta: { title: '通知公告' } },
  {
    path: '/announcements/:announcementId',
    name: 'announcement',
    component: () => import('./NoticePage.vue'),
    props: true,
    meta: { title: '通知公告' },
  },
] satisfies RouteRecordRaw[]
