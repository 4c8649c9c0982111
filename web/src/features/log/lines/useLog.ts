/** The logs of all services read as one list, page by page, and the names of those who acted. */
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { api, callJson, ok, type IdentityShapes } from '@/api/client'
import { refusalOf, type Refusal } from '@/api/problem'
import { useSession } from '@/session/store'
import { merge, SERVICES, type ServiceName, type Sources } from './merge'

export type LogPage = IdentityShapes['LogPage']
export type Line = LogPage['items'][number]
export type ShownLine = Line & { service: ServiceName }
export type Query = Record<string, string>

const SIZE = 50

export function useLog(query: Ref<Query>) {
  const session = useSession()
  const sources = shallowRef<Sources<Line>>({})
  const standings = shallowRef<Partial<Record<ServiceName, Omit<LogPage, 'items' | 'next_cursor'>>>>({})
  const refusals = shallowRef<{ service: ServiceName; refusal: Refusal }[]>([])
  const names = shallowRef<ReadonlyMap<string, string>>(new Map())
  const wanted = ref(SIZE)
  const isLoading = ref(true)
  let turn = 0

  const merged = computed(() => merge(sources.value, wanted.value))
  const hasMore = computed(() => SERVICES.some((service) => sources.value[service]?.cursor) || countOf() > merged.value.lines.length)
  const countOf = (): number => SERVICES.reduce((sum, service) => sum + (sources.value[service]?.lines.length ?? 0), 0)

  /** One page of one service; a service that does not answer is named and does not hide the others. */
  async function read(service: ServiceName, mine: number): Promise<void> {
    const before = sources.value[service]
    const search = new URLSearchParams({ ...query.value, size: String(SIZE), ...(before?.cursor ? { cursor: before.cursor } : {}) })
    try {
      const { items, next_cursor, ...standing } = await callJson<LogPage>(`/api/v1/${service}/log?${search.toString()}`)
      if (mine !== turn) return
      sources.value = { ...sources.value, [service]: { lines: [...(before?.lines ?? []), ...items], cursor: next_cursor } }
      standings.value = { ...standings.value, [service]: standing }
    } catch (caught) {
      if (mine === turn) refusals.value = [...refusals.value, { service, refusal: refusalOf(caught) }]
    }
  }

  async function fill(mine: number): Promise<void> {
    isLoading.value = true
    refusals.value = []
    for (let rounds = 0; rounds < 20 && mine === turn && merged.value.next.length && !refusals.value.length; rounds += 1)
      await Promise.all(merged.value.next.map((service) => read(service, mine)))
    if (mine !== turn) return
    isLoading.value = false
    await name().catch(() => undefined) // Without names the roles still say who it was.
  }

  async function name(): Promise<void> {
    // The platform's administrators act for no school: nobody's names are theirs to learn.
    if (session.role === 'platform_admin') return
    const ids = [...new Set(merged.value.lines.map((line) => line.account_id))].filter((id): id is string => id !== null && !names.value.has(id))
    if (query.value.account_id && !names.value.has(query.value.account_id) && !ids.includes(query.value.account_id)) ids.push(query.value.account_id)
    if (!ids.length) return
    const found = await ok(api.POST('/api/v1/identity/accounts/names', { body: { account_ids: ids.slice(0, 500) } }))
    names.value = new Map([...names.value, ...found.names.map((one) => [one.account_id, one.name] as const)])
  }

  async function reload(): Promise<void> {
    turn += 1
    const mine = turn
    isLoading.value = true
    wanted.value = SIZE
    sources.value = {}
    refusals.value = []
    await Promise.all(SERVICES.map((service) => read(service, mine)))
    const missing = refusals.value
    if (mine !== turn) return
    await fill(mine)
    if (mine === turn) refusals.value = [...missing, ...refusals.value]
  }

  async function more(): Promise<void> {
    wanted.value += SIZE
    await fill(turn)
  }

  watch(() => JSON.stringify(query.value), reload, { immediate: true })
  return { lines: computed(() => merged.value.lines), standings, refusals, names, isLoading, hasMore, reload, more }
}
