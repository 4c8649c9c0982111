/** Acting on what was read, where somebody else may have been faster. */
import { isStale, overtaken } from '@/api/problem'

/**
 * Act; where it is refused because the thing has changed, read it again, so that the next try is about
 * what stands now, and raise what became of it. What was typed stays with whoever called.
 */
export async function onWhatStands<T, R>(before: T, act: () => Promise<R>, renew: () => Promise<T>, moved: (before: T, now: T) => string[]): Promise<R> {
  try {
    return await act()
  } catch (caught) {
    if (!isStale(caught)) throw caught
    throw overtaken(moved(before, await renew()))
  }
}

/** The same where the page shows by itself what became of it, once it has read again. */
export function orRenew<R>(sent: Promise<R>, renew: () => unknown): Promise<R> {
  return sent.catch((caught: unknown) => {
    if (!isStale(caught)) throw caught
    void renew()
    throw overtaken([])
  })
}

/** A line for each of the named fields that differ: "手机号：139****0001". */
export function movedFields<T>(labels: Readonly<Partial<Record<keyof T, string>>>, before: T, now: T): string[] {
  return (Object.entries(labels) as [keyof T, string][]).flatMap(([key, label]) =>
    JSON.stringify(before[key]) === JSON.stringify(now[key]) ? [] : [`${label}：${String(now[key] ?? '未填')}`],
  )
}
