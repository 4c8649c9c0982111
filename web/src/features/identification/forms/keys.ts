/** Keys of the review list; they act only outside of fields and dialogs, and can be switched off. */
export type Act = 'next' | 'previous' | 'approve' | 'return' | 'search' | 'help'

const KEYS: Readonly<Record<string, Act>> = { j: 'next', k: 'previous', a: 'approve', r: 'return', '/': 'search', '?': 'help' }

export function actOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'target'>): Act | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null
  const at = event.target
  if (at instanceof HTMLElement && at.closest('input, textarea, select, [contenteditable], [role="dialog"]')) return null
  return KEYS[event.key.toLowerCase()] ?? null
}
