/** What became of a form between two readings, for an officer who was about to decide on the first. */
import { answerText, fieldTitle, itemsOf, type Form, type Questions } from './answers'
import { CLAIM, PURPOSE, stateOf } from './words'

type Fields = Readonly<Record<string, unknown>>

const BLOCKS = ['basic', 'contact', 'circumstances'] as const

/** One line for each difference, with the value that stands now. */
export function movedIn(before: Form, after: Form, questions: Questions | null): string[] {
  const found: string[] = []
  const state = stateOf(after.fill, after.audit)
  if (state !== stateOf(before.fill, before.audit)) found.push(`状态：${state}`)
  if (after.submissions > before.submissions) found.push(`学生第 ${after.submissions} 次提交`)
  if (after.purpose !== before.purpose) found.push(`填报目的：${PURPOSE[after.purpose ?? ''] ?? '未填'}`)
  if (after.return_reason && after.return_reason !== before.return_reason) found.push(`退回原因：${after.return_reason}`)
  found.push(...answersMoved(before, after, questions), ...fieldsMoved(before, after, questions), ...claimsMoved(before, after))
  if (before.evidence.length !== after.evidence.length) found.push(`佐证材料：${after.evidence.length} 份`)
  return found.length ? found : ['表格刚被保存过，内容没有不同']
}

function answersMoved(before: Form, after: Form, questions: Questions | null): string[] {
  const [old, fresh] = [fieldsOf(before, 'answers'), fieldsOf(after, 'answers')]
  return itemsOf(questions).flatMap((item) =>
    isSame(old[item.code], fresh[item.code]) ? [] : [`${item.title}：${answerText(item, fresh[item.code], questions?.labels[item.code] ?? {})}`],
  )
}

/** Masked values that look the same are not told apart: the other reader sees them masked, too. */
function fieldsMoved(before: Form, after: Form, questions: Questions | null): string[] {
  return BLOCKS.flatMap((block) => {
    const [old, fresh] = [fieldsOf(before, block), fieldsOf(after, block)]
    return Object.keys(fresh).flatMap((key) =>
      isSame(old[key], fresh[key]) ? [] : [`${fieldTitle(`${block}.${key}`, questions)}：${String(fresh[key] ?? '未填')}`],
    )
  }).concat(isSame(before.form?.members, after.form?.members) ? [] : ['家庭成员已修改'])
}

function claimsMoved(before: Form, after: Form): string[] {
  return after.claims.flatMap((claim) => {
    const old = before.claims.find((one) => one.code === claim.code)
    return old?.state === claim.state && old.is_seen === claim.is_seen ? [] : [`${claim.label}：${claim.is_seen && claim.state === 'claimed' ? '已看证件' : (CLAIM[claim.state] ?? claim.state)}`]
  })
}

function fieldsOf(form: Form, block: string): Fields {
  return ((form.form as Fields | null | undefined)?.[block] ?? {}) as Fields
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null)
}
