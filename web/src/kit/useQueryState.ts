import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/**
 * Filters, page and tab live in the address, so that a link can be sent and Back works.
 * Names and numbers of persons must not: they stay in the history entry (`usePrivateState`).
 */
export function useQueryState(key: string, initial = ''): WritableComputedRef<string> {
  const route = useRoute()
  const router = useRouter()
  return computed({
    get: () => {
      const found = route.query[key]
      return typeof found === 'string' ? found : initial
    },
    set: (value) => {
      void setQuery(router, route, { [key]: value === initial ? '' : value })
    },
  })
}

export function setQuery(
  router: ReturnType<typeof useRouter>,
  route: ReturnType<typeof useRoute>,
  changes: Record<string, string | null | undefined>,
): Promise<unknown> {
  const query = { ...route.query }
  for (const [key, value] of Object.entries(changes)) {
    if (value) query[key] = value
    else delete query[key]
  }
  return router.replace({ query, hash: route.hash })
}
