/** The browser asks before it closes or reloads a page with unsaved work. */
import { onScopeDispose, type Ref } from 'vue'

export function useUnsaved(isDirty: Ref<boolean>): void {
  const hold = (event: BeforeUnloadEvent): void => {
    if (isDirty.value) event.preventDefault()
  }
  addEventListener('beforeunload', hold)
  onScopeDispose(() => removeEventListener('beforeunload', hold))
}
