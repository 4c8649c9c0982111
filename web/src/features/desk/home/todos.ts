/** To-dos by the day they are due, overdue first, those without a day last. */
import type { NotificationShapes } from '@/api/client'
import { dayOf, dayText } from '@/time/shanghai'
import { lastDayOf } from '@/time/deadline'

export type Todo = NotificationShapes['TodoOut']

export interface DueDay {
  title: string
  isLate: boolean
  todos: Todo[]
}

export function byDueDay(todos: readonly Todo[], now: string): DueDay[] {
  const today = dayOf(now)
  const days = new Map<string, Todo[]>()
  for (const todo of todos) {
    const key = todo.due_at ? lastDayOf(todo.due_at) : '9999'
    days.set(key, [...(days.get(key) ?? []), todo])
  }
  return [...days.entries()]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([day, some]) => ({ title: titleOf(day, today), isLate: day < today, todos: some }))
}

function titleOf(day: string, today: string): string {
  if (day === '9999') return '未设截止时间'
  if (day < today) return `已逾期（${dayText(day)}）`
  return day === today ? '今天' : `${dayText(day)}前`
}
