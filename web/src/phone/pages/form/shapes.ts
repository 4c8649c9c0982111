/** The form and the indicator scheme as they lie in the API's free JSON. */
import type { IdentificationShapes } from '@/api/client'

export type OwnForm = IdentificationShapes['OwnFormOut']
export type Questions = IdentificationShapes['QuestionsOut']
export type Mark = IdentificationShapes['MarkOut']
export type Evidence = IdentificationShapes['EvidenceOut']

export interface Member {
  name?: string | null
  age?: number | null
  relation?: string | null
  workplace?: string | null
  occupation?: string | null
  annual_income?: number | null
  health?: string | null
}

export interface Content {
  purpose: 'apply' | 'panel_only' | null
  basic: Record<string, string | number | null>
  contact: Record<string, string | null>
  members: Member[]
  groups: string[]
  circumstances: Record<string, string | null>
  answers: Record<string, unknown>
  wishes: Record<string, boolean | null>
  consent: { version: string; given_at: string; covers_sensitive: boolean } | null
  commitment: { version: string; signed_name: string; signed_at: string } | null
}

export interface Option {
  code: string
  label: string
  evidence?: string | null
  asks_special_group?: boolean
}

export interface Item {
  code: string
  title: string
  kind: 'single' | 'multi' | 'count' | 'band'
  unit?: string | null
  measure?: string | null
  is_sensitive?: boolean
  options: Option[]
}

export interface Block {
  code: string
  title: string
  items: Item[]
}

export interface Income {
  incomes: number[]
  household_size: number
}

export function contentOf(own: OwnForm): Content {
  return own.form as unknown as Content
}

export function blocksOf(questions: Questions): Block[] {
  return (questions.scheme as unknown as { blocks: Block[] }).blocks
}

/** A single answer is sent as its code and comes back as a list of one. */
export function singleOf(answer: unknown): string | null {
  if (typeof answer === 'string') return answer
  return Array.isArray(answer) && typeof answer[0] === 'string' ? answer[0] : null
}

export function incomeOf(answer: unknown): Income | null {
  return typeof answer === 'object' && answer !== null && 'incomes' in answer ? (answer as Income) : null
}

/** What the members and the size of the household come to; nothing while an income or everybody is missing. */
export function incomeFrom(members: readonly Member[], size: unknown): Income | null {
  const incomes = members.map((one) => one.annual_income)
  if (typeof size !== 'number' || (size > 1 && !members.length) || incomes.some((one) => one == null)) return null
  return { incomes: incomes as number[], household_size: size }
}

export function perHead(income: Income): number {
  return Math.floor(income.incomes.reduce((sum, one) => sum + one, 0) / income.household_size)
}
