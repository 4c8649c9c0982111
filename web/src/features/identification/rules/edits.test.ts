import { describe, expect, it } from 'vitest'
import type { Scheme } from './documents'
import { addsUp, withBlock, withFullMarks, withItem, withOption } from './edits'

const SCHEME: Scheme = {
  version: 'v1',
  title: '指标',
  full_marks: 10,
  blocks: [
    {
      code: 'A',
      title: '板块',
      full_marks: 10,
      items: [
        { code: 'A1', title: '项', kind: 'single', cap: 6, options: [{ code: 'x', label: '有', points: 6 }, { code: 'y', label: '无', points: 0 }] },
        { code: 'A2', title: '另一项', kind: 'single', cap: 4, options: [{ code: 'x', label: '有', points: 4 }] },
      ],
    },
  ],
}
const [FIRST] = SCHEME.blocks[0]!.items

describe('edits of a scheme', () => {
  it('change one option of one item, and leave the old scheme as it was', () => {
    const changed = withOption(SCHEME, FIRST!, 'x', { points: 8 })
    expect(changed.blocks[0]?.items[0]?.options[0]).toEqual({ code: 'x', label: '有', points: 8 })
    expect(changed.blocks[0]?.items[1]?.options[0]?.points).toBe(4)
    expect(SCHEME.blocks[0]?.items[0]?.options[0]?.points).toBe(6)
  })
  it('add up only when item, block and whole agree', () => {
    expect(addsUp(SCHEME)).toBe(true)
    let changed = withItem(withOption(SCHEME, FIRST!, 'x', { points: 8 }), 'A1', { cap: 8 })
    expect(addsUp(changed)).toBe(false)
    changed = withBlock(withItem(changed, 'A1', { cap: 6 }), 'A', { full_marks: 10 })
    expect(addsUp(changed)).toBe(true)
    expect(addsUp(withFullMarks(changed, 11))).toBe(false)
  })
})
