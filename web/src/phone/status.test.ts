import { describe, expect, it } from 'vitest'
import type { Campaign } from './round'
import { statusOf } from './status'

const NOW = '2026-09-08T02:00:00Z'
const ROUND = {
  id: 'r',
  state: 'opened',
  phases_now: ['filing'],
  phases: [
    { name: 'filing', opens_at: '2026-09-01T00:00:00+08:00', ends_at: '2026-09-11T00:00:00+08:00' },
    { name: 'review', opens_at: '2026-09-11T00:00:00+08:00', ends_at: '2026-09-21T00:00:00+08:00' },
    { name: 'publicity', opens_at: '2026-10-09T00:00:00+08:00', ends_at: '2026-10-20T00:00:00+08:00' },
  ],
  cut_at: null,
  published_at: null,
} as unknown as Campaign
type Own = Parameters<typeof statusOf>[1]

function own(changes: object): Own {
  const whole = { fill: 'submitted', audit: 'unreviewed', purpose: 'apply', may_file: true, filing_ends_at: null, ...changes }
  return whole as unknown as Own
}

function next(form: Own, round: object = {}, now = NOW): string {
  return statusOf({ ...ROUND, ...round } as Campaign, form, now, null).next
}

describe('statusOf', () => {
  it('invites who has not begun, with the deadline', () => {
    expect(statusOf(ROUND, null, NOW, null).act).toEqual({ label: '开始申请', page: 'form' })
    expect(next(null)).toContain('9月10日 24:00')
  })
  it('says that filing has not begun, or is over', () => {
    expect(next(null, { phases_now: [] }, '2026-08-30T02:00:00Z')).toBe('9月1日开始填报。')
    expect(next(null, { phases_now: ['review'] }, '2026-09-15T02:00:00Z')).toContain('已经截止')
  })
  it('says for whom a handed-in form waits, and until when', () => {
    expect(next(own({}))).toContain('9月20日 24:00')
    expect(next(own({ audit: 'reviewed' }))).toContain('10月9日')
  })
  it('sends a returned form back to its marks', () => {
    expect(statusOf(ROUND, own({ fill: 'returned' }), NOW, null).act?.label).toBe('去修改')
  })
  it('leads to the result once it is public, and only who applied', () => {
    const round = { ...ROUND, published_at: NOW } as Campaign
    expect(statusOf(round, own({}), NOW, null).act?.page).toBe('result')
    expect(statusOf(round, own({ purpose: 'panel_only' }), NOW, null).act).toBeUndefined()
  })
})
