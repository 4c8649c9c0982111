/** Which items of a block are asked: sensitive ones only with the consent that covers them. */
import type { Block, Item } from './shapes'

export function visibleIn(block: Block, coversSensitive: boolean): Item[] {
  return block.items.filter((one) => coversSensitive || !one.is_sensitive)
}
