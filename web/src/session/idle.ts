/** Officers who do nothing for half an hour are signed out, with a warning two minutes before. */

const IDLE = 30 * 60_000
const WARNING = 28 * 60_000
const SIGNS = ['pointerdown', 'keydown', 'wheel', 'visibilitychange'] as const

export interface IdleWatch {
  stop(): void
}

export function watchIdle(onWarning: () => void, onIdle: () => void, now: () => number = Date.now): IdleWatch {
  let last = now()
  let hasWarned = false
  const touch = (): void => {
    last = now()
    hasWarned = false
  }
  // One slow tick, not timers set anew at each key: a laptop that slept is noticed at once.
  const ticker = setInterval(() => {
    const quiet = now() - last
    if (quiet >= IDLE) onIdle()
    else if (quiet >= WARNING && !hasWarned) {
      hasWarned = true
      onWarning()
    }
  }, 5000)
  for (const sign of SIGNS) window.addEventListener(sign, touch, { passive: true })
  return {
    stop() {
      clearInterval(ticker)
      for (const sign of SIGNS) window.removeEventListener(sign, touch)
    },
  }
}
