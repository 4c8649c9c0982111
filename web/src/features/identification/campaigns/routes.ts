import { Calendar, Files } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/identification/campaigns',
    name: 'campaigns',
    component: () => import('./CampaignsPage.vue'),
    meta: {
      title: '认定批次',
      roles: ['school_admin', 'dept', 'counselor'],
      menu: { group: 'campaign', order: 10, label: '认定批次', icon: Files },
    },
  },
  {
    path: '/identification/campaigns/:campaignId',
    name: 'campaign',
    component: () => import('./CampaignPage.vue'),
    props: true,
    meta: {
      title: '批次设置',
      roles: ['school_admin', 'dept', 'counselor'],
      menu: { group: 'campaign', order: 11, label: '批次设置', icon: Calendar },
    },
  },
] satisfies RouteRecordRaw[]
