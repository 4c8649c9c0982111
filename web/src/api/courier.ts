/**
 * Carries every request: token, idempotency key, and what to try again before a person is bothered.
 *
 * A read is repeated when the network or a service is away for a moment. A write is repeated only
 * where the answer said that nothing was done; one whose answer was lost keeps its key, so that the
 * user's next try cannot double it.
 */
import { networkAway, readRefusal, type Refusal } from './problem'
import { accessToken, refresh } from './token'

/** What the page does when the courier needs a person: both resolve once that person has done it. */
export interface Doorkeeper {
  signInAgain(): Promise<void>
  verifyAgain(): Promise<void>
}

const STALE = new Set(['token_stale', 'token_invalid', 'unauthenticated'])
const LONGEST_WAIT = 5
const MOST_TRIES = 6

let doorkeeper: Doorkeeper | null = null
const unanswered = new Map<string, string>()

export function appointDoorkeeper(one: Doorkeeper): void {
  doorkeeper = one
}

/** `fetch` for the API. Raises Refusal for every answer that is not a success. */
export async function carry(request: Request): Promise<Response> {
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const print = isRead ? '' : await fingerprint(request)
  let hasRenewed = false
  let refusal: Refusal = networkAway()
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const answer = await send(request, print)
    if (answer?.ok) {
      unanswered.delete(print)
      return answer
    }
    refusal = answer ? await readRefusal(answer) : networkAway()
    if (answer && answer.status < 500) unanswered.delete(print)
    if (STALE.has(refusal.code) && !isPublic(request)) {
      if (!(await renewed(hasRenewed))) throw refusal
      hasRenewed = true
    } else if (refusal.code === 'sign_in_not_fresh' && doorkeeper) {
      await doorkeeper.verifyAgain()
    } else if (mayRepeat(refusal, isRead, tries)) {
      await pause(refusal.retryAfter ?? 2 ** tries * 0.3)
    } else {
      throw refusal
    }
  }
  throw refusal
}

async function send(request: Request, print: string): Promise<Response | null> {
  const copy = request.clone()
  const token = accessToken()
  if (token && !copy.headers.has('Authorization')) copy.headers.set('Authorization', `Bearer ${token}`)
  if (print && request.method === 'POST' && !copy.headers.has('Idempotency-Key'))
    copy.headers.set('Idempotency-Key', keyOf(print))
  try {
    return await fetch(copy, { credentials: 'same-origin' })
  } catch (error) {
    if (request.signal.aborted) throw error
    return null
  }
}

async function renewed(isSecondTime: boolean): Promise<boolean> {
  try {
    if (!isSecondTime) {
      await refresh()
      return true
    }
  } catch (caught) {
    if (!(caught instanceof Error) || (caught as Refusal).status !== 401) throw caught
  }
  if (!doorkeeper) return false
  await doorkeeper.signInAgain()
  return true
}

function mayRepeat(refusal: Refusal, isRead: boolean, tries: number): boolean {
  if ((refusal.retryAfter ?? 0) > LONGEST_WAIT) return false
  // Known to the sender, not yet to the reader: it is on its way over the bus.
  if (refusal.code === 'not_yet_known') return true
  return isRead && tries < 2 && (refusal.status === 0 || refusal.status === 503 || refusal.status === 502)
}

function isPublic(request: Request): boolean {
  return /\/identity\/(session$|session\/(phone|code|refresh)|activation|demo)/.test(new URL(request.url).pathname)
}

function keyOf(print: string): string {
  const known = unanswered.get(print)
  if (known) return known
  const key = randomKey()
  unanswered.set(print, key)
  return key
}

function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The same act with the same content; kept in memory for as long as the page lives. */
async function fingerprint(request: Request): Promise<string> {
  const isFile = (request.headers.get('content-type') ?? '').startsWith('multipart/')
  const body = isFile ? randomKey() : await request.clone().text()
  return `${request.method} ${request.url} ${request.headers.get('if-match') ?? ''} ${body}`
}

export function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}
