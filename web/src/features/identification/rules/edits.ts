/** Changes to an indicator scheme on the page: each gives a new scheme, the old one stays as it was. */
import { ceiling, reachedBy, totalOf, type Block, type Item, type Option, type Scheme } from './documents'

export function withFullMarks(scheme: Scheme, full_marks: number): Scheme {
  return { ...scheme, full_marks }
}

export function withBlock(scheme: Scheme, code: string, changes: Partial<Pick<Block, 'full_marks' | 'title'>>): Scheme {
  return { ...scheme, blocks: scheme.blocks.map((one) => (one.code === code ? { ...one, ...changes } : one)) }
}

/** Codes of items are unique in a scheme; those of options in their item. */
export function withItem(scheme: Scheme, code: string, changes: Partial<Pick<Item, 'cap' | 'title' | 'options'>>): Scheme {
  const change = (item: Item): Item => (item.code === code ? { ...item, ...changes } : item)
  return { ...scheme, blocks: scheme.blocks.map((block) => ({ ...block, items: block.items.map(change) })) }
}

export function withOption(scheme: Scheme, item: Item, code: string, changes: Partial<Pick<Option, 'label' | 'points'>>): Scheme {
  return withItem(scheme, item.code, { options: item.options.map((one) => (one.code === code ? { ...one, ...changes } : one)) })
}

/** Whether every item, block and the whole add up as they say; the server checks more before a release. */
export function addsUp(scheme: Scheme): boolean {
  return (
    totalOf(scheme) === scheme.full_marks &&
    scheme.blocks.every((block) => reachedBy(block) === block.full_marks && block.items.every((item) => ceiling(item) === item.cap))
  )
}
