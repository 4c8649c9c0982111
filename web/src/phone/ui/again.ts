/** Who one is, asked over the page: after the session ended, or before what asks for a fresh sign-in. */
import { ref } from 'vue'
import { Dismissed } from '@/kit/useAction'
import type { ProofKind } from '@/session/proof'

export const asked = ref<ProofKind | null>(null)
let waiting: { resolve: () => void; reject: (reason: Error) => void }[] = []

function ask(kind: ProofKind): Promise<void> {
  // A session that ended is the greater need: proving it anew makes it fresh as well.
  if (asked.value !== 'sign-in') asked.value = kind
  return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
}

export const askSignIn = (): Promise<void> => ask('sign-in')
export const askVerify = (): Promise<void> => ask('verify')

function end(how: (one: (typeof waiting)[number]) => void): void {
  asked.value = null
  const some = waiting
  waiting = []
  some.forEach(how)
}

export const signedIn = (): void => end((one) => one.resolve())
export const dismiss = (): void => end((one) => one.reject(new Dismissed()))
