import { describe, expect, it } from 'vitest'
import { bandText, ceiling, kindOf, nextVersion, placed, rangeOf, totalOf, type Item, type Scheme } from './documents'

const item = (kind: Item['kind'], cap: number, points: number[]): Item => ({
  code: 'A1',
  title: '题',
  kind,
  cap,
  options: points.map((one, index) => ({ code: `o${index}`, label: '选项', points: one })),
})
const scheme: Scheme = {
  version: 'v1',
  title: '指标',
  full_marks: 12,
  blocks: [{ code: 'A', title: '板块', full_marks: 12, items: [item('single', 8, [0, 8]), { ...item('multi', 4, [3, 3]), code: 'A2' }] }],
}

describe('ceiling', () => {
  it('takes the best single option', () => expect(ceiling(item('single', 9, [0, 8]))).toBe(8))
  it('stops many options at the cap', () => expect(ceiling(item('multi', 4, [3, 3]))).toBe(4))
  it('is the cap where each person counts again', () => expect(ceiling(item('count', 6, [2]))).toBe(6))
})

describe('totalOf', () => {
  it('adds what every item can reach', () => expect(totalOf(scheme)).toBe(12))
})

describe('rangeOf', () => {
  it('adds best and worst choices', () => {
    const choices = [3, 1].map((points) => ({ code: String(points), label: '', points }))
    const one = { version: 'q', title: '', full_marks: 3, least_marks: 1, blocks: [{ code: 'x', title: '', questions: [{ code: 'Q1', title: '', choices }] }] }
    expect(rangeOf(one)).toEqual({ most: 3, least: 1 })
  })
})

describe('kindOf', () => {
  it('knows a scheme by its items', () => expect(kindOf(scheme)).toBe('scheme'))
  it('takes anything else for none', () => expect(kindOf({ blocks: [{ items: 'x' }] })).toBeNull())
})

describe('placed', () => {
  it('puts a finding of an option at its item', () =>
    expect(placed([{ message: '应为整数', field: 'blocks.0.items.1.options.0.points' }], scheme).get('A2')).toEqual(['应为整数']))
  it('leaves a code as it is', () => expect(placed([{ message: '合计不符', field: 'A' }], scheme).get('A')).toEqual(['合计不符']))
})

describe('nextVersion', () => {
  it('passes the versions that are taken', () => expect(nextVersion('fj-default-v1', ['fj-default-v2'])).toBe('fj-default-v3'))
})

describe('bandText', () => {
  it('says yuan, not multiples of the line', () => {
    const income = { ...item('band', 14, [14]), measure: 'income_per_head' as const }
    expect(bandText({ code: 'b', label: '1.5倍以下', points: 14, lower: 0, upper: 150 }, income, 9000)).toBe('不足13500元')
  })
})
