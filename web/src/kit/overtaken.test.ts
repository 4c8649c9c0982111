import { describe, expect, it, vi } from 'vitest'
import { Refusal } from '@/api/problem'
import { movedFields, onWhatStands } from './overtaken'

const stale = new Refusal({ title: '内容已被他人修改', status: 412, detail: '', code: 'stale_version' })
const labels = { name: '姓名', phone: '手机号' }

describe('onWhatStands', () => {
  it('says what became of it, and has read it again', async () => {
    const renew = vi.fn(() => Promise.resolve({ name: '甲', phone: null }))
    const act = onWhatStands({ name: '甲', phone: '1' as string | null }, () => Promise.reject(stale), renew, (one, other) => movedFields(labels, one, other))
    await expect(act).rejects.toMatchObject({ code: 'overtaken', findings: [{ message: '手机号：未填' }] })
    expect(renew).toHaveBeenCalledOnce()
  })
  it('leaves other refusals as they are', async () => {
    const other = new Refusal({ title: '', status: 409, detail: '', code: 'conflict' })
    await expect(onWhatStands(1, () => Promise.reject(other), () => Promise.resolve(2), () => [])).rejects.toBe(other)
  })
})
