/** Sheets in the making, until they are handed in. */
import type { IdentificationShapes } from '@/api/client'

export type Task = IdentificationShapes['OwnTaskOut']

export interface Question {
  code: string
  title: string
  choices: { code: string; label: string }[]
}

export interface QuestionBlock {
  code: string
  title: string
  questions: Question[]
}

export type Sheet = Readonly<Record<string, string>>
export type Sheets = Readonly<Record<string, Sheet>>

export function questionBlocks(document: unknown): QuestionBlock[] {
  return (document as { blocks: QuestionBlock[] }).blocks
}

export function isComplete(sheet: Sheet | undefined, blocks: readonly QuestionBlock[]): boolean {
  return sheet !== undefined && blocks.every((block) => block.questions.every((one) => sheet[one.code] !== undefined))
}

/** The tasks whose sheets are whole and may be handed in. */
export function readyOf(tasks: readonly Task[], sheets: Sheets, blocks: readonly QuestionBlock[]): Task[] {
  return tasks.filter((one) => one.state === 'pending' && isComplete(sheets[one.task_id], blocks))
}

/** The next task that still waits for answers, after the one on the screen, then from the top. */
export function nextOf(tasks: readonly Task[], sheets: Sheets, blocks: readonly QuestionBlock[], from: string): Task | undefined {
  const at = tasks.findIndex((one) => one.task_id === from)
  const inTurn = [...tasks.slice(at + 1), ...tasks.slice(0, Math.max(0, at))]
  return inTurn.find((one) => one.state === 'pending' && !isComplete(sheets[one.task_id], blocks))
}
