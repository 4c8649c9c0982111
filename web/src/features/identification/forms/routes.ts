import { DocumentChecked } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/identification/campaigns/:campaignId/forms',
    name: 'forms',
    component: () => import('./ReviewPage.vue'),
    props: true,
    meta: { title: '资料审批', menu: { group: 'campaign', order: 30, icon: DocumentChecked } },
  },
] satisfies RouteRecordRaw[]
