import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef, type WatchSource } from 'vue'
import { onHints } from '@/api/live'
import { refusalOf, type Refusal } from '@/api/problem'

export interface Loaded<T> {
  data: ShallowRef<T | null>
  refusal: ShallowRef<Refusal | null>
  isLoading: Ref<boolean>
  reload: () => Promise<void>
}

/**
 * What a page reads: again when one of `sources` changes, never with an older answer after a newer one.
 * While it reads again the old data stays on the screen. What was read in vain without a network is
 * read again by itself.
 */
export function useLoad<T>(read: () => Promise<T>, sources: WatchSource[] = []): Loaded<T> {
  const data = shallowRef<T | null>(null)
  const refusal = shallowRef<Refusal | null>(null)
  const isLoading = ref(true)
  let turn = 0

  async function reload(): Promise<void> {
    turn += 1
    const mine = turn
    isLoading.value = true
    try {
      const found = await read()
      if (mine !== turn) return
      data.value = found
      refusal.value = null
    } catch (caught) {
      if (mine === turn) refusal.value = refusalOf(caught)
    } finally {
      if (mine === turn) isLoading.value = false
    }
  }

  const stop = onHints((moved) => {
    if (moved === 'everything' && refusal.value?.code === 'network_away') void reload()
  })
  if (sources.length) watch(sources, () => void reload())
  onScopeDispose(() => {
    turn += 1
    stop()
  })
  void reload()
  return { data, refusal, isLoading, reload }
}
