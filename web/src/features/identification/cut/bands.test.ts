import { describe, expect, it } from 'vitest'
import { bandOf, bandsOf, inTotal, moved, percentText, type Basis } from './bands'

const basis = {
  enrolment: 1000,
  guaranteed: 10,
  scores: [
    { score: 80, students: 30 },
    { score: 60, students: 140 },
    { score: 30, students: 200 },
    { score: 10, students: 50 },
  ],
  rules: { special_percent: 5, general_percent: 15, other_percent: 25, total_percent: 45, min_score: 20 },
} as unknown as Basis
const lines = { special: 80, general: 60, other: 30 }

describe('bandsOf', () => {
  const bands = bandsOf(basis, lines)
  it('counts guaranteed students as the first band', () => expect(bands[0]?.students).toBe(40))
  it('shares of enrolment, not of applicants', () => expect(percentText(bands[1]?.hundredths ?? 0)).toBe('14.00%'))
  it('leaves the rest without a grade', () => expect(bands[3]?.students).toBe(50))
  it('adds up those with a grade', () => expect(inTotal(bands, 1000)).toEqual({ students: 380, hundredths: 3800 }))
})

describe('bandOf', () => {
  it('takes a score on the line into the band', () => expect(bandOf(60, lines)).toBe('general'))
})

describe('moved', () => {
  it('takes the lower lines along when one falls below them', () =>
    expect(moved(lines, 'special', 50)).toEqual({ special: 50, general: 50, other: 30 }))
  it('takes the higher lines along when one rises above them', () =>
    expect(moved(lines, 'other', 90)).toEqual({ special: 90, general: 90, other: 90 }))
})
