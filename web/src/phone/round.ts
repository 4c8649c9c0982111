/** The rounds of the school; the present one is what the bar's 申请 and 评议 mean. */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { api, ok, type IdentificationShapes } from '@/api/client'

export type Campaign = IdentificationShapes['CampaignOut']
export type PhaseName = IdentificationShapes['PhaseName']

export const useRound = defineStore('round', () => {
  const rounds = shallowRef<Campaign[]>([])
  let reading: Promise<void> | null = null

  /** The open round in which a student can act now: filing before judging; else the newest. */
  const current = computed(() => {
    const opened = rounds.value.filter((one) => one.state === 'opened')
    const inPhase = (name: PhaseName): Campaign | undefined => opened.find((one) => one.phases_now.includes(name))
    return inPhase('filing') ?? inPhase('evaluation') ?? opened[0] ?? rounds.value.find((one) => one.state === 'closed') ?? null
  })

  async function read(): Promise<void> {
    rounds.value = await ok(api.GET('/api/v1/identification/campaigns'))
  }

  function start(): Promise<void> {
    reading ??= read().catch((error: unknown) => {
      reading = null
      throw error
    })
    return reading
  }

  function find(id: string): Campaign | null {
    return rounds.value.find((one) => one.id === id) ?? null
  }

  return { rounds, current, read, start, find }
})
