import { describe, expect, it } from 'vitest'
import { placesAllowed } from './scatter'

describe('placesAllowed', () => {
  it('keeps exactly 25 % of 20 within the band', () => expect(placesAllowed(2500, 20)).toBe(5))
  it('allows one place among four', () => expect(placesAllowed(2500, 4)).toBe(1))
  it('knows thresholds with half a percent', () => expect(placesAllowed(1250, 20)).toBe(2))
})
