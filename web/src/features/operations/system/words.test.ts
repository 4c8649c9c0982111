import { describe, expect, it } from 'vitest'
import { aboutText, ageText, isOverdue, partsMissing, stateOf, workText, type Operations } from './words'

const ready = { service: 'roster', is_ready: true, database: true, bus: true, cache: true }
const service = (changes: Partial<Operations>): Operations => ({ readiness: ready, findings: [], ...changes }) as Operations
const finding = (level: 'fine' | 'attention') => ({ level, about: 'roster 租约', sentence: '' })

describe('stateOf', () => {
  it('is well where every finding is', () => expect(stateOf(service({ findings: [finding('fine')] })).label).toBe('正常'))
  it('counts what asks for attention', () => expect(stateOf(service({ findings: [finding('attention'), finding('fine')] })).label).toBe('1 项须注意'))
  it('says first that the service cannot work', () =>
    expect(stateOf(service({ readiness: { ...ready, is_ready: false, database: false }, findings: [finding('attention')] })).label).toBe('不可用'))
  it('names what is away', () => expect(partsMissing(service({ readiness: { ...ready, bus: false } }))).toEqual(['消息总线']))
})

describe('texts', () => {
  it('say ages', () => expect([ageText(5.7), ageText(119), ageText(7200), ageText(200_000)]).toEqual(['5 秒', '1 分钟', '2 小时', '2 天']))
  it('leave the code of the service out', () => expect([aboutText('roster 租约', 'roster'), aboutText('工作日历', 'roster')]).toEqual(['租约', '工作日历']))
})

describe('workText', () => {
  it('keeps the code that the log speaks of', () => expect([workText('audit.seal'), workText('new.one')]).toEqual(['封存日志（audit.seal）', 'new.one']))
})

describe('isOverdue', () => {
  it('gives a timer ten minutes, and one that runs all it needs', () => {
    expect(isOverdue('2026-10-08T01:00:00Z', '2026-10-08T01:09:00Z', false)).toBe(false)
    expect(isOverdue('2026-10-08T01:00:00Z', '2026-10-08T01:11:00Z', false)).toBe(true)
    expect(isOverdue('2026-10-08T01:00:00Z', '2026-10-08T01:11:00Z', true)).toBe(false)
  })
})
