import { describe, expect, it } from 'vitest'
import { clockDays } from './clock'

const calendar = { off: new Set<string>(), on: new Set<string>(), years: new Set([2026]) }

describe('clockDays', () => {
  // Up on Wednesday 18 November 2026, five working days: over at the first instant of the 26th.
  const days = clockDays('2026-11-18T02:00:00Z', '2026-11-25T16:00:00Z', '2026-11-21T02:00:00Z', calendar)
  it('begins on a Monday and ends on a Sunday', () => expect([days[0]?.day, days.length % 7]).toEqual(['2026-11-16', 0]))
  it('counts five working days after the first', () => expect(Math.max(...days.map((day) => day.count))).toBe(5))
  it('does not count a Saturday', () => expect(days.find((day) => day.day === '2026-11-21')?.count).toBe(0))
  it('knows today', () => expect(days.find((day) => day.isToday)?.day).toBe('2026-11-21'))
})
