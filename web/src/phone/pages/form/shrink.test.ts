import { describe, expect, it } from 'vitest'
import { fit } from './shrink'

describe('fit', () => {
  it('brings the longer side down and keeps the proportion', () => {
    expect(fit(4000, 3000)).toEqual({ width: 1800, height: 1350 })
    expect(fit(3000, 4000)).toEqual({ width: 1350, height: 1800 })
  })
  it('never enlarges, and never loses a side', () => {
    expect(fit(640, 480)).toEqual({ width: 640, height: 480 })
    expect(fit(90_000, 3)).toEqual({ width: 1800, height: 1 })
  })
})
