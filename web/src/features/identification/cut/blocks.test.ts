import { describe, expect, it } from 'vitest'
import { blocksOf, equalLinesNote, type Standing } from './blocks'

const BASIS = { enrolment: 100, applicants: 9, is_settled: true, open_cases: { unreviewed: ['a', 'b'], uncomputed: ['b'] } }
const standing = (changes: object, basis: object = {}): Standing =>
  ({ campaign: { state: 'opened' }, publicities: [], basis: { ...BASIS, ...basis }, setAside: ['a', 'b'], trial: { errors: [] }, isTrying: false, ...changes }) as unknown as Standing

describe('blocksOf', () => {
  it('is empty where nothing stands in the way', () => expect(blocksOf(standing({}))).toEqual([]))
  it('counts each open student once, and none that is set aside', () => {
    expect(blocksOf(standing({ setAside: [] }))[0]).toContain('还有 2 名')
    expect(blocksOf(standing({ setAside: ['a'] }))[0]).toContain('还有 1 名')
  })
  it('says that the list is public before anything else', () => {
    expect(blocksOf(standing({ publicities: [{ state: 'running', is_supplement: false }], trial: null }))).toHaveLength(1)
    expect(blocksOf(standing({ publicities: [{ state: 'withdrawn', is_supplement: false }] }))).toEqual([])
  })
  it('names what the lines exceed', () => expect(blocksOf(standing({ trial: { errors: ['超过'] } }))[0]).toContain('提高分数线'))
  it('tells a trial that runs from one that failed', () => {
    expect(blocksOf(standing({ trial: null, isTrying: true }))[0]).toContain('正在试算')
    expect(blocksOf(standing({ trial: null }))[0]).toContain('重新试算')
  })
  it('says where nobody applied', () => expect(blocksOf(standing({}, { applicants: 0 }))[0]).toContain('没有申请'))
})

describe('equalLinesNote', () => {
  it('explains three equal lines', () => expect(equalLinesNote({ special: 20, general: 20, other: 20 })).toContain('三条线都是 20'))
  it('explains two equal lines', () => expect(equalLinesNote({ special: 46, general: 20, other: 20 })).toContain('没有人列为其他困难'))
  it('is silent where they differ', () => expect(equalLinesNote({ special: 60, general: 40, other: 20 })).toBeNull())
})
