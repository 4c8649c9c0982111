import { describe, expect, it } from 'vitest'
import { qrShape, runsOf } from './qr'

describe('runsOf', () => {
  it('joins neighbours', () => expect(runsOf([true, true, false, true])).toEqual([[0, 2], [3, 1]]))
  it('is empty for a light row', () => expect(runsOf([false, false])).toEqual([]))
})

describe('qrShape', () => {
  const shape = qrShape('https://example.invalid/m/activation?school=90001')
  it('keeps a quiet border', () => expect(shape.path).not.toMatch(/M[01] /))
  it('begins with the finder in the corner', () => expect(shape.path.startsWith('M2 2h7v1h-7z')).toBe(true))
})
