import { describe, expect, it } from 'vitest'
import { progressOf, rowsOf, type Panel } from './rows'

const panel = {
  id: 'p',
  state: 'in_progress',
  state_label: '评议中',
  class_ids: ['a'],
  class_names: ['一班'],
  missing_students: 0,
  applicants: [{ class_id: 'a', removed_at: null }, { class_id: 'a', removed_at: '2026-10-08T01:00:00Z' }],
  matrix: { x: { m: 'submitted', n: 'pending' }, y: { m: 'cancelled' } },
} as unknown as Panel
const classes = [
  { class_id: 'a', class_name: '一班', applicants: 3 },
  { class_id: 'b', class_name: '二班', applicants: 2 },
]

describe('progressOf', () => {
  it('leaves cancelled tasks out', () => expect(progressOf(panel)).toEqual({ done: 1, tasks: 2 }))
})

describe('rowsOf', () => {
  const rows = rowsOf([panel], classes)
  it('puts classes without a panel first and says why', () => expect(rows[0]).toMatchObject({ key: 'b', panel: null, why: '2 名申请人还没有评议小组' }))
  it('tells who is in no panel, counting nobody removed', () => expect(rows[1]?.why).toBe('还有 2 名申请人未安排'))
  it('tells it once where a class has two panels', () => expect(rowsOf([panel, { ...panel, id: 'q' }], classes)[2]?.why).not.toContain('未安排'))
  it('says how many members a panel lacks', () =>
    expect(rowsOf([{ ...panel, state: 'needs_more', missing_students: 2 }], [])[0]?.why).toBe('还缺 2 名学生成员'))
})
