import { DataAnalysis } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/identification/campaigns/:campaignId/differences',
    name: 'differences',
    component: () => import('./DifferencesPage.vue'),
    props: true,
    meta: { title: '名次差异', menu: { group: 'campaign', order: 50, icon: DataAnalysis } },
  },
] satisfies RouteRecordRaw[]
