import { Finished } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

const meta = { title: '结果与导出', menu: { group: 'campaign' as const, order: 80, icon: Finished } }
export default [
  { path: '/identification/campaigns/:campaignId/results', name: 'results', component: () => import('./ResultsPage.vue'), props: true, meta },
  { path: '/identification/campaigns/:campaignId/final', redirect: (to) => ({ name: 'results', params: to.params, query: { tab: 'final' } }) },
  { path: '/identification/campaigns/:campaignId/proposals', redirect: (to) => ({ name: 'results', params: to.params, query: { tab: 'proposals' } }) },
  { path: '/identification/campaigns/:campaignId/result', redirect: (to) => ({ name: 'results', params: to.params }) },
] satisfies RouteRecordRaw[]
