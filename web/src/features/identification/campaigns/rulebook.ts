/** The rules of a round in words: labels, units, ranges, and what stays as it is once students began. */
import type { Rules } from './words'

export type RuleKey = keyof Rules

export interface RuleField {
  key: RuleKey
  label: string
  /** `ratio`: hundredths of a percent, shown in percent. */
  kind: 'ratio' | 'percent' | 'number' | 'switch'
  hint: string
  unit?: string
  most?: number
}

export interface RuleGroup {
  title: string
  fields: readonly RuleField[]
}

export const RULE_GROUPS: readonly RuleGroup[] = [
  {
    title: '名次差异',
    fields: [
      { key: 'threshold_hundredths', label: '差异阈值', kind: 'ratio', unit: '%', most: 100, hint: '班内两种名次之差占参评人数的比例，超过即为异常' },
      { key: 'min_population_for_flag', label: '最少参评人数', kind: 'number', unit: '人', most: 1000, hint: '班内参评人数少于此数时不判异常' },
      { key: 'flags_guaranteed', label: '兜底学生也计算差异', kind: 'switch', hint: '通常不计算：兜底学生不靠分数' },
      { key: 'clearing_needs_visit', label: '核实差异须有走访记录', kind: 'switch', hint: '院系点“测评无误”时要求附走访说明' },
      { key: 'pauses_in_breaks', label: '寒暑假不计时', kind: 'switch', hint: '核实差异、退回重填和补充评议的期限在学校假期中暂停' },
    ],
  },
  {
    title: '切线',
    fields: [
      { key: 'special_percent', label: '特别困难', kind: 'percent', unit: '%', most: 100, hint: '占在校生的比例，约数' },
      { key: 'general_percent', label: '一般困难', kind: 'percent', unit: '%', most: 100, hint: '占在校生的比例，约数' },
      { key: 'other_percent', label: '其他困难', kind: 'percent', unit: '%', most: 100, hint: '占在校生的比例，最高' },
      { key: 'total_percent', label: '合计最高', kind: 'percent', unit: '%', most: 100, hint: '三档合计不得超过' },
      { key: 'min_score', label: '最低分', kind: 'number', unit: '分', most: 1000, hint: '低于此分不给困难等级' },
    ],
  },
  {
    title: '民主评议',
    fields: [
      { key: 'allow_grant_wisher_as_evaluator', label: '申请助学金的学生可任评议员', kind: 'switch', hint: '通常不可以，以免评议与自己有利害关系' },
      { key: 'evaluator_full_form', label: '评议员可看完整申请表', kind: 'switch', hint: '通常只看评议所需的内容，敏感信息不外露' },
    ],
  },
]

export const RULE_FIELDS = RULE_GROUPS.flatMap((group) => group.fields)

/** Decided by what students and panels were asked: they stay once a form was submitted. */
export const ASKED: readonly { key: 'scheme_version' | 'questionnaire_version' | 'score_rule' | 'peer_rule'; label: string }[] = [
  { key: 'scheme_version', label: '量化指标' },
  { key: 'questionnaire_version', label: '评议问卷' },
  { key: 'score_rule', label: '客观分数算法' },
  { key: 'peer_rule', label: '评议计分算法' },
]

export function ruleText(field: RuleField, rules: Rules): string {
  const value = rules[field.key]
  if (field.kind === 'switch') return value ? '是' : '否'
  if (field.kind === 'ratio') return `${Number(value) / 100}%`
  return `${String(value)}${field.unit === '%' ? '%' : ` ${field.unit ?? ''}`}`.trim()
}

/** Numbers are typed in the unit that people see. */
export function typedOf(field: RuleField, rules: Rules): number {
  return field.kind === 'ratio' ? Number(rules[field.key]) / 100 : Number(rules[field.key])
}

export function withTyped(field: RuleField, rules: Rules, typed: number): Rules {
  const value = field.kind === 'ratio' ? Math.round(typed * 100) : Math.round(typed)
  return { ...rules, [field.key]: value }
}

/** Why the shares cannot be, or nothing. */
export function shareFlaw(rules: Rules): string {
  const sum = rules.special_percent + rules.general_percent + rules.other_percent
  return sum > rules.total_percent ? `三档合计 ${sum}%，超过合计最高 ${rules.total_percent}%` : ''
}

/** "差异阈值：25% → 30%" for each rule that differs. */
export function rulesChanged(before: Rules, after: Rules): string[] {
  const fields = RULE_FIELDS.filter((field) => before[field.key] !== after[field.key]).map(
    (field) => `${field.label}：${ruleText(field, before)} → ${ruleText(field, after)}`,
  )
  const asked = ASKED.filter((one) => before[one.key] !== after[one.key]).map((one) => `${one.label}：${before[one.key]} → ${after[one.key]}`)
  return [...fields, ...asked]
}
