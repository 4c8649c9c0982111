import { describe, expect, it } from 'vitest'
import type { Post } from '@/session/store'
import { reachChange } from './reach'

const row = (college_id: string, year: number) => ({ college_id, year, major_id: null, class_id: null, college: '', major: null, class_name: null })
const post = (role: Post['role'], ...scope: ReturnType<typeof row>[]): Post => ({ role, scope }) as unknown as Post

describe('reachChange', () => {
  it('sees no change in a mere renewal', () => expect(reachChange(post('counselor', row('a', 2024)), post('counselor', row('a', 2024)))).toBe('same'))
  it('sees that nothing was taken away', () =>
    expect(reachChange(post('counselor', row('a', 2024)), post('counselor', row('a', 2024), row('a', 2025)))).toBe('wider'))
  it('sees that something was taken away, whatever came instead', () =>
    expect(reachChange(post('counselor', row('a', 2024)), post('counselor', row('b', 2024), row('a', 2025)))).toBe('narrower'))
  it('sees another role', () => expect(reachChange(post('dept'), post('counselor'))).toBe('narrower'))
})
