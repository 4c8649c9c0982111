import { describe, expect, it } from 'vitest'
import type { Job } from '@/kit/useJob'
import { outcomeOf, totalsOf, type KindCount } from './counts'

const count = (code: string, applied: number, not_enrolled: number): KindCount => ({
  code,
  label: code,
  applied,
  not_applied: 1,
  declined: 0,
  not_enrolled,
})
const job = (state: string, result: Record<string, unknown> | null): Job => ({ id: '1', kind: 'k', state, done: 1, result, created_at: '' })

describe('totalsOf', () => {
  it('adds each result over the kinds', () =>
    expect(totalsOf([count('dibao', 3, 2), count('orphan', 1, 0)])).toEqual({ applied: 4, not_applied: 2, declined: 0, not_enrolled: 2 }))
})

describe('outcomeOf', () => {
  it('says that nothing was written where bad rows stopped the list', () =>
    expect(outcomeOf(job('done', { is_committed: false, rows: 5, bad: 2 })).isGood).toBe(false))
  it('says that the same list changes nothing', () => expect(outcomeOf(job('done', { is_repeated: true })).text).toContain('已经导入过'))
  it('gives the reason of a failed job', () =>
    expect(outcomeOf({ ...job('failed', null), error: { detail: '缺少列：证件号码' } }).text).toBe('没有完成，什么都没有写入。缺少列：证件号码'))
})
