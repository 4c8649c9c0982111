import { describe, expect, it } from 'vitest'
import { barsOf, flawsOf, lateIn, phasesOf, phaseState, plannedOf, shifted, spanText, termsAround } from './plan'
import { rulesChanged, shareFlaw, withTyped, RULE_FIELDS } from './rulebook'
import type { Campaign, Phase, Rules } from './words'

const filing: Phase = { name: 'filing', opens_at: '2026-10-09T16:00:00Z', ends_at: '2026-10-25T16:00:00Z' }
const review: Phase = { name: 'review', opens_at: '2026-10-13T16:00:00Z', ends_at: '2026-11-16T16:00:00Z' }
const rules = { threshold_hundredths: 2500, special_percent: 5, general_percent: 15, other_percent: 25, total_percent: 45 } as Rules
const funnel = { imported: 9, filled: 5, applied: 4, reviewed: 3, evaluated: 4, cleared: 4, cut: 0, public: 0, final: 0, grades: {}, abnormal: 0, as_of: '' }
const round = { state: 'opened', phases: [filing, review], cut_at: null, published_at: null } as unknown as Campaign

describe('plannedOf and phasesOf', () => {
  it('says the last day, not the instant after it', () =>
    expect(plannedOf([filing])[0]).toEqual({ name: 'filing', first: '2026-10-10', last: '2026-10-25' }))
  it('give back the same instants for days that were not touched', () => expect(phasesOf(plannedOf([filing]), [filing])).toEqual([filing]))
  it('end a moved phase at the first instant after its last day', () => {
    const moved = [{ name: 'filing' as const, first: '2026-10-10', last: '2026-10-26' }]
    expect(phasesOf(moved, [filing])[0]?.ends_at).toBe('2026-10-27T00:00:00+08:00')
  })
})

describe('phaseState', () => {
  it('is over at the very end', () => expect(phaseState(filing, filing.ends_at)).toBe('over'))
  it('runs from its first instant', () => expect(phaseState(filing, filing.opens_at)).toBe('running'))
})

describe('flawsOf', () => {
  it('refuses an end before its beginning', () =>
    expect(flawsOf([{ name: 'filing', first: '2026-10-10', last: '2026-10-09' }]).filing).toBe('结束不能早于开始'))
  it('refuses a phase earlier than the one before, across phases that are not planned', () => {
    const planned = plannedOf([filing, { ...review, opens_at: '2026-10-01T16:00:00Z' }])
    expect(flawsOf(planned).review).toBe('不应早于填报')
  })
})

describe('barsOf', () => {
  it('spans the whole line with one phase', () =>
    expect(barsOf(plannedOf([filing]), '2026-10-01T00:00:00Z')).toEqual({ bars: { filing: { x: 0, width: 100 } }, today: null }))
  it('draws nothing where nothing is planned', () => expect(barsOf(plannedOf([]), filing.opens_at)).toEqual({ bars: {}, today: null }))
})

describe('shifted', () => {
  it('moves days over the end of a month and leaves gaps alone', () => {
    const [moved, gap] = shifted(plannedOf([filing]), 7)
    expect(moved?.last).toBe('2026-11-01')
    expect(gap?.first).toBe('')
  })
})

describe('lateIn', () => {
  it('names a review that ended with forms left', () =>
    expect(lateIn(round, funnel as never, '2026-11-20T00:00:00Z').map((one) => one.name)).toEqual(['review']))
  it('says nothing of phases that still run', () => expect(lateIn(round, funnel as never, '2026-11-01T00:00:00Z')).toEqual([]))
})

describe('spanText', () => {
  it('says the year of the end where it is another one', () =>
    expect(spanText({ name: 'final', first: '2026-12-31', last: '2027-01-01' })).toBe('2026年12月31日 – 2027年1月1日（2 天）'))
})

describe('termsAround', () => {
  it('takes June for the spring of the year that began last autumn', () =>
    expect(termsAround('2026-06-30').map((one) => one.code)).toContain('202502'))
})

describe('rules', () => {
  it('keep the threshold in hundredths of a percent', () => {
    const field = RULE_FIELDS.find((one) => one.key === 'threshold_hundredths')
    expect(field && withTyped(field, rules, 33.33).threshold_hundredths).toBe(3333)
  })
  it('say what changed from what to what', () =>
    expect(rulesChanged(rules, { ...rules, threshold_hundredths: 3000 })).toEqual(['差异阈值：25% → 30%']))
  it('refuse shares that exceed the total', () => expect(shareFlaw({ ...rules, other_percent: 26 })).toContain('46%'))
})
