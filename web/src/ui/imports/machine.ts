/** The import machine, the same in every service: choose, check, decide about bad rows, take. */
import { callJson, jsonBody, type Page } from '@/api/client'
import type { Refusal } from '@/api/problem'
import type { Job, Service } from '@/kit/useJob'

export type ImportState = 'checking' | 'checked' | 'committing' | 'committed' | 'cancelled' | 'failed' | 'expired'
export type Choice = 'all_or_nothing' | 'good_rows_now'

export interface Import {
  id: string
  state: ImportState
  filename: string
  counts: Record<string, number>
  choice?: Choice | null
  job?: Job | null
  job_id: string
  created_at: string
  closed_at?: string | null
}

export interface FoundLine {
  seq: number
  row: number | null
  column: string | null
  message: string
}

/** Where an import lives and what it is called. */
export interface ImportPlace {
  service: Service
  /** `/api/v1/roster/students/imports` */
  base: string
  /** Sent beside the file, and asked of the template: `{ kind: 'moves' }`. */
  fields?: Readonly<Record<string, string>>
}

export const STEPS = ['选择文件', '检查', '处理有问题的行', '完成'] as const

/** Which of the four steps an import stands at. */
export function stepOf(one: Import | null): number {
  if (!one) return 0
  if (one.state === 'checking' || one.state === 'failed' || one.state === 'cancelled' || one.state === 'expired') return 1
  return one.state === 'checked' ? 2 : 3
}

export const COUNT_LABELS: Readonly<Record<string, string>> = {
  total: '共',
  new: '新增',
  changed: '更新',
  unchanged: '无变化',
  bad: '有问题',
  unmatched: '院系班级未匹配',
  hints: '提示',
}

/** How many rows would be written by taking the good ones. */
export function goodRows(counts: Readonly<Record<string, number>>): number {
  return (counts.new ?? 0) + (counts.changed ?? 0)
}

/** Nothing is written of it yet, and no other file is taken while it stands. */
export function isOpen(state: ImportState): boolean {
  return state === 'checking' || state === 'checked' || state === 'committing'
}

/** The import that a refused upload has to wait for. */
export function blockedBy(refusal: Refusal | null): string | null {
  const found = refusal?.code === 'import_under_way' ? refusal.problem.import_id : null
  return typeof found === 'string' ? found : null
}

export function start(place: ImportPlace, file: File): Promise<Import> {
  const form = new FormData()
  form.append('file', file)
  for (const [name, value] of Object.entries(place.fields ?? {})) form.append(name, value)
  return callJson<Import>(place.base, { method: 'POST', body: form })
}

export function read(place: ImportPlace, id: string): Promise<Import> {
  return callJson<Import>(`${place.base}/${id}`)
}

export function readFindings(place: ImportPlace, id: string, cursor: string | null, size: number): Promise<Page<FoundLine>> {
  const query = new URLSearchParams({ size: String(size), ...(cursor ? { cursor } : {}) })
  return callJson<Page<FoundLine>>(`${place.base}/${id}/findings?${query}`)
}

export function commit(place: ImportPlace, id: string, choice: Choice): Promise<Import> {
  return callJson<Import>(`${place.base}/${id}/commit`, jsonBody({ choice }))
}

export function cancel(place: ImportPlace, id: string): Promise<Import> {
  return callJson<Import>(`${place.base}/${id}/cancel`, { method: 'POST' })
}

export function templatePath(place: ImportPlace): string {
  const query = new URLSearchParams(place.fields as Record<string, string> | undefined).toString()
  return `${place.base}/template${query ? `?${query}` : ''}`
}
