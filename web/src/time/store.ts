/** Business time and the working days, read once and shared by every deadline on the page. */
import { computed, ref, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { api, ok } from '@/api/client'
import type { WorkCalendar } from './deadline'

export const useTime = defineStore('time', () => {
  const shift = ref(0)
  const profile = ref<string | null>(null)
  const mayMove = ref(false)
  const tick = ref(Date.now())
  const calendar = shallowRef<WorkCalendar | null>(null)
  let reading: Promise<void> | null = null

  /** The instant that deadlines are compared with; moves with the minute. */
  const now = computed(() => new Date(tick.value + shift.value).toISOString())

  async function readClock(): Promise<void> {
    const clock = await ok(api.GET('/api/v1/identity/clock'))
    // Against the server's clock, not this machine's: a wrong laptop clock must not show a wrong deadline.
    shift.value = new Date(clock.business_now).getTime() - Date.now()
    profile.value = clock.profile
    mayMove.value = clock.may_move
    tick.value = Date.now()
  }

  async function readCalendar(): Promise<void> {
    const years = await ok(api.GET('/api/v1/roster/calendar'))
    calendar.value = {
      off: new Set(years.flatMap((year) => year.off)),
      on: new Set(years.flatMap((year) => year.on)),
      years: new Set(years.map((year) => year.year)),
    }
  }

  /** The calendar is a school's to read; the platform's own pages show no deadlines. */
  function start(isOfSchool = true): Promise<void> {
    reading ??= Promise.all([readClock(), isOfSchool ? readCalendar() : undefined]).then(
      () => undefined,
      (error: unknown) => {
        reading = null
        throw error
      },
    )
    return reading
  }

  setInterval(() => {
    tick.value = Date.now()
  }, 30_000)

  return { now, profile, mayMove, calendar, start, readClock }
})
