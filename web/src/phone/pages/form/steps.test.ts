import { describe, expect, it } from 'vitest'
import type { Block, Content, Questions } from './shapes'
import { labelOf, stepOf, stepsOf } from './steps'

const BLOCKS: Block[] = [{ code: 'A', title: '本人', items: [{ code: 'A1', title: '健康状况', kind: 'single', options: [] }] }]
const QUESTIONS = { scheme: { blocks: BLOCKS } } as unknown as Questions
const AGREED = { consent: { version: 'v', given_at: '', covers_sensitive: true } }

function keys(form: Partial<Content> | null, isFull = false): string[] {
  return stepsOf(form as Content | null, QUESTIONS, isFull).map((one) => one.key)
}

describe('stepsOf', () => {
  it('asks for consent and purpose first', () => {
    expect(keys(null)).toEqual(['consent', 'purpose'])
  })
  it('asks a mere panel member for no family data', () => {
    expect(keys({ ...AGREED, purpose: 'panel_only' })).toEqual(['consent', 'purpose', 'summary'])
    expect(keys({ ...AGREED, purpose: 'panel_only' }, true)).toContain('members')
  })
  it('gives each block of the scheme its own screen', () => {
    expect(keys({ ...AGREED, purpose: 'apply' })).toContain('block-A')
  })
})

describe('stepOf and labelOf', () => {
  it('finds the screen and the words of a field', () => {
    expect(stepOf('answers.A1', BLOCKS)).toBe('block-A')
    expect(stepOf('commitment.guardian_name', BLOCKS)).toBe('summary')
    expect(labelOf('answers.A1', BLOCKS)).toBe('健康状况')
    expect(labelOf('members.1.annual_income', BLOCKS)).toBe('第 2 位家人的年收入')
  })
})
