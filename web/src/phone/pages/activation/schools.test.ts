import { describe, expect, it } from 'vitest'
import { chosenSchool } from './schools'

const ONE = { code: '90001', name: '甲乙大学' }
const TWO = { code: 'AB02', name: '丙丁学院' }

describe('chosenSchool', () => {
  it('is the only one, whatever was asked for', () => expect(chosenSchool([ONE], 'AB02')).toBe('90001'))
  it('is the one of the address', () => expect(chosenSchool([ONE, TWO], ' ab 02')).toBe('AB02'))
  it('waits to be chosen where the address names none', () => expect(chosenSchool([ONE, TWO], '777')).toBe(''))
  it('stays as typed where no list came', () => expect(chosenSchool([], '777')).toBe('777'))
})
