import { describe, expect, it, vi } from 'vitest'
import { Dismissed } from '@/kit/useAction'
import { answer, asked, askReason, askSignIn, dismiss } from './ask'

const question = { title: '退回' }

describe('askReason', () => {
  it('stays open until its work is done, and answers what the work answers', async () => {
    const work = vi.fn().mockRejectedValueOnce(new Error('line lost')).mockResolvedValueOnce('done')
    const whole = askReason(question, work)
    await expect(answer('请核对')).rejects.toThrow('line lost')
    expect(asked.value?.question).toMatchObject(question)
    await answer('请核对')
    expect(await whole).toBe('done')
    expect(asked.value).toBeNull()
  })

  it('lets its work ask for a sign-in over it, and comes back', async () => {
    const whole = askReason(question, async (reason) => {
      await askSignIn()
      return reason
    })
    const acting = answer('请核对')
    expect(asked.value?.question.kind).toBe('sign-in')
    await answer('')
    await acting
    expect(await whole).toBe('请核对')
    expect(asked.value).toBeNull()
  })

  it('tells whoever asked that the dialog was closed', async () => {
    const whole = askReason(question)
    dismiss()
    await expect(whole).rejects.toThrow(Dismissed)
  })
})
