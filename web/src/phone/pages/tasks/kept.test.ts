import { beforeEach, describe, expect, it } from 'vitest'
import { keepSheets, recallSheets } from './kept'
import type { Task } from './sheets'

const TASKS = [
  { task_id: 'a', state: 'pending' },
  { task_id: 'b', state: 'submitted' },
  { task_id: 'c', state: 'pending' },
] as unknown as Task[]
const SHEETS = { a: { Q1: 'x' }, b: { Q1: 'y' } }

describe('kept sheets', () => {
  beforeEach(() => sessionStorage.clear())
  it('come back for the tasks that still wait, under what the page holds', () => {
    keepSheets('me', 'r', SHEETS)
    expect(recallSheets('me', 'r', TASKS, { c: { Q1: 'z' } })).toEqual({ a: { Q1: 'x' }, c: { Q1: 'z' } })
  })
  it('are nobody else’s, and are gone once somebody else asks', () => {
    keepSheets('me', 'r', SHEETS)
    expect(recallSheets('you', 'r', TASKS, {})).toEqual({})
    expect(recallSheets('me', 'r', TASKS, {})).toEqual({})
  })
  it('leave nothing behind once all are handed in', () => {
    keepSheets('me', 'r', SHEETS)
    keepSheets('me', 'r', {})
    expect(sessionStorage.length).toBe(0)
  })
  it('bear a broken memory', () => {
    sessionStorage.setItem('zizhu.sheets.r', '{')
    expect(recallSheets('me', 'r', TASKS, {})).toEqual({})
  })
})
