/**
 * Questions to the user as promises: a reason, a confirmation of what cannot be undone, a fresh sign-in.
 * `AskHost` in the shell shows them one after another; a closed dialog rejects with `Dismissed`.
 * A reason whose work is given with it stays on the screen until the work is done: a refusal, a lost
 * line or an ended session leaves what was typed where it is.
 */
import { shallowRef } from 'vue'
import { Dismissed } from '@/kit/useAction'

export interface ReasonQuestion {
  kind: 'reason'
  title: string
  text?: string
  label?: string
  /** Sentences to choose from; the user may still write. */
  ready?: readonly string[]
  act?: string
  isDanger?: boolean
  most?: number
}

export interface ConfirmQuestion {
  kind: 'confirm'
  title: string
  text: string
  act: string
  /** Where the act cannot be undone: the name to be typed, as the second confirmation. */
  name?: string
  isDanger?: boolean
}

export interface VerifyQuestion {
  kind: 'verify' | 'sign-in'
}

export type Question = ReasonQuestion | ConfirmQuestion | VerifyQuestion

type Work = (text: string) => Promise<unknown>

interface Open {
  question: Question
  work?: Work
  /** What was typed, while another question stands over this one. */
  text: string
  resolve: (answer: unknown) => void
  reject: (reason: Error) => void
}

export const asked = shallowRef<Open | null>(null)
const waiting: Open[] = []
const under: Open[] = []

function ask(question: Question, work?: Work): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const one = { question, work, text: '', resolve, reject }
    if (!asked.value) asked.value = one
    else if (question.kind === 'verify' || question.kind === 'sign-in') {
      // The work of the question that is open waits for this one.
      under.push(asked.value)
      asked.value = one
    } else waiting.push(one)
  })
}

function next(): void {
  asked.value = under.pop() ?? waiting.shift() ?? null
}

/** Do what the question was asked for, then close it. Raises what the work raises; it stays open then. */
export async function answer(text: string): Promise<void> {
  const one = asked.value
  if (!one) return
  const done = one.work ? await one.work(text) : text
  if (asked.value === one) next()
  one.resolve(done)
}

export function dismiss(): void {
  const one = asked.value
  next()
  one?.reject(new Dismissed())
}

export function askReason(question: Omit<ReasonQuestion, 'kind'>): Promise<string>
/** Answers what the work answers. */
export function askReason<T>(question: Omit<ReasonQuestion, 'kind'>, work: (reason: string) => Promise<T>): Promise<T>
export function askReason(question: Omit<ReasonQuestion, 'kind'>, work?: Work): Promise<unknown> {
  return ask({ kind: 'reason', ...question }, work)
}

export async function askConfirm(question: Omit<ConfirmQuestion, 'kind'>): Promise<void> {
  await ask({ kind: 'confirm', ...question })
}

// One dialog for all the requests that stopped for the same cause.
const pending: Partial<Record<VerifyQuestion['kind'], Promise<void>>> = {}

function askOnce(kind: VerifyQuestion['kind']): Promise<void> {
  pending[kind] ??= ask({ kind })
    .then(() => undefined)
    .finally(() => {
      delete pending[kind]
    })
  return pending[kind]
}

export const askVerify = (): Promise<void> => askOnce('verify')
export const askSignIn = (): Promise<void> => askOnce('sign-in')
