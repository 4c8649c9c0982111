import { onScopeDispose } from 'vue'
import { onHints } from '@/api/live'

/**
 * Read again when the live stream says that one of `kinds` moved, or that the line was down.
 * `job:roster:` stands for every job of that service.
 */
export function useHints(kinds: readonly string[], read: () => unknown): void {
  onScopeDispose(
    onHints((moved) => {
      if (moved === 'everything' || moved.some((kind) => kinds.some((one) => (one.endsWith(':') ? kind.startsWith(one) : kind === one)))) void read()
    }),
  )
}
