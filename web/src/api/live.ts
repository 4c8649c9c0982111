/**
 * The one live stream of this browser: hints only ("todos", "messages"), after which pages read.
 * When the connection was lost every listener is told once it is back, since anything may have moved.
 */
import { call } from './client'

export type Hint = string
type Listener = (kinds: readonly Hint[] | 'everything') => void

const STREAM = '/api/v1/notification/stream'
const LONGEST_PAUSE = 30_000
// The server's heart beats every 20 seconds.
const SILENCE = 70_000

const listeners = new Set<Listener>()
let wanted: AbortController | null = null

export function onHints(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The line is back: whoever was asked in vain reads again. */
window.addEventListener('online', () => tell('everything'))

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
    const line = openLine(signal)
    try {
      const response = await call(STREAM, { signal: line.signal, headers: { Accept: 'text/event-stream' } })
      if (!isFirst) tell('everything')
      wait = 1000
      await read(response, line.hear)
    } catch {
      // The next turn tries again.
    } finally {
      line.close()
    }
    isFirst = false
    if (line.signal.aborted) continue
    await rest(wait, signal)
    wait = Math.min(wait * 2, LONGEST_PAUSE)
  }
}

interface Line {
  signal: AbortSignal
  hear: () => void
  close: () => void
}

/** One connection; given up when nothing is heard on it any more, and when the network came back after it was opened. */
function openLine(whole: AbortSignal): Line {
  const control = new AbortController()
  const hangUp = (): void => control.abort()
  let timer: ReturnType<typeof setTimeout> | undefined
  const hear = (): void => {
    clearTimeout(timer)
    timer = setTimeout(hangUp, SILENCE)
  }
  whole.addEventListener('abort', hangUp)
  window.addEventListener('online', hangUp)
  return {
    signal: control.signal,
    hear,
    close: () => {
      clearTimeout(timer)
      whole.removeEventListener('abort', hangUp)
      window.removeEventListener('online', hangUp)
    },
  }
}

async function read(response: Response, hear: () => void): Promise<void> {
  const reader = response.body?.getReader()
  if (!reader) return
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    hear()
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
    const timer = setTimeout(() => go(), milliseconds * (0.75 + Math.random() / 2))
    const go = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', go)
      window.removeEventListener('online', go)
      resolve()
    }
    signal.addEventListener('abort', go)
    window.addEventListener('online', go)
  })
}
