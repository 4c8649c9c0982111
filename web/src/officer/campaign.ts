/** The round that the officer works on: the one in the address, else the last one used, else the newest. */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { api, ok, type IdentificationShapes } from '@/api/client'

type Campaign = IdentificationShapes['CampaignOut']

const MEMORY = 'zizhu.campaign'

export const useCampaign = defineStore('campaign', () => {
  const all = shallowRef<Campaign[]>([])
  const chosen = shallowRef<string | null>(localStorage.getItem(MEMORY))
  const current = computed(
    () => all.value.find((one) => one.id === chosen.value) ?? all.value.find((one) => one.state === 'opened') ?? all.value[0] ?? null,
  )
  let reading: Promise<void> | null = null

  async function read(): Promise<void> {
    all.value = await ok(api.GET('/api/v1/identification/campaigns'))
  }

  function start(): Promise<void> {
    reading ??= read().catch((error: unknown) => {
      reading = null
      throw error
    })
    return reading
  }

  function choose(id: string): void {
    chosen.value = id
    localStorage.setItem(MEMORY, id)
  }

  return { all, current, start, read, choose }
})
