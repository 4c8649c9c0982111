import { describe, expect, it } from 'vitest'
import { isComplete, nextOf, readyOf, type QuestionBlock, type Task } from './sheets'

const BLOCKS: QuestionBlock[] = [{ code: 'b', title: '', questions: ['Q1', 'Q2'].map((code) => ({ code, title: '', choices: [] })) }]
const TASKS = ['a', 'b', 'c'].map((id) => ({ task_id: id, state: id === 'a' ? 'submitted' : 'pending' })) as unknown as Task[]
const WHOLE = { Q1: 'x', Q2: 'y' }

describe('sheets', () => {
  it('are complete with every question answered', () => {
    expect(isComplete({ Q1: 'x' }, BLOCKS)).toBe(false)
    expect(isComplete(WHOLE, BLOCKS)).toBe(true)
  })
  it('are ready where complete and not handed in', () => {
    expect(readyOf(TASKS, { a: WHOLE, b: WHOLE }, BLOCKS).map((one) => one.task_id)).toEqual(['b'])
  })
  it('lead on to the next one that waits, round to the top', () => {
    expect(nextOf(TASKS, { b: WHOLE }, BLOCKS, 'b')?.task_id).toBe('c')
    expect(nextOf(TASKS, { c: WHOLE }, BLOCKS, 'c')?.task_id).toBe('b')
    expect(nextOf(TASKS, { b: WHOLE, c: WHOLE }, BLOCKS, 'c')).toBeUndefined()
  })
})
