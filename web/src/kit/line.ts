/** Whether this machine has a network at all; both shells say so on top of the page. */
import { ref, type Ref } from 'vue'

const isAway = ref(!navigator.onLine)

window.addEventListener('offline', () => (isAway.value = true))
window.addEventListener('online', () => (isAway.value = false))

export function useLine(): { isAway: Ref<boolean> } {
  return { isAway }
}
