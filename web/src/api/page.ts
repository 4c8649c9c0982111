/** Reading every page of a list whose whole is small by nature (classes, panels), never of students. */
import type { Page } from './client'

export async function readAll<T>(read: (cursor: string | undefined) => Promise<Page<T>>, most = 50): Promise<T[]> {
  const found: T[] = []
  let cursor: string | undefined
  for (let pages = 0; pages < most; pages += 1) {
    const page = await read(cursor)
    found.push(...page.items)
    if (!page.next_cursor) break
    cursor = page.next_cursor
  }
  return found
}
