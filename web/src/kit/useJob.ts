import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { callJson } from '@/api/client'
import { onHints } from '@/api/live'
import { refusalOf, type Refusal } from '@/api/problem'

export type Service = 'identity' | 'roster' | 'identification'

/** Long work, as every service tells of it. */
export interface Job {
  id: string
  kind: string
  state: string
  done: number
  total?: number | null
  result?: Record<string, unknown> | null
  error?: Record<string, unknown> | null
  created_at: string
  finished_at?: string | null
}

const OVER = new Set(['done', 'failed', 'cancelled'])
const PATIENCE = [500, 800, 1200, 2000, 3000]

export function isOver(job: Job): boolean {
  return job.finished_at != null || OVER.has(job.state)
}

export interface FollowedJob {
  job: ShallowRef<Job | null>
  refusal: ShallowRef<Refusal | null>
  cancel: () => Promise<void>
}

/** Follow a job to its end: by the live stream's hints, and by asking where those are lost. */
export function useJob(service: Service, id: Ref<string | null>, whenOver?: (job: Job) => void): FollowedJob {
  const job = shallowRef<Job | null>(null)
  const refusal = shallowRef<Refusal | null>(null)
  const asked = ref(0)
  let timer: ReturnType<typeof setTimeout> | undefined

  async function ask(): Promise<void> {
    clearTimeout(timer)
    const wanted = id.value
    if (!wanted || (job.value?.id === wanted && isOver(job.value))) return
    try {
      const found = await callJson<Job>(`/api/v1/${service}/jobs/${wanted}`)
      if (id.value !== wanted) return
      job.value = found
      refusal.value = null
      if (isOver(found)) return whenOver?.(found)
    } catch (caught) {
      refusal.value = refusalOf(caught)
    }
    asked.value += 1
    timer = setTimeout(() => void ask(), PATIENCE[Math.min(asked.value, PATIENCE.length - 1)])
  }

  async function cancel(): Promise<void> {
    if (!id.value) return
    await callJson(`/api/v1/${service}/jobs/${id.value}/cancel`, { method: 'POST' })
    await ask()
  }

  const stopHints = onHints((kinds) => {
    if (kinds === 'everything' || kinds.includes(`job:${service}:${id.value}`)) void ask()
  })
  watch(
    id,
    () => {
      job.value = null
      asked.value = 0
      void ask()
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    stopHints()
  })
  return { job, refusal, cancel }
}
