import { describe, expect, it } from 'vitest'
import { merged } from './merge'

describe('merged', () => {
  const before = { title: '旧', line: 9000, days: ['a', 'b'] }

  it('takes over what the other changed and keeps what was typed here', () =>
    expect(merged({ ...before, title: '新' }, before, { ...before, line: 9600 })).toEqual({ title: '新', line: 9600, days: ['a', 'b'] }))
  it('keeps what was typed here where both changed the same', () =>
    expect(merged({ ...before, line: 9300 }, before, { ...before, line: 9600 }).line).toBe(9300))
  it('compares lists by what is in them', () => expect(merged({ ...before, days: ['a', 'b'] }, before, { ...before, days: ['c'] }).days).toEqual(['c']))
})
