/** Schemes and questionnaires as data: shapes, what they add up to, and where a finding belongs. */
import type { Finding } from '@/api/problem'
import type { Rules } from '../campaigns/words'

export type Kind = 'scheme' | 'questionnaire' | 'parameters'

export const KINDS: Readonly<Record<Kind, string>> = { scheme: '量化指标', questionnaire: '评议问卷', parameters: '认定参数' }

export interface Option {
  code: string
  label: string
  points: number
  evidence?: string | null
  lower?: number | null
  upper?: number | null
  asks_special_group?: boolean
}

export interface Item {
  code: string
  title: string
  kind: 'single' | 'multi' | 'count' | 'band'
  cap: number
  measure?: 'number' | 'income_per_head'
  unit?: string | null
  is_sensitive?: boolean
  options: Option[]
}

export interface Block {
  code: string
  title: string
  full_marks: number
  items: Item[]
}

export interface Scheme {
  version: string
  title: string
  full_marks: number
  blocks: Block[]
}

export interface Question {
  code: string
  title: string
  choices: Option[]
}

export interface Questionnaire {
  version: string
  title: string
  full_marks: number
  least_marks: number
  blocks: { code: string; title: string; questions: Question[] }[]
}

export interface Parameters {
  version: string
  title: string
  rules: Rules
  guaranteed?: Record<string, boolean>
}

export const ITEM_KINDS: Readonly<Record<Item['kind'], string>> = { single: '单选', multi: '多选', count: '按人数', band: '按数值' }

/** The most points that an answer to the item can reach; the server counts alike. */
export function ceiling(item: Item): number {
  const points = item.options.map((one) => one.points)
  if (item.kind === 'count') return points.some((one) => one > 0) ? item.cap : 0
  const reachable = item.kind === 'multi' ? points.reduce((sum, one) => sum + one, 0) : Math.max(0, ...points)
  return Math.min(item.cap, reachable)
}

export function reachedBy(block: Block): number {
  return block.items.reduce((sum, item) => sum + ceiling(item), 0)
}

export function totalOf(scheme: Scheme): number {
  return scheme.blocks.reduce((sum, block) => sum + reachedBy(block), 0)
}

/** Most and least points of a questionnaire. */
export function rangeOf(one: Questionnaire): { most: number; least: number } {
  const questions = one.blocks.flatMap((block) => block.questions)
  const sum = (pick: (points: number[]) => number): number =>
    questions.reduce((whole, question) => whole + pick(question.choices.map((choice) => choice.points)), 0)
  return { most: sum((points) => Math.max(...points)), least: sum((points) => Math.min(...points)) }
}

/** Which kind of document a file holds: nothing where it holds none, so that no preview is drawn of it. */
export function kindOf(data: unknown): Kind | null {
  if (typeof data !== 'object' || data === null) return null
  if ('rules' in data) return 'parameters'
  if (!('blocks' in data) || !Array.isArray(data.blocks)) return null
  const blocks = data.blocks as Record<string, unknown>[]
  const holds = (parts: string, leaves: string): boolean =>
    blocks.length > 0 &&
    blocks.every((block) => Array.isArray(block?.[parts]) && (block[parts] as Record<string, unknown>[]).every((one) => Array.isArray(one?.[leaves])))
  if (holds('items', 'options')) return 'scheme'
  return holds('questions', 'choices') ? 'questionnaire' : null
}

/** Findings by the code of the block, item or question that they are about; `''` holds all others. */
export function placed(findings: readonly Finding[], data: unknown): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const one of findings) {
    const key = codeAt(one.field ?? '', data)
    found.set(key, [...(found.get(key) ?? []), one.message])
  }
  return found
}

/** `blocks.0.items.1.cap` → the item's code, for an option too; a code stays itself. */
function codeAt(field: string, data: unknown): string {
  if (!field.includes('.')) return field
  let here: unknown = data
  let code = ''
  for (const step of field.split('.')) {
    if (step === 'options' || step === 'choices') break
    here = (here as Record<string, unknown> | undefined)?.[step]
    const own = (here as { code?: unknown } | undefined)?.code
    if (typeof own === 'string') code = own
  }
  return code
}

/** The next free version of a name: `fj-default-v1` → `fj-default-v2`. */
export function nextVersion(version: string, taken: readonly string[]): string {
  const [, stem = `${version}-v`, count = '1'] = /^(.*?)(\d+)$/.exec(version) ?? []
  let next = Number(count) + 1
  while (taken.includes(`${stem}${next}`)) next += 1
  return `${stem}${next}`
}

/** A band of income in yuan where the line is known, as the student reads it. */
export function bandText(option: Option, item: Item, line: number | null): string {
  if (item.measure !== 'income_per_head' || !line) return option.label
  const yuan = (percent: number): string => String(Math.round(percent * line) / 100)
  const lower = yuan(option.lower ?? 0)
  if (option.upper == null) return `${lower}元及以上`
  return option.lower ? `${lower}元及以上，不足${yuan(option.upper)}元` : `不足${yuan(option.upper)}元`
}
