import { describe, expect, it } from 'vitest'
import { kindOf } from './kind'

describe('kindOf', () => {
  it('takes a college for an account of the college', () => expect(kindOf([{ college_id: 'c' }])).toBe('院系账号'))
  it('takes a year for a counsellor of the year', () => expect(kindOf([{ college_id: 'c', year: 2023 }])).toBe('年级辅导员'))
  it('takes the most specific column', () => expect(kindOf([{ college_id: 'c', year: 2023, major_id: 'm', class_id: 'k' }])).toBe('班级辅导员'))
  it('says where there are several', () => expect(kindOf([{ college_id: 'c', year: 2023 }, { college_id: 'c', year: 2024 }])).toBe('年级辅导员（多个范围）'))
})
