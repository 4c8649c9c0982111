/** The four results of a special-group list, added up; and what an import of one came to, in words. */
import type { IdentificationShapes } from '@/api/client'
import type { Job } from '@/kit/useJob'
import type { Tone } from '@/ui/StatusTag.vue'

export type KindCount = IdentificationShapes['KindCount']
export type Listed = IdentificationShapes['ListedStudentOut']
export type Result = IdentificationShapes['ListMatch']

export const RESULTS: Readonly<Record<Result, { label: string; tone: Tone }>> = {
  applied: { label: '已申请', tone: 'good' },
  not_applied: { label: '未申请', tone: 'warn' },
  declined: { label: '已声明放弃', tone: 'plain' },
  not_enrolled: { label: '不在籍', tone: 'plain' },
}

/** People by result over all kinds: somebody listed under two kinds counts in both. */
export function totalsOf(counts: readonly KindCount[]): Record<Result, number> {
  const totals: Record<Result, number> = { applied: 0, not_applied: 0, declined: 0, not_enrolled: 0 }
  for (const one of counts) for (const key of Object.keys(totals) as Result[]) totals[key] += one[key]
  return totals
}

export const namedIn = (one: KindCount): number => one.applied + one.not_applied + one.declined

export interface Outcome {
  isGood: boolean
  text: string
}

export function outcomeOf(job: Job): Outcome {
  const result = (job.result ?? {}) as { is_committed?: boolean; is_repeated?: boolean; matched?: number; not_enrolled?: number; rows?: number; bad?: number }
  if (job.state !== 'done') return { isGood: false, text: `没有完成，什么都没有写入。${String(job.error?.detail ?? '')}` }
  if (result.is_repeated) return { isGood: true, text: '这份名单已经导入过，没有重复写入。' }
  if (!result.is_committed) return { isGood: false, text: `共 ${result.rows ?? 0} 行，${result.bad ?? 0} 行有问题，什么都没有写入。改好后重新导入，或选择“先导入没问题的行”。` }
  const bad = result.bad ? `；另有 ${result.bad} 行有问题，没有写入` : ''
  return { isGood: true, text: `共 ${result.rows ?? 0} 行：匹配到在籍学生 ${result.matched ?? 0} 人，不在籍 ${result.not_enrolled ?? 0} 人（只计数，不留姓名）${bad}。` }
}
