import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { refusalOf, type Refusal } from '@/api/problem'
import type { Page } from '@/api/client'

export interface More<T> {
  items: ShallowRef<T[]>
  total: Ref<number | null>
  hasMore: ComputedRef<boolean>
  isLoading: Ref<boolean>
  refusal: ShallowRef<Refusal | null>
  reload: () => Promise<void>
  more: () => Promise<void>
}

/** A list that grows page by page; `reload` begins anew without emptying the screen. */
export function useMore<T>(read: (cursor: string | undefined) => Promise<Page<T>>): More<T> {
  const items = shallowRef<T[]>([])
  const total = ref<number | null>(null)
  const cursor = ref<string | null>(null)
  const isLoading = ref(false)
  const refusal = shallowRef<Refusal | null>(null)

  async function take(from: string | undefined): Promise<void> {
    if (isLoading.value) return
    isLoading.value = true
    try {
      const page = await read(from)
      items.value = from ? [...items.value, ...page.items] : page.items
      cursor.value = page.next_cursor ?? null
      total.value = page.total ?? total.value
      refusal.value = null
    } catch (caught) {
      refusal.value = refusalOf(caught)
    } finally {
      isLoading.value = false
    }
  }

  const reload = (): Promise<void> => take(undefined)
  void reload()
  return {
    items,
    total,
    hasMore: computed(() => cursor.value !== null),
    isLoading,
    refusal,
    reload,
    more: () => take(cursor.value ?? undefined),
  }
}
