/** Words of a form's states, as the lists of S004 have them. */
import type { Tone } from '@/ui/StatusTag.vue'

export const FILL: Readonly<Record<string, string>> = {
  not_started: '未填写',
  filling: '填写中',
  submitted: '已提交',
  returned: '已退回',
  withdrawn: '已撤回',
}
export const AUDIT: Readonly<Record<string, string>> = { unreviewed: '未审核', reviewed: '已审核', changed: '已变更' }
export const DIFFERENCE: Readonly<Record<string, string>> = {
  uncomputed: '未计算',
  normal: '正常',
  abnormal: '异常',
  too_few: '正常（人数过少）',
}
export const GRADE: Readonly<Record<string, string>> = {
  undecided: '未认定',
  special: '特别困难',
  general: '一般困难',
  other: '其他困难',
  none: '不困难',
}
export const PURPOSE: Readonly<Record<string, string>> = { apply: '申请认定', panel_only: '仅参与评议' }
export const CLAIM: Readonly<Record<string, string>> = {
  claimed: '学生自述，未核实',
  matched: '与名单一致',
  documented: '证件已核实',
  refuted: '不属实',
}

export function toneOf(fill: string, audit: string): Tone {
  if (fill === 'returned') return 'warn'
  if (fill === 'submitted') return audit === 'unreviewed' ? 'busy' : 'good'
  return 'plain'
}
export function stateOf(fill: string, audit: string): string {
  return fill === 'submitted' ? (AUDIT[audit] ?? audit) : (FILL[fill] ?? fill)
}

/** Reasons that counsellors give again and again; each may still be rewritten. */
export const RETURN_REASONS = ['证明材料不清晰，请重新拍照上传', '缺少证明材料，请补充', '家庭收入填写与材料不一致，请核对', '家庭成员信息填写不完整', '联系电话有误，请更正'] as const
