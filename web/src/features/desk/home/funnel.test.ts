import { describe, expect, it } from 'vitest'
import { stepsOf } from './funnel'

const funnel = {
  imported: 2000, filled: 600, applied: 580, reviewed: 300, evaluated: 0, cleared: 0, cut: 0, public: 0, final: 0,
  grades: {}, abnormal: 0, as_of: '2026-11-21T00:00:00Z',
}

describe('stepsOf', () => {
  it('counts shares of those who filled in', () =>
    expect(stepsOf(funnel, 'x').find((step) => step.key === 'reviewed')?.percent).toBe(50))
  it('leads to the list behind the count', () =>
    expect(stepsOf(funnel, 'x').find((step) => step.key === 'cut')?.to).toBe('/identification/campaigns/x/cut'))
})
