/** Phases of a round as days, their place on a line of time, what is late, and what another person changed. */
import type { IdentificationShapes } from '@/api/client'
import { addDays, dayOf, dayText, startOfDay } from '@/time/shanghai'
import { lastDayOf } from '@/time/deadline'
import { PHASES, PHASE_LABELS, type Campaign, type Phase, type PhaseName } from './words'
import { rulesChanged } from './rulebook'

/** A phase as people plan it: first and last day, both included. Empty: not planned yet. */
export interface PlannedPhase {
  name: PhaseName
  first: string
  last: string
}

export type PhaseState = 'unset' | 'ahead' | 'running' | 'over'

export function phaseState(phase: Phase | undefined, now: string): PhaseState {
  if (!phase) return 'unset'
  if (new Date(now) < new Date(phase.opens_at)) return 'ahead'
  return new Date(now) < new Date(phase.ends_at) ? 'running' : 'over'
}

/** All seven phases, planned or not. */
export function plannedOf(phases: readonly Phase[]): PlannedPhase[] {
  return PHASES.map((name) => {
    const phase = phases.find((one) => one.name === name)
    return { name, first: phase ? dayOf(phase.opens_at) : '', last: phase ? lastDayOf(phase.ends_at) : '' }
  })
}

/** As the API wants them; a day that was not touched keeps its very instant. */
export function phasesOf(planned: readonly PlannedPhase[], before: readonly Phase[]): Phase[] {
  return planned
    .filter((one) => one.first && one.last)
    .map((one) => {
      const old = before.find((phase) => phase.name === one.name)
      return {
        name: one.name,
        opens_at: old && dayOf(old.opens_at) === one.first ? old.opens_at : startOfDay(one.first),
        ends_at: old && lastDayOf(old.ends_at) === one.last ? old.ends_at : startOfDay(addDays(one.last, 1)),
      }
    })
}

/** What is wrong with a phase, to be said beside it: the same rules that the server applies. */
export function flawsOf(planned: readonly PlannedPhase[]): Partial<Record<PhaseName, string>> {
  const found: Partial<Record<PhaseName, string>> = {}
  let before: PlannedPhase | null = null
  for (const one of planned) {
    if (!one.first || !one.last) continue
    if (one.first > one.last) found[one.name] = '结束不能早于开始'
    else if (before && (one.first < before.first || one.last < before.last))
      found[one.name] = `不应早于${PHASE_LABELS[before.name]}`
    before = one
  }
  return found
}

/** Every planned day `count` days later. */
export function shifted(planned: readonly PlannedPhase[], count: number): PlannedPhase[] {
  return planned.map((one) => ({
    ...one,
    first: one.first && addDays(one.first, count),
    last: one.last && addDays(one.last, count),
  }))
}

export interface Bar {
  x: number
  width: number
}

/** Where each phase lies between the first and the last day of all, in hundredths; and where today is. */
export function barsOf(planned: readonly PlannedPhase[], now: string): { bars: Partial<Record<PhaseName, Bar>>; today: number | null } {
  const set = planned.filter((one) => one.first && one.last && one.first <= one.last)
  const days = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000
  const start = Math.min(...set.map((one) => days(one.first)))
  const whole = Math.max(...set.map((one) => days(one.last) + 1)) - start
  const bars: Partial<Record<PhaseName, Bar>> = {}
  for (const one of set) {
    bars[one.name] = {
      x: ((days(one.first) - start) / whole) * 100,
      width: ((days(one.last) + 1 - days(one.first)) / whole) * 100,
    }
  }
  const at = set.length ? ((days(dayOf(now)) + 0.5 - start) / whole) * 100 : -1
  return { bars, today: at >= 0 && at <= 100 ? at : null }
}

/** "10月9日 – 10月24日（16 天）" */
export function spanText(one: PlannedPhase): string {
  if (!one.first || !one.last) return '未设置'
  const count = (Date.parse(one.last) - Date.parse(one.first)) / 86_400_000 + 1
  const year = one.first.slice(0, 4) === one.last.slice(0, 4) ? '' : `${one.last.slice(0, 4)}年`
  return `${one.first.slice(0, 4)}年${dayText(one.first)} – ${year}${dayText(one.last)}（${count} 天）`
}

type Funnel = IdentificationShapes['FunnelOut']

/** Phases that are over while work of theirs is left, each with a sentence. */
export function lateIn(campaign: Campaign, funnel: Funnel | null, now: string): { name: PhaseName; text: string }[] {
  if (campaign.state !== 'opened' || !funnel) return []
  const left: Partial<Record<PhaseName, string | false>> = {
    evaluation: funnel.applied > funnel.evaluated && `还有 ${funnel.applied - funnel.evaluated} 名申请人没有评议完`,
    review: funnel.applied > funnel.reviewed && `还有 ${funnel.applied - funnel.reviewed} 份申请没有审核，仍可审核，会记为逾期`,
    confirmation: funnel.abnormal > 0 && `还有 ${funnel.abnormal} 人差异异常没有核实`,
    cutting: !campaign.cut_at && '还没有切线',
    publicity: !campaign.published_at && '还没有公示',
    final: funnel.final === 0 && '还没有形成终审名单',
  }
  return campaign.phases.flatMap((phase) => {
    const text = left[phase.name]
    return text && phaseState(phase, now) === 'over' ? [{ name: phase.name, text }] : []
  })
}

/** What differs between two readings of a round, for whoever was about to write over it. */
export function changesBetween(before: Campaign, after: Campaign): string[] {
  const found: string[] = []
  if (before.title !== after.title) found.push(`名称：${after.title}`)
  if (before.state !== after.state) found.push('批次状态已改变')
  if (before.subsistence_line !== after.subsistence_line) found.push(`低保线：${after.subsistence_line ?? '未填'} 元/年`)
  const [earlier, later] = [plannedOf(before.phases), plannedOf(after.phases)]
  later.forEach((one, index) => {
    const old = earlier[index]
    if (old && (old.first !== one.first || old.last !== one.last)) found.push(`${PHASE_LABELS[one.name]}：${spanText(one)}`)
  })
  found.push(...rulesChanged(before.rules, after.rules))
  if (JSON.stringify(before.guaranteed) !== JSON.stringify(after.guaranteed)) found.push('兜底类别已改变')
  return found
}

/** Terms that a round may be for around a day, the newest first: `202601` is the autumn of 2026. */
export function termsAround(day: string): { code: string; label: string; year: number }[] {
  const month = Number(day.slice(5, 7))
  const year = Number(day.slice(0, 4)) - (month < 7 ? 1 : 0)
  return [year + 1, year, year - 1].flatMap((one) => [
    { code: `${one}02`, label: `${one}-${one + 1}学年春季学期`, year: one },
    { code: `${one}01`, label: `${one}-${one + 1}学年秋季学期`, year: one },
  ])
}
