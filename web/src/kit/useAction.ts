import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { refusalOf, type Refusal } from '@/api/problem'
import { isEcho } from './echo'

export interface Action<A extends unknown[]> {
  run: (...args: A) => Promise<boolean>
  isRunning: Ref<boolean>
  refusal: ShallowRef<Refusal | null>
}

/** Thrown by a dialog that the user closed: nothing was done and nothing is to be said. */
export class Dismissed extends Error {}

/**
 * What a button does: never twice at once or by a double click, and its refusal stays beside it until the next try.
 * `run` answers whether it was done.
 */
export function useAction<A extends unknown[]>(work: (...args: A) => Promise<unknown>): Action<A> {
  const isRunning = ref(false)
  const refusal = shallowRef<Refusal | null>(null)

  async function run(...args: A): Promise<boolean> {
    if (isRunning.value || isEcho()) return false
    isRunning.value = true
    refusal.value = null
    try {
      await work(...args)
      return true
    } catch (caught) {
      if (!(caught instanceof Dismissed)) refusal.value = refusalOf(caught)
      return false
    } finally {
      isRunning.value = false
    }
  }

  return { run, isRunning, refusal }
}
