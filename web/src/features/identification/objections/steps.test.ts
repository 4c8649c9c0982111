import { describe, expect, it } from 'vitest'
import { nextActs } from './steps'

describe('nextActs', () => {
  it('takes a new case on first', () => expect(nextActs('submitted').map((act) => act.what)).toEqual(['accept']))
  it('decides only after the finding', () => expect(nextActs('verified').map((act) => act.what)).toEqual(['uphold', 'change']))
  it('is over once it is answered', () => expect(nextActs('answered')).toEqual([]))
})
