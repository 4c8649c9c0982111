import { describe, expect, it } from 'vitest'
import { byDueDay } from './todos'

const todo = (todo_id: string, due_at: string | null) => ({ todo_id, kind: 'k', title: todo_id, link: '/', due_at, facts: {}, updated_at: '2026-11-01T00:00:00Z' })

describe('byDueDay', () => {
  const days = byDueDay(
    [todo('none', null), todo('late', '2026-11-19T16:00:00Z'), todo('today', '2026-11-21T16:00:00Z')],
    '2026-11-21T01:00:00Z',
  )
  it('puts what is late first and what has no day last', () =>
    expect(days.map((day) => day.todos[0]?.todo_id)).toEqual(['late', 'today', 'none']))
  it('counts an end at midnight to the day before', () => expect(days[1]?.title).toBe('今天'))
  it('says what is late', () => expect(days[0]?.isLate).toBe(true))
})
