import { describe, expect, it } from 'vitest'
import { Refusal } from '@/api/problem'
import { blockedBy, goodRows, isOpen, stepOf, templatePath, type Import } from './machine'

const one = (state: Import['state']): Import => ({ id: 'i', state, filename: 'f', counts: {}, job_id: 'j', created_at: '' })

describe('stepOf', () => {
  it('begins with choosing a file', () => expect(stepOf(null)).toBe(0))
  it('stays at the check while it runs', () => expect(stepOf(one('checking'))).toBe(1))
  it('asks about bad rows once it is checked', () => expect(stepOf(one('checked'))).toBe(2))
  it('ends with the result', () => expect(stepOf(one('committed'))).toBe(3))
})

describe('goodRows', () => {
  it('counts what would be written', () => expect(goodRows({ total: 9, new: 4, changed: 2, unchanged: 1, bad: 2 })).toBe(6))
})

describe('templatePath', () => {
  it('asks for the template of the kind', () =>
    expect(templatePath({ service: 'roster', base: '/x', fields: { kind: 'moves' } })).toBe('/x/template?kind=moves'))
})

describe('blockedBy', () => {
  const refused = (code: string): Refusal => new Refusal({ title: '', status: 409, detail: '', code, import_id: 'other' })
  it('names the import that an upload has to wait for', () => expect(blockedBy(refused('import_under_way'))).toBe('other'))
  it('is nothing for any other refusal', () => expect(blockedBy(refused('file_unreadable'))).toBeNull())
})

describe('isOpen', () => {
  it('lasts until it is written or given up', () => {
    expect(isOpen('checked')).toBe(true)
    expect(isOpen('cancelled')).toBe(false)
  })
})
