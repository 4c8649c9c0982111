import { onScopeDispose, ref, type Ref } from 'vue'

/** The minute before a code may be asked for again. */
export function useWait(seconds = 60): { left: Ref<number>; start: () => void } {
  const left = ref(0)
  let timer: ReturnType<typeof setInterval> | undefined

  function start(): void {
    left.value = seconds
    clearInterval(timer)
    timer = setInterval(() => {
      left.value -= 1
      if (left.value <= 0) clearInterval(timer)
    }, 1000)
  }

  onScopeDispose(() => clearInterval(timer))
  return { left, start }
}
