import { describe, expect, it } from 'vitest'
import { menuFor } from './menu'

const component = { template: '<i />' }
const some = [
  { path: '/b', name: 'b', component, meta: { title: '乙', menu: { group: 'people' as const, order: 2 } } },
  { path: '/a', name: 'a', component, meta: { title: '甲', menu: { group: 'people' as const, order: 1 } } },
  { path: '/p', name: 'p', component, meta: { title: '系统', roles: ['platform_admin' as const], menu: { group: 'platform' as const, order: 1 } } },
  { path: '/x', name: 'x', component, meta: { title: '详情' } },
]

describe('menuFor', () => {
  it('orders the pages of a group', () =>
    expect(menuFor('school_admin', some)[0]?.items.map((item) => item.label)).toEqual(['甲', '乙']))
  it('leaves out what the post may not open', () =>
    expect(menuFor('school_admin', some).map((section) => section.group)).toEqual(['people']))
  it('leaves out pages that are opened from others', () =>
    expect(menuFor('platform_admin', some).flatMap((section) => section.items.map((item) => item.name))).not.toContain('x'))
})
