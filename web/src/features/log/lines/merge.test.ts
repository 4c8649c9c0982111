import { describe, expect, it } from 'vitest'
import { merge, type Source } from './merge'

const source = (days: number[], cursor: string | null = null): Source<{ id: string; at: string }> => ({
  lines: days.map((day) => ({ id: `l${day}`, at: `2026-10-${String(day).padStart(2, '0')}T00:00:00Z` })),
  cursor,
})
const daysOf = (some: { lines: { at: string }[] }): number[] => some.lines.map((line) => Number(line.at.slice(8, 10)))

describe('merge', () => {
  it('puts the newest first, whoever told it', () =>
    expect(daysOf(merge({ identity: source([9, 3]), roster: source([8, 5]) }, 10))).toEqual([9, 8, 5, 3]))
  it('names the service of each line', () => expect(merge({ roster: source([8]) }, 10).lines[0]?.service).toBe('roster'))
  it('holds back what a service not read so far may precede', () => {
    const merged = merge({ identity: source([9, 3]), roster: source([8, 6], 'more') }, 10)
    expect(daysOf(merged)).toEqual([9, 8, 6])
    expect(merged.next).toEqual(['roster'])
  })
  it('reads on only the service that reaches back the least', () =>
    expect(merge({ identity: source([9, 3], 'more'), roster: source([8, 6], 'more') }, 10).next).toEqual(['roster']))
  it('reads nothing on while there are lines enough', () => expect(merge({ identity: source([9, 8, 7], 'more') }, 2).next).toEqual([]))
  it('ends where every service ended', () => expect(merge({ identity: source([9]), roster: source([]) }, 5)).toMatchObject({ next: [] }))
  it('compares instants, not texts', () =>
    expect(
      merge({ identity: { lines: [{ id: 'a', at: '2026-10-09T00:00:00Z' }], cursor: null }, roster: { lines: [{ id: 'b', at: '2026-10-09T00:00:00.500Z' }], cursor: null } }, 5).lines.map((one) => one.id),
    ).toEqual(['b', 'a']))
})
