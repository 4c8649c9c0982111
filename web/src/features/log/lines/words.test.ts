import { describe, expect, it } from 'vitest'
import { actionText, actorText, detailsOf } from './words'

describe('words of the log', () => {
  it('say an action in Chinese', () => expect(actionText('panel.confirm')).toBe('确认评议小组'))
  it('leave an unknown code readable', () => expect(actionText('voucher.pay')).toBe('voucher.pay'))
  it('name the actor, or at least the role', () => {
    expect(actorText({ account_id: 'a', role: 'dept' }, new Map([['a', '王示例']]))).toBe('王示例')
    expect(actorText({ account_id: 'b', role: 'dept' }, new Map())).toBe('院系账号')
    expect(actorText({ account_id: null, role: null }, new Map())).toBe('未登录')
  })
  it('flatten details', () => expect(detailsOf({ count: 3, ids: ['x'], none: null })).toEqual([
    { name: '数量', value: '3' },
    { name: 'ids', value: '["x"]' },
    { name: 'none', value: '—' },
  ]))
})
