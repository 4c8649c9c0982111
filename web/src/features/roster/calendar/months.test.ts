import { describe, expect, it } from 'vitest'
import { monthsOf } from './months'

describe('monthsOf', () => {
  const months = monthsOf(2026, { off: new Set(['2026-10-01']), on: new Set(['2026-10-10']), years: new Set([2026]) })
  const october = months[9]?.filter((cell) => cell !== null) ?? []
  it('has every day of the year', () => expect(months.flat().filter(Boolean).length).toBe(365))
  it('begins weeks on Monday: 1 October 2026 is a Thursday', () => expect(months[9]?.findIndex((cell) => cell !== null)).toBe(3))
  it('marks days off and make-up days', () => expect([october[0]?.kind, october[9]?.kind]).toEqual(['off', 'on']))
})
