/**
 * Deadlines in words: "还剩 3 个工作日（10月10日 24:00 前）".
 *
 * A period ends at the first instant of the day after its last day, so an end at 00:00 is said as
 * 24:00 of the day before (domain.md 10.7).
 */
import { addDays, dayOf, dayText, timeText } from './shanghai'

/** Days off and make-up days of the years that are known. */
export interface WorkCalendar {
  off: ReadonlySet<string>
  on: ReadonlySet<string>
  years: ReadonlySet<number>
}

export function isWorkday(day: string, calendar: WorkCalendar): boolean {
  if (calendar.on.has(day)) return true
  if (calendar.off.has(day)) return false
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

/** Working days from the day of `now` (counted where it is one) to the last day, both included. */
export function workdaysLeft(now: string, end: string, calendar: WorkCalendar): number {
  const last = lastDayOf(end)
  let count = 0
  for (let day = dayOf(now); day <= last; day = addDays(day, 1)) if (isWorkday(day, calendar)) count += 1
  return count
}

/** The last whole day of a period that ends at `end`. */
export function lastDayOf(end: string): string {
  return dayOf(new Date(new Date(end).getTime() - 1))
}

export function endText(end: string): string {
  const text = timeText(end)
  if (text.endsWith('00:00')) return `${dayText(lastDayOf(end))} 24:00 前`
  return `${dayText(dayOf(end))} ${text.slice(11)} 前`
}

export function deadlineText(now: string, end: string, calendar: WorkCalendar | null): string {
  if (new Date(end) <= new Date(now)) return `已于 ${endText(end).replace(/ 前$/, '')} 截止`
  if (dayOf(now) === lastDayOf(end)) return `今天截止（${endText(end)}）`
  const isKnown = calendar && yearsBetween(now, end).every((year) => calendar.years.has(year))
  if (!isKnown) return `${endText(end)}截止`
  const left = workdaysLeft(now, end, calendar)
  return left ? `还剩 ${left} 个工作日（${endText(end)}）` : `已无工作日（${endText(end)}）`
}

function yearsBetween(now: string, end: string): number[] {
  const first = Number(dayOf(now).slice(0, 4))
  const last = Number(lastDayOf(end).slice(0, 4))
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
