/** A form's answers beside the scheme that asked for them, as a reader wants them. */
import type { IdentificationShapes } from '@/api/client'

type Json = unknown
export type Form = IdentificationShapes['FormOut']
export type Questions = IdentificationShapes['QuestionsOut']

interface Option {
  code: string
  label: string
  points: number
  evidence: string | null
}

export interface Item {
  code: string
  title: string
  kind: string
  unit: string | null
  cap: number
  options: Option[]
}

export interface AnswerLine {
  code: string
  title: string
  text: string
  points: number
  cap: number
  evidence: string | null
}

export interface AnswerBlock {
  code: string
  title: string
  points: number
  fullMarks: number
  lines: AnswerLine[]
}

export function blocksOf(questions: Questions, answers: Record<string, Json>, points: Record<string, number>): AnswerBlock[] {
  const scheme = questions.scheme as { blocks?: { code: string; title: string; full_marks: number; items: Item[] }[] }
  return (scheme.blocks ?? []).map((block) => {
    const lines = block.items.map((item) => ({
      code: item.code,
      title: item.title,
      text: answerText(item, answers[item.code], questions.labels[item.code] ?? {}),
      points: points[item.code] ?? 0,
      cap: item.cap,
      evidence: item.options.find((option) => option.code === answers[item.code])?.evidence ?? null,
    }))
    return {
      code: block.code,
      title: block.title,
      fullMarks: block.full_marks,
      points: lines.reduce((sum, line) => sum + line.points, 0),
      lines,
    }
  })
}

/** "务农", "5200 元", "父母收入 61300、97400 元，共 4 人", "非义务教育阶段 1 人". */
export function answerText(item: Pick<Item, 'unit' | 'options'>, answer: Json, labels: Record<string, string>): string {
  if (answer === null || answer === undefined) return '未填'
  if (typeof answer === 'string') return labels[answer] ?? item.options.find((one) => one.code === answer)?.label ?? answer
  if (typeof answer === 'number') return `${answer}${item.unit ? ` ${item.unit}` : ''}`
  if (typeof answer !== 'object') return String(answer)
  const parts = answer as Record<string, Json>
  if (Array.isArray(parts.incomes)) return `年收入合计 ${sum(parts.incomes)} 元，家庭 ${String(parts.household_size)} 人`
  return Object.entries(parts)
    .filter(([, count]) => Number(count) > 0)
    .map(([code, count]) => `${labels[code] ?? code} ${String(count)}${item.unit ? ` ${item.unit}` : ''}`)
    .join('，') || '无'
}

function sum(numbers: Json[]): number {
  return numbers.reduce<number>((total, one) => total + Number(one), 0)
}

/** Titles of the form's other fields, by their path. */
export const FIELDS: Readonly<Record<string, string>> = {
  'basic.birth_month': '出生年月',
  'basic.document_number': '证件号码',
  'basic.household_size': '家庭人口',
  'basic.phone': '手机号',
  'basic.political_status': '政治面貌',
  'contact.address': '家庭地址',
  'contact.postcode': '邮编',
  'contact.parent_phone': '家长电话',
  members: '家庭成员',
  groups: '特殊群体',
  'circumstances.disaster': '遭受自然灾害',
  'circumstances.accident': '遭受突发意外',
  'circumstances.weak_labour': '成员残疾、年迈，劳动能力弱',
  'circumstances.unemployment': '成员失业',
  'circumstances.debt': '欠债',
  'circumstances.other': '其他情况',
}

export function itemsOf(questions: Questions | null): Item[] {
  const scheme = (questions?.scheme ?? {}) as { blocks?: { items: Item[] }[] }
  return (scheme.blocks ?? []).flatMap((block) => block.items)
}

export function fieldTitle(field: string, questions: Questions | null): string {
  const code = field.replace(/^answers\./, '')
  const item = itemsOf(questions).find((one) => one.code === code)
  return item ? item.title : (FIELDS[field] ?? field)
}
