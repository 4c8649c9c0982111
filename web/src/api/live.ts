/**
 * The one live stream of this browser: hints only ("todos", "messages"), after which pages read.
 * When the connection was lost every listener is told once it is back, since anything may have moved.
 */
import { call } from './client'

export type Hint = string
type Listener = (kinds: readonly Hint[] | 'everything') => void

const STREAM = '/api/v1/notification/stream'
const LONGEST_PAUSE = 30_000

const listeners = new Set<Listener>()
let wanted: AbortController | null = null

export function onHints(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function startLive(): void {
  if (wanted) return
  wanted = new AbortController()
  void keepReading(wanted.signal)
}

export function stopLive(): void {
  wanted?.abort()
  wanted = null
}

async function keepReading(signal: AbortSignal): Promise<void> {
  let wait = 1000
  let isFirst = true
  while (!signal.aborted) {
    try {
      const response = await call(STREAM, { signal, headers: { Accept: 'text/event-stream' } })
      if (!isFirst) tell('everything')
      isFirst = false
      wait = 1000
      await read(response)
    } catch {
      isFirst = false
    }
    if (!signal.aborted) await rest(wait, signal)
    wait = Math.min(wait * 2, LONGEST_PAUSE)
  }
}

async function read(response: Response): Promise<void> {
  const reader = response.body?.getReader()
  if (!reader) return
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const [lines, left] = splitLines(rest + decoder.decode(value, { stream: true }))
    rest = left
    for (const line of lines) {
      const kinds = kindsIn(line)
      if (kinds) tell(kinds)
    }
  }
}

export function splitLines(text: string): [string[], string] {
  const lines = text.split('\n')
  const left = lines.pop() ?? ''
  return [lines, left]
}

/** `data: ["todos"]` → the kinds; heartbeats and anything unreadable → null. */
export function kindsIn(line: string): Hint[] | null {
  if (!line.startsWith('data:')) return null
  try {
    const found: unknown = JSON.parse(line.slice(5))
    return Array.isArray(found) ? found.map(String) : null
  } catch {
    return null
  }
}

function tell(kinds: readonly Hint[] | 'everything'): void {
  for (const listener of listeners) listener(kinds)
}

function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds * (0.75 + Math.random() / 2))
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
