import { describe, expect, it } from 'vitest'
import { answerText, blocksOf, fieldTitle, type Questions } from './answers'

const single = { unit: null, options: [{ code: 'farming', label: '务农', points: 5, evidence: null }] }

describe('answerText', () => {
  it('says the choice in words', () => expect(answerText(single, 'farming', {})).toBe('务农'))
  it('says numbers with their unit', () => expect(answerText({ unit: '元', options: [] }, 5200, {})).toBe('5200 元'))
  it('adds up incomes', () =>
    expect(answerText({ unit: '元', options: [] }, { incomes: [61300, 97400], household_size: 4 }, {})).toBe('年收入合计 158700 元，家庭 4 人'))
  it('counts children by kind', () =>
    expect(answerText({ unit: '人', options: [] }, { beyond: 1, compulsory: 0 }, { beyond: '非义务教育阶段' })).toBe('非义务教育阶段 1 人'))
  it('says that nothing was filled in', () => expect(answerText(single, null, {})).toBe('未填'))
})

const questions = {
  scheme: { blocks: [{ code: 'B', title: '父母收入', full_marks: 30, items: [{ code: 'B1', title: '父亲就业', kind: 'single', cap: 8, ...single }] }] },
  labels: { B1: { farming: '务农' } },
} as unknown as Questions

describe('blocksOf', () => {
  it('adds up the points of a block', () => expect(blocksOf(questions, { B1: 'farming' }, { B1: 5 })[0]?.points).toBe(5))
})

describe('fieldTitle', () => {
  it('names a question of the scheme', () => expect(fieldTitle('answers.B1', questions)).toBe('父亲就业'))
  it('names a field of the form', () => expect(fieldTitle('contact.address', questions)).toBe('家庭地址'))
})
