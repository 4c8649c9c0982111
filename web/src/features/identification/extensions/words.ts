/** Words of extensions, and the day by which an extension ends as people say it. */
import type { IdentificationShapes } from '@/api/client'
import { lastDayOf } from '@/time/deadline'
import { addDays, dayOf, startOfDay } from '@/time/shanghai'
import type { Campaign, PhaseName } from '../campaigns/words'

export type Extension = IdentificationShapes['ExtensionOut']
export type Reach = IdentificationShapes['Reach']

export const KINDS: Readonly<Record<Extension['kind'], string>> = {
  extension: '延期',
  late_filing: '补报',
  return: '退回重填',
  added: '补充评议',
}

/** Cutting, publicity and the final list have rules of time of their own. */
export const EXTENSIBLE: readonly PhaseName[] = ['filing', 'evaluation', 'review', 'confirmation']

export const REACHES: Readonly<Record<Reach, string>> = { school: '全校', college: '院系', class: '班级', person: '个人' }

/** The first day that an extension of a phase may end on: after its planned end and not before today. */
export function earliestDay(campaign: Campaign, phase: PhaseName, now: string): string {
  const planned = campaign.phases.find((one) => one.name === phase)
  const after = planned ? addDays(lastDayOf(planned.ends_at), 1) : dayOf(now)
  return after > dayOf(now) ? after : dayOf(now)
}

/** A last day, both included, as the instant that the API wants. */
export function untilOf(day: string): string {
  return startOfDay(addDays(day, 1))
}

/** What the school decided comes first; what returning a form did by itself is only counted. */
export function sorted(found: readonly Extension[]): { decided: Extension[]; others: Extension[] } {
  const isDecided = (one: Extension): boolean => one.kind === 'extension' || one.kind === 'late_filing'
  return { decided: found.filter(isDecided), others: found.filter((one) => !isDecided(one)) }
}
