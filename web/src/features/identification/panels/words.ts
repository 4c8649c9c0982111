/** Words of codes that only the panels' pages show. */
import type { IdentificationShapes } from '@/api/client'

export type ExceptionKind = IdentificationShapes['ExceptionKind']
type TaskState = IdentificationShapes['TaskState']

export const EXCEPTIONS: Record<ExceptionKind, string> = {
  staff_only: '仅由教工评议',
  wishers: '允许申请国家助学金的学生担任评议成员',
}

export const TASKS: Record<TaskState, { mark: string; label: string }> = {
  submitted: { mark: '●', label: '已提交' },
  pending: { mark: '○', label: '待评议' },
  cancelled: { mark: '—', label: '已取消' },
}

/** "2026 年秋季" of the code 202601: a table has no room for the whole name of a term. */
export function termText(code: string): string {
  const [, year, half] = /^(\d{4})(01|02)$/.exec(code) ?? []
  if (!year) return code
  return half === '01' ? `${year} 年秋季` : `${Number(year) + 1} 年春季`
}
