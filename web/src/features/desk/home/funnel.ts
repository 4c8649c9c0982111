/** The steps of a round with their counts, each as a share of those who take part. */
import type { IdentificationShapes } from '@/api/client'

export interface Step {
  key: string
  label: string
  count: number
  percent: number
  to: string
}

export function stepsOf(funnel: IdentificationShapes['FunnelOut'], campaignId: string): Step[] {
  const base = `/identification/campaigns/${campaignId}`
  const steps: [string, string, number, string][] = [
    ['imported', '已导入', funnel.imported, '/roster/students'],
    ['filled', '已填报', funnel.filled, `${base}/forms`],
    ['reviewed', '已审核', funnel.reviewed, `${base}/forms?audit=reviewed`],
    ['evaluated', '已评议', funnel.evaluated, `${base}/panels`],
    ['cleared', '差异已核', funnel.cleared, `${base}/differences`],
    ['cut', '已切线', funnel.cut, `${base}/cut`],
    ['public', '已公示', funnel.public, `${base}/publicity`],
    ['final', '已定稿', funnel.final, `${base}/results`],
  ]
  // Of those who filled in: of the whole register every later step would look empty.
  const whole = Math.max(funnel.filled, 1)
  return steps.map(([key, label, count, to]) => ({
    key,
    label,
    count,
    to,
    percent: key === 'imported' ? 100 : Math.min(100, Math.round((count / whole) * 100)),
  }))
}
