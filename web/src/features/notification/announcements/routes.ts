import { ChatLineSquare } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/notification/announcements',
    name: 'announcements',
    component: () => import('./AnnouncementsPage.vue'),
    meta: { title: '公告', roles: ['school_admin', 'dept', 'counselor'], menu: { group: 'school', order: 10, icon: ChatLineSquare } },
  },
] satisfies RouteRecordRaw[]
