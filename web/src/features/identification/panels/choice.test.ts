import { describe, expect, it } from 'vitest'
import { isSame, mayBe, mayConfirm, needsRelaxing, rulesOf, whyNot, type Candidate, type Candidates, type Picked } from './choice'

const person = (person_id: string, changes: Partial<Candidate> = {}): Candidate => ({
  person_id,
  kind: 'student',
  name: person_id,
  detail: '',
  applies: false,
  may_be_member: true,
  why_not_member: [],
  may_be_applicant: false,
  why_not_applicant: [],
  ...changes,
})
const seats = (...ids: string[]): Picked['members'] => ids.map((person_id) => ({ person_id, kind: 'student', position: '' }))
const some: Candidates = { students: 50, applicants: 2, minimum_students: 5, candidates: [person('a', { applies: true }), person('b', { applies: true }), person('c')] }

describe('rulesOf', () => {
  it('says how many are chosen and how many it needs', () =>
    expect(rulesOf({ members: seats('1', '2', '3', '4'), applicants: ['a', 'b'] }, some, 5)[0]).toMatchObject({
      isKept: false,
      sentence: expect.stringContaining('已选 4 人，至少 5 人') as string,
    }))
  it('does not count staff', () =>
    expect(rulesOf({ members: [{ person_id: 't', kind: 'staff', position: '' }], applicants: ['a'] }, some, 1)[0]?.isKept).toBe(false))
  it('tells of applicants who were left out', () =>
    expect(rulesOf({ members: seats('1'), applicants: ['a'] }, some, 1).at(-1)?.sentence).toBe('还有 1 名申请人没有列入被评议名单'))
  it('knows that nobody evaluates themself', () =>
    expect(rulesOf({ members: seats('a'), applicants: ['a', 'b'] }, some, 1).map((one) => one.sentence)).toContain('1 名申请人没有他人评议，请增加成员'))
})

describe('mayConfirm', () => {
  it('wants enough students and somebody to evaluate', () => {
    expect(mayConfirm({ members: seats('1', '2'), applicants: ['a'] }, 2)).toBe(true)
    expect(mayConfirm({ members: seats('1'), applicants: ['a'] }, 2)).toBe(false)
    expect(mayConfirm({ members: seats('1', '2'), applicants: [] }, 2)).toBe(false)
  })
})

describe('a candidate', () => {
  const held = person('a', { applies: true, why_not_member: ['已是本小组成员。'], why_not_applicant: ['已在本小组的被评议名单中。'] })
  it('is not held back by the draft that holds them', () => expect([mayBe(held, 'member'), mayBe(held, 'applicant')]).toEqual([true, true]))
  it('shows every sentence once', () =>
    expect(whyNot(person('b', { applies: true, why_not_member: ['不在校。'], why_not_applicant: ['不在校。'] }))).toEqual(['不在校。']))
  it('who is staff is never evaluated', () => expect(mayBe(person('t', { kind: 'staff' }), 'applicant')).toBe(false))
})

describe('isSame', () => {
  it('looks at people and positions, not at their order', () =>
    expect(isSame({ members: seats('1', '2'), applicants: ['a', 'b'] }, { members: seats('2', '1'), applicants: ['b', 'a'] })).toBe(true))
})

describe('needsRelaxing', () => {
  it('holds where too few students may be chosen', () => expect(needsRelaxing(some, { exceptions: [] })).toBe(true))
  it('ends once only staff evaluate', () => expect(needsRelaxing(some, { exceptions: ['staff_only'] })).toBe(false))
})
