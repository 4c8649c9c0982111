/** How many messages wait unread, for the bar. */
import { ref } from 'vue'
import { defineStore } from 'pinia'
import { api, ok } from '@/api/client'

export const useCounts = defineStore('counts', () => {
  const unread = ref(0)

  /** Silent: a missing dot is no reason for a sentence. */
  async function read(): Promise<void> {
    try {
      unread.value = (await ok(api.GET('/api/v1/notification/counts'))).unread_messages
    } catch {
      unread.value = 0
    }
  }

  return { unread, read }
})
