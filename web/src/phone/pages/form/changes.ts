/**
 * What was typed and is not saved yet, in the shape that the API takes: blocks of fields by field,
 * members, groups and purpose whole.
 */
import type { Content } from './shapes'

export type Changes = Readonly<Record<string, unknown>>
type Fields = Readonly<Record<string, unknown>>

const MERGED: ReadonlySet<string> = new Set(['basic', 'contact', 'circumstances', 'answers', 'wishes'])

export function isEmpty(changes: Changes): boolean {
  return Object.keys(changes).length === 0
}

/** `put({}, 'basic.phone', '…')`; a path without a dot replaces the whole. */
export function put(changes: Changes, path: string, value: unknown): Changes {
  const [block, field] = split(path)
  if (!field) return { ...changes, [block]: value }
  return { ...changes, [block]: { ...(changes[block] as Fields | undefined), [field]: value } }
}

/** The form with the changes laid over it; `later` wins. */
export function overlay(form: Content, ...later: readonly Changes[]): Content {
  const whole: Record<string, unknown> = { ...form }
  for (const changes of later)
    for (const [block, value] of Object.entries(changes))
      whole[block] = MERGED.has(block) ? { ...(whole[block] as Fields), ...(value as Fields) } : value
  return whole as unknown as Content
}

/** What is left once `sent` was saved: anything typed since, even in the same field. */
export function without(changes: Changes, sent: Changes): Changes {
  let left: Changes = {}
  for (const path of pathsOf(changes)) {
    const value = at(changes, path)
    if (JSON.stringify(value) !== JSON.stringify(at(sent, path))) left = put(left, path, value)
  }
  return left
}

/** Take fields out that the server cannot read, so that the rest is saved all the same. */
export function part(changes: Changes, fields: readonly string[]): { kept: Changes; taken: Changes } {
  let kept: Changes = {}
  let taken: Changes = {}
  for (const path of pathsOf(changes)) {
    const isNamed = fields.some((one) => one === path || one.startsWith(`${path}.`) || `answers.${one}` === path)
    if (isNamed) taken = put(taken, path, at(changes, path))
    else kept = put(kept, path, at(changes, path))
  }
  return { kept, taken }
}

export function pathsOf(changes: Changes): string[] {
  return Object.entries(changes).flatMap(([block, value]) =>
    MERGED.has(block) ? Object.keys(value as Fields).map((field) => `${block}.${field}`) : [block],
  )
}

export function at(changes: Changes | Content, path: string): unknown {
  const [block, field] = split(path)
  const value = (changes as Fields)[block]
  return field ? (value as Fields | null | undefined)?.[field] : value
}

/** Paths in which two states of a form differ, as the API would save them. */
export function differences(before: Content, after: Content): string[] {
  const found: string[] = []
  for (const block of ['purpose', 'members', 'groups']) if (isOther(before, after, block)) found.push(block)
  for (const block of MERGED) {
    const fields = new Set([...Object.keys(at(before, block) ?? {}), ...Object.keys(at(after, block) ?? {})])
    for (const field of fields) if (isOther(before, after, `${block}.${field}`)) found.push(`${block}.${field}`)
  }
  return found
}

function isOther(before: Content, after: Content, path: string): boolean {
  return JSON.stringify(at(before, path) ?? null) !== JSON.stringify(at(after, path) ?? null)
}

function split(path: string): [string, string] {
  const dot = path.indexOf('.')
  return dot < 0 ? [path, ''] : [path.slice(0, dot), path.slice(dot + 1)]
}
