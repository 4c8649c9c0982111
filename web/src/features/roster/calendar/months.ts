/** A year as twelve months of whole weeks, each day with what it is. */
import type { WorkCalendar } from '@/time/deadline'
import { isWorkday } from '@/time/deadline'
import { addDays } from '@/time/shanghai'

export interface YearDay {
  day: string
  number: number
  kind: 'work' | 'rest' | 'off' | 'on'
}

export function monthsOf(year: number, calendar: WorkCalendar): (YearDay | null)[][] {
  return Array.from({ length: 12 }, (_, month) => {
    const cells: (YearDay | null)[] = []
    let day = `${year}-${String(month + 1).padStart(2, '0')}-01`
    const lead = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
    for (let index = 0; index < lead; index += 1) cells.push(null)
    while (Number(day.slice(5, 7)) === month + 1 && Number(day.slice(0, 4)) === year) {
      cells.push({ day, number: Number(day.slice(8)), kind: kindOf(day, calendar) })
      day = addDays(day, 1)
    }
    return cells
  })
}

function kindOf(day: string, calendar: WorkCalendar): YearDay['kind'] {
  if (calendar.on.has(day)) return 'on'
  if (calendar.off.has(day)) return 'off'
  return isWorkday(day, calendar) ? 'work' : 'rest'
}
