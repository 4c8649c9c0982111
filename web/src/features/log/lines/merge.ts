/**
 * One list out of the logs of the four services, the newest first.
 *
 * Each service is read by its own cursor; a line may be shown only when no service can still hold a
 * newer one, so lines wait until every service has been read that far.
 */

export const SERVICES = ['identity', 'roster', 'identification', 'notification'] as const
export type ServiceName = (typeof SERVICES)[number]

interface Dated {
  id: string
  at: string
}

/** What was read of one service, newest first; `cursor` leads on, null at its end. */
export interface Source<T extends Dated> {
  lines: readonly T[]
  cursor: string | null
}

export type Sources<T extends Dated> = Partial<Record<ServiceName, Source<T>>>

export interface Merged<T extends Dated> {
  lines: (T & { service: ServiceName })[]
  /** Services to read on before anything older is known. */
  next: ServiceName[]
}

export function merge<T extends Dated>(sources: Sources<T>, most: number): Merged<T> {
  const known = SERVICES.filter((service) => sources[service])
  const all = known
    .flatMap((service) => (sources[service]?.lines ?? []).map((line) => ({ ...line, service })))
    .sort((one, other) => instantOf(other.at) - instantOf(one.at) || other.id.localeCompare(one.id))
  const sure = all.filter((line) => known.every((service) => isReadTo(sources[service], line.at)))
  const lines = sure.slice(0, most)
  if (lines.length === most) return { lines, next: [] }
  return { lines, next: known.filter((service) => sources[service]?.cursor && !canTellAll(sources, service)) }
}

function isReadTo<T extends Dated>(source: Source<T> | undefined, at: string): boolean {
  if (!source?.cursor) return true
  const last = source.lines[source.lines.length - 1]
  return last !== undefined && instantOf(last.at) <= instantOf(at)
}

/** Only the service that reaches back the least holds the others up. */
function canTellAll<T extends Dated>(sources: Sources<T>, service: ServiceName): boolean {
  const reached = (name: ServiceName): number => {
    const source = sources[name]
    if (!source?.cursor) return -Infinity
    const last = source.lines[source.lines.length - 1]
    return last ? instantOf(last.at) : Infinity
  }
  return reached(service) < Math.max(...SERVICES.map(reached))
}

function instantOf(at: string): number {
  return new Date(at).getTime()
}
