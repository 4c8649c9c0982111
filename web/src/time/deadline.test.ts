import { describe, expect, it } from 'vitest'
import { deadlineText, endText, isWorkday, workdaysLeft, type WorkCalendar } from './deadline'
import { addDays, dayOf, timeText } from './shanghai'

// National Day 2026: off from 1 to 7 October, made up for on Saturday 10 October.
const calendar: WorkCalendar = {
  off: new Set(['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07']),
  on: new Set(['2026-10-10']),
  years: new Set([2026]),
}

describe('isWorkday', () => {
  it('takes a make-up Saturday for a working day', () => expect(isWorkday('2026-10-10', calendar)).toBe(true))
  it('takes a day off in the week for none', () => expect(isWorkday('2026-10-01', calendar)).toBe(false))
  it('takes Sunday for none', () => expect(isWorkday('2026-10-11', calendar)).toBe(false))
})

describe('workdaysLeft', () => {
  it('skips the days off and counts the make-up day', () =>
    expect(workdaysLeft('2026-10-08T01:00:00Z', '2026-10-10T16:00:00Z', calendar)).toBe(3))
})

describe('deadlineText', () => {
  it('says the end as 24:00 of the last day', () => {
    expect(deadlineText('2026-10-08T01:00:00Z', '2026-10-10T16:00:00Z', calendar)).toBe(
      '还剩 3 个工作日（10月10日 24:00 前）',
    )
  })
  it('says that only a weekend is left', () =>
    expect(deadlineText('2026-10-17T01:00:00Z', '2026-10-18T16:00:00Z', calendar)).toBe('已无工作日（10月18日 24:00 前）'))
  it('says today on the last day', () =>
    expect(deadlineText('2026-10-10T01:00:00Z', '2026-10-10T16:00:00Z', calendar)).toBe('今天截止（10月10日 24:00 前）'))
  it('says that it is over', () =>
    expect(deadlineText('2026-10-12T01:00:00Z', '2026-10-10T16:00:00Z', calendar)).toBe('已于 10月10日 24:00 截止'))
  it('does not count days of a year whose calendar is missing', () =>
    expect(deadlineText('2026-12-30T01:00:00Z', '2027-01-05T16:00:00Z', calendar)).toBe('1月5日 24:00 前截止'))
})

describe('endText', () => {
  it('keeps an end within a day', () => expect(endText('2026-10-10T04:30:00Z')).toBe('10月10日 12:30 前'))
})

describe('days', () => {
  it('are of Shanghai', () => expect(dayOf('2026-10-09T16:30:00Z')).toBe('2026-10-10'))
  it('are shown with minutes', () => expect(timeText('2026-10-09T16:30:00Z')).toBe('2026-10-10 00:30'))
  it('move over the end of a month', () => expect(addDays('2026-02-28', 1)).toBe('2026-03-01'))
})
