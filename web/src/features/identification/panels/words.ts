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
