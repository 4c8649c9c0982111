/** The working-day clock of a publicity: one small month or two, each day with what it is. */
import { isWorkday, lastDayOf, type WorkCalendar } from '@/time/deadline'
import { addDays, dayOf } from '@/time/shanghai'

export interface ClockDay {
  day: string
  number: number
  isWork: boolean
  isShown: boolean
  isToday: boolean
  /** Which working day of the publicity it is, from 1; 0 for days that do not count. */
  count: number
}

/** Whole weeks from Monday that hold the publicity. */
export function clockDays(start: string, end: string, now: string, calendar: WorkCalendar): ClockDay[] {
  const first = dayOf(start)
  const last = lastDayOf(end)
  const days: ClockDay[] = []
  let count = 0
  let day = addDays(first, -((weekdayOf(first) + 6) % 7))
  const stop = addDays(last, (7 - weekdayOf(last)) % 7)
  for (; day <= stop && days.length < 70; day = addDays(day, 1)) {
    const isShown = day >= first && day <= last
    const isWork = isWorkday(day, calendar)
    // The day on which the list goes up is not counted (domain.md 6).
    const counts = isShown && isWork && day > first
    if (counts) count += 1
    days.push({ day, number: Number(day.slice(8)), isWork, isShown, isToday: day === dayOf(now), count: counts ? count : 0 })
  }
  return days
}

function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay()
}
