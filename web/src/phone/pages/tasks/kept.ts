/**
 * Sheets that are not handed in yet outlast a reload in this tab: codes of questions and choices by
 * task, nobody's name. They are gone when handed in, when somebody else signs in, and at sign-out.
 */
import type { Sheets, Task } from './sheets'

interface Kept {
  account: string
  sheets: Sheets
}

const keyOf = (round: string): string => `zizhu.sheets.${round}`

/** What was kept for this account in this round, with what the page holds now, of tasks that still wait. */
export function recallSheets(account: string, round: string, tasks: readonly Task[], present: Sheets): Sheets {
  const kept = read(round)
  if (kept && kept.account !== account) sessionStorage.removeItem(keyOf(round))
  const all = { ...(kept?.account === account ? kept.sheets : {}), ...present }
  const waiting = new Set(tasks.filter((one) => one.state === 'pending').map((one) => one.task_id))
  return Object.fromEntries(Object.entries(all).filter(([id]) => waiting.has(id)))
}

export function keepSheets(account: string, round: string, sheets: Sheets): void {
  if (Object.keys(sheets).length) sessionStorage.setItem(keyOf(round), JSON.stringify({ account, sheets }))
  else sessionStorage.removeItem(keyOf(round))
}

function read(round: string): Kept | null {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(keyOf(round)) ?? 'null')
    return found !== null && typeof found === 'object' && 'sheets' in found ? (found as Kept) : null
  } catch {
    return null
  }
}
