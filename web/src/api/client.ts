/** The typed client of every service, made from the committed OpenAPI documents. */
import createClient from 'openapi-fetch'
import { carry } from './courier'
import type { components as IdentificationParts, paths as Identification } from './schema/identification'
import type { components as IdentityParts, paths as Identity } from './schema/identity'
import type { components as NotificationParts, paths as Notification } from './schema/notification'
import type { components as RosterParts, paths as Roster } from './schema/roster'

/** Shapes by service: `RosterShapes['StudentOut']`. */
export type IdentificationShapes = IdentificationParts['schemas']
export type IdentityShapes = IdentityParts['schemas']
export type NotificationShapes = NotificationParts['schemas']
export type RosterShapes = RosterParts['schemas']

export interface Page<T> {
  items: T[]
  next_cursor?: string | null
  total?: number | null
}

export const api = createClient<Identity & Roster & Identification & Notification>({
  fetch: carry,
  querySerializer: { array: { style: 'form', explode: true } },
})

/** The body of an answer. Raises Refusal: the courier has raised it before anything else is read. */
export async function ok<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T
}

/** The body with its version, for the `If-Match` of the edit that follows. */
export async function versioned<T>(call: Promise<{ data?: T; response: Response }>): Promise<{ data: T; etag: string }> {
  const { data, response } = await call
  return { data: data as T, etag: response.headers.get('etag') ?? '' }
}

export function ifMatch(version: number | string): { headers: Record<string, string> } {
  return { headers: { 'If-Match': typeof version === 'number' ? `"${version}"` : version } }
}

/** For what is called by a path made at run time (the import machine, files): same manners, no types. */
export async function call(path: string, init: RequestInit = {}): Promise<Response> {
  return carry(new Request(new URL(path, location.origin), init))
}

export async function callJson<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await call(path, init)
  return (response.status === 204 ? undefined : await response.json()) as T
}

export function jsonBody(body: unknown, method = 'POST'): RequestInit {
  return { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }
}
