/**
 * Questions to the user as promises: a reason, a confirmation of what cannot be undone, a fresh sign-in.
 * `AskHost` in the shell shows them one after another; a closed dialog rejects with `Dismissed`.
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

interface Open {
  question: Question
  resolve: (answer: string) => void
  reject: (reason: Error) => void
}

export const asked = shallowRef<Open | null>(null)
const waiting: Open[] = []

function ask(question: Question): Promise<string> {
  return new Promise((resolve, reject) => {
    waiting.push({ question, resolve, reject })
    if (!asked.value) next()
  })
}

function next(): void {
  asked.value = waiting.shift() ?? null
}

export function answer(text: string): void {
  asked.value?.resolve(text)
  next()
}

export function dismiss(): void {
  asked.value?.reject(new Dismissed())
  next()
}

export function askReason(question: Omit<ReasonQuestion, 'kind'>): Promise<string> {
  return ask({ kind: 'reason', ...question })
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
