/**
 * The echo of a hand: the second click of a double click, a key that is held down. Who clicks twice
 * means one act; by the second click the button may already stand for the next thing.
 */
let isNow = false

function note(isRepeated: boolean): void {
  if (!isRepeated) return
  isNow = true
  // The acts that this very event starts have started by then.
  setTimeout(() => (isNow = false))
}

window.addEventListener('click', (event) => note(event.detail > 1), true)
window.addEventListener('keydown', (event) => note(event.repeat), true)

export function isEcho(): boolean {
  return isNow
}
