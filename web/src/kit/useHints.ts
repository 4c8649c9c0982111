import { onScopeDispose } from 'vue'
import { onHints } from '@/api/live'

/** Read again when the live stream says that one of `kinds` moved, or that the line was down. */
export function useHints(kinds: readonly string[], read: () => unknown): void {
  onScopeDispose(
    onHints((moved) => {
      if (moved === 'everything' || moved.some((kind) => kinds.includes(kind))) void read()
    }),
  )
}
