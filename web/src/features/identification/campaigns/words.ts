/** Words of a round: states, phases, and findings without the codes that only the machine needs. */
import type { IdentificationShapes } from '@/api/client'
import { isStale, overtaken, Refusal } from '@/api/problem'
import type { Tone } from '@/ui/StatusTag.vue'

export type Campaign = IdentificationShapes['CampaignOut']
export type PhaseName = IdentificationShapes['PhaseName']
export type Phase = IdentificationShapes['PhaseShape']
export type Rules = IdentificationShapes['RoundRules']

export const PHASES: readonly PhaseName[] = ['filing', 'evaluation', 'review', 'confirmation', 'cutting', 'publicity', 'final']

export const PHASE_LABELS: Readonly<Record<PhaseName, string>> = {
  filing: '填报',
  evaluation: '民主评议',
  review: '辅导员审核',
  confirmation: '院系复核',
  cutting: '切线',
  publicity: '公示',
  final: '终审',
}

export const STATES: Readonly<Record<Campaign['state'], { label: string; tone: Tone }>> = {
  drafted: { label: '草拟', tone: 'plain' },
  opened: { label: '进行中', tone: 'busy' },
  closed: { label: '已结束', tone: 'good' },
  cancelled: { label: '已取消', tone: 'bad' },
}

/**
 * The sentences of the findings say what they are about: the code of the field is left out. Who was
 * overtaken need not load the page again: it has done so, and kept what was typed.
 */
export function plainly(refusal: Refusal | null): Refusal | null {
  if (isStale(refusal)) return overtaken([])
  if (!refusal?.findings.length) return refusal
  const errors = refusal.findings.map((one) => ({ ...one, field: null, column: null }))
  return new Refusal({ ...refusal.problem, errors }, refusal.retryAfter)
}
