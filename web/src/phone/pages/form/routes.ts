import type { RouteRecordRaw } from 'vue-router'

const PATH = '/identification/campaigns/:campaignId/form'

export default [
  { path: PATH, name: 'form', component: () => import('./FormPage.vue'), props: true, meta: { title: '申请', tab: 'apply' } },
  {
    path: '/identification/campaigns/:campaignId/decline',
    name: 'decline',
    component: () => import('./DeclinePage.vue'),
    props: true,
    meta: { title: '放弃国家资助' },
  },
  { path: `${PATH}/:step`, name: 'form-step', component: () => import('./StepPage.vue'), props: true, meta: { title: '填写申请表' } },
] satisfies RouteRecordRaw[]
