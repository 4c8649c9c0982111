/**
 * The access token, in memory only, and how it is renewed. One refresh at a time, across tabs too:
 * the refresh token is a cookie that rotates, and two at once would look like a theft.
 */
import { readRefusal } from './problem'
import type { components } from './schema/identity'

export type Session = components['schemas']['SessionOut']

const REFRESH = '/api/v1/identity/session/refresh'

let token: string | null = null
let running: Promise<Session> | null = null
const listeners = new Set<(session: Session) => void>()

export function accessToken(): string | null {
  return token
}

export function adopt(session: Session): void {
  token = session.access_token
  for (const tell of listeners) tell(session)
}

export function forget(): void {
  token = null
}

/** Be told of each new session of this page: sign-in, refresh, another post. */
export function onSession(listener: (session: Session) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Renew the access token from the cookie. Raises Refusal where there is no session any more. */
export function refresh(): Promise<Session> {
  running ??= inTurn(renew).finally(() => {
    running = null
  })
  return running
}

async function renew(): Promise<Session> {
  const response = await fetch(REFRESH, { method: 'POST', credentials: 'same-origin' })
  if (!response.ok) {
    const refusal = await readRefusal(response)
    if (refusal.status === 401) forget()
    throw refusal
  }
  const session = (await response.json()) as Session
  adopt(session)
  return session
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  // Only secure pages have locks; the server's own grace covers the others.
  if (!('locks' in navigator)) return work()
  return navigator.locks.request('zizhu-refresh', work) as Promise<T>
}
