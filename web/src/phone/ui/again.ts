/** The session ended in the middle of something: ask for the password over the page, keep what was typed. */
import { ref } from 'vue'

export const isAsked = ref(false)
let waiting: (() => void)[] = []

export function askSignIn(): Promise<void> {
  isAsked.value = true
  return new Promise((resolve) => waiting.push(resolve))
}

export function signedIn(): void {
  isAsked.value = false
  for (const go of waiting) go()
  waiting = []
}
