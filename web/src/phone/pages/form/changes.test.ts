import { describe, expect, it } from 'vitest'
import { differences, overlay, part, put, without } from './changes'
import type { Content } from './shapes'

const FORM: Content = {
  purpose: null,
  basic: { phone: '1' },
  contact: {},
  members: [],
  groups: [],
  circumstances: {},
  answers: { A1: 'healthy' },
  wishes: {},
  consent: null,
  commitment: null,
}

describe('put and overlay', () => {
  it('merges fields of a block and replaces members whole', () => {
    const changes = put(put({}, 'contact.address', '测试路'), 'members', [{ name: '甲' }])
    const seen = overlay(FORM, changes)
    expect(seen.contact).toEqual({ address: '测试路' })
    expect(seen.members).toHaveLength(1)
    expect(seen.answers).toEqual({ A1: 'healthy' })
  })
})

describe('without', () => {
  it('keeps what was typed while the earlier answer was on its way', () => {
    const sent = put(put({}, 'contact.address', '测试'), 'basic.phone', '2')
    const typed = put(sent, 'contact.address', '测试路')
    expect(without(typed, sent)).toEqual({ contact: { address: '测试路' } })
  })
})

describe('part', () => {
  it('takes out what the server cannot read and keeps the rest', () => {
    const changes = put(put(put({}, 'contact.postcode', '12'), 'contact.address', '路'), 'answers.A1', '?')
    expect(part(changes, ['contact.postcode', 'A1'])).toEqual({
      kept: { contact: { address: '路' } },
      taken: { contact: { postcode: '12' }, answers: { A1: '?' } },
    })
  })

  it('takes members whole for a fault in one row', () => {
    expect(part({ members: [] }, ['members.0.age']).kept).toEqual({})
  })
})

describe('differences', () => {
  it('names what another device changed', () => {
    const other = overlay(FORM, { answers: { A1: 'chronic', A2: 'town' }, members: [{ name: '甲' }] })
    expect(differences(FORM, other)).toEqual(['members', 'answers.A1', 'answers.A2'])
  })
})
