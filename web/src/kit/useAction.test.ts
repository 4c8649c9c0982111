import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useAction } from './useAction'

describe('useAction', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.runAllTimers() && vi.useRealTimers())

  const work = vi.fn(() => Promise.resolve())
  const button = document.createElement('button')
  document.body.append(button)

  function click(detail: number): void {
    button.dispatchEvent(new MouseEvent('click', { detail, bubbles: true }))
  }

  it('acts once for a double click, though the first click is over by the second', async () => {
    const act = useAction(work)
    button.addEventListener('click', () => void act.run())
    click(1)
    await vi.advanceTimersByTimeAsync(150)
    expect(act.isRunning.value).toBe(false)
    click(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(work).toHaveBeenCalledTimes(1)
    click(1)
    expect(work).toHaveBeenCalledTimes(2)
  })

  it('does nothing for a key that is held down', async () => {
    const act = useAction(work)
    const before = work.mock.calls.length
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', repeat: true }))
    await act.run()
    expect(work).toHaveBeenCalledTimes(before)
  })

  it('keeps the refusal until the next try', async () => {
    const act = useAction(() => Promise.reject(new TypeError('Failed to fetch')))
    expect(await act.run()).toBe(false)
    expect(act.refusal.value?.code).toBe('network_away')
  })
})
