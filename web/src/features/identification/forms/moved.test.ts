import { describe, expect, it } from 'vitest'
import type { Form, Questions } from './answers'
import { movedIn } from './moved'

const questions = {
  scheme: { blocks: [{ code: 'A', items: [{ code: 'A2', title: '生源地和户籍', unit: null, options: [] }] }] },
  labels: { A2: { town: '县镇', rural: '农村' } },
} as unknown as Questions

function form(changes: object = {}): Form {
  const whole = { fill: 'submitted', audit: 'unreviewed', submissions: 1, purpose: 'apply', return_reason: null, claims: [], evidence: [] }
  return { ...whole, form: { answers: { A2: 'rural' }, basic: { household_size: 4 }, members: [] }, ...changes } as unknown as Form
}

describe('movedIn', () => {
  it('says how the form stands now and why', () =>
    expect(movedIn(form(), form({ fill: 'returned', return_reason: '请核对' }), questions)).toEqual(['状态：已退回', '退回原因：请核对']))
  it('says the answers and fields that are others now, in words', () => {
    const now = form({ submissions: 2, form: { answers: { A2: 'town' }, basic: { household_size: 5 }, members: [] } })
    expect(movedIn(form(), now, questions)).toEqual(['学生第 2 次提交', '生源地和户籍：县镇', '家庭人口：5'])
  })
  it('says a claim that somebody has seen', () => {
    const claim = { code: 'orphan', label: '孤儿', state: 'claimed', is_seen: false }
    const now = form({ claims: [{ ...claim, is_seen: true }] })
    expect(movedIn(form({ claims: [claim] }), now, questions)).toEqual(['孤儿：已看证件'])
  })
  it('says where nothing that can be seen is different', () => expect(movedIn(form(), form(), questions)).toEqual(['表格刚被保存过，内容没有不同']))
})
