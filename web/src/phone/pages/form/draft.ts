/**
 * The form that is being filled in. Every answer goes to the server at once and nowhere else; what
 * could not be saved says so, and is sent again when the line is back.
 */
import { computed, ref, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { api, ifMatch, ok } from '@/api/client'
import { refusalOf, Refusal } from '@/api/problem'
import { differences, at, isEmpty, overlay, part, pathsOf, put, without, type Changes } from './changes'
import { contentOf, type Content, type OwnForm, type Questions } from './shapes'

export type Saving = 'saved' | 'saving' | 'away' | 'refused' | 'conflict'

const TYPING = 700
const PAUSES = [2, 4, 8, 15, 30]
const FORM = '/api/v1/identification/campaigns/{campaign_id}/form'

export const useDraft = defineStore('draft', () => {
  const campaignId = ref('')
  const questions = shallowRef<Questions | null>(null)
  const own = shallowRef<OwnForm | null>(null)
  const pending = shallowRef<Changes>({})
  const unread = shallowRef<Changes>({})
  const faults = shallowRef<Readonly<Record<string, string>>>({})
  const saving = ref<Saving>('saved')
  const refusal = shallowRef<Refusal | null>(null)
  /** Paths that another device changed in the meantime. */
  const elsewhere = shallowRef<string[]>([])
  const isPrefilled = ref(false)
  let running: Promise<boolean> | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let tries = 0

  const form = computed<Content | null>(() => (own.value ? overlay(contentOf(own.value), unread.value, pending.value) : null))
  const isUnsaved = computed(() => !isEmpty(pending.value) || !isEmpty(unread.value))
  const coversSensitive = computed(() => form.value?.consent?.covers_sensitive === true)
  const path = computed(() => ({ params: { path: { campaign_id: campaignId.value } } }))

  async function open(id: string): Promise<void> {
    if (campaignId.value !== id) clear(id)
    const asked = ok(api.GET('/api/v1/identification/campaigns/{campaign_id}/questions', path.value))
    const [found, form] = await Promise.all([questions.value ?? asked, readOwn()])
    questions.value = found
    if (!isUnsaved.value) own.value = form
  }

  function clear(id: string): void {
    campaignId.value = id
    questions.value = null
    own.value = null
    pending.value = {}
    unread.value = {}
    faults.value = {}
    saving.value = 'saved'
    refusal.value = null
    elsewhere.value = []
    isPrefilled.value = false
  }

  async function readOwn(): Promise<OwnForm | null> {
    try {
      return await ok(api.GET(FORM, path.value))
    } catch (caught) {
      if (caught instanceof Refusal && caught.code === 'no_such_form') return null
      throw caught
    }
  }

  /** Agree to the notice, and open the form where there is none (any more). */
  async function agree(covers: boolean): Promise<void> {
    const consent = { version: questions.value?.consent.version ?? '', covers_sensitive: covers }
    const isNew = own.value === null || own.value.fill === 'withdrawn'
    if (isNew) own.value = await ok(api.POST(FORM, { ...path.value, body: { consent } }))
    else own.value = await ok(api.POST(`${FORM}/consent`, { ...path.value, body: consent }))
    if (isNew) isPrefilled.value = Object.keys(contentOf(own.value).answers).length > 0
  }

  /** Take an answer; `isTyped` waits for the next letters first. */
  function answer(where: string, value: unknown, isTyped = false): void {
    pending.value = put(pending.value, where, value)
    unread.value = without(unread.value, put({}, where, at(unread.value, where)))
    faults.value = Object.fromEntries(Object.entries(faults.value).filter(([one]) => one !== where))
    clearTimeout(timer)
    if (isTyped) timer = setTimeout(() => void flush(), TYPING)
    else void flush()
  }

  /** Keep what is half typed on the screen, with what is wrong about it; it is not sent. */
  function hold(where: string, value: unknown, fault: string): void {
    pending.value = part(pending.value, [where]).kept
    unread.value = put(unread.value, where, value)
    faults.value = { ...faults.value, [where]: fault }
  }

  /** Save what waits; tells whether everything is saved now. */
  function flush(): Promise<boolean> {
    clearTimeout(timer)
    running ??= send().finally(() => {
      running = null
    })
    return running
  }

  async function send(): Promise<boolean> {
    while (!isEmpty(pending.value)) {
      const sent = pending.value
      if (saving.value !== 'away') saving.value = 'saving'
      try {
        const seen = ifMatch(own.value?.version ?? 0)
        const body = { changes: sent as Record<string, never> }
        own.value = await ok(api.PATCH(FORM, { ...path.value, ...seen, body }))
        pending.value = without(pending.value, sent)
        tries = 0
      } catch (caught) {
        if (!(await recover(refusalOf(caught), sent))) return false
      }
    }
    refusal.value = null
    saving.value = isEmpty(unread.value) ? 'saved' : 'refused'
    return isEmpty(unread.value)
  }

  async function recover(why: Refusal, sent: Changes): Promise<boolean> {
    if (why.code === 'stale_version') return rebase(sent).catch((caught: unknown) => recover(refusalOf(caught), sent))
    if (why.findings.length && setAside(why)) return true
    refusal.value = why
    if (why.code === 'network_away' || why.status >= 502 || why.status === 429) {
      saving.value = 'away'
      timer = setTimeout(() => void flush(), (why.retryAfter ?? PAUSES[Math.min(tries, PAUSES.length - 1)] ?? 30) * 1000)
      tries += 1
    } else saving.value = 'refused'
    return false
  }

  /** Another device saved: take over what it changed, and ask where both changed the same. */
  async function rebase(sent: Changes): Promise<boolean> {
    const fresh = await ok(api.GET(FORM, path.value))
    const moved = own.value ? differences(contentOf(own.value), contentOf(fresh)) : []
    const isMine = (one: string): boolean => JSON.stringify(at(sent, one)) === JSON.stringify(at(contentOf(fresh), one))
    const foreign = moved.filter((one) => !isMine(one))
    own.value = fresh
    elsewhere.value = [...new Set([...elsewhere.value, ...foreign])]
    if (!pathsOf(sent).some((one) => foreign.includes(one))) return true
    saving.value = 'conflict'
    return false
  }

  /** Where both changed the same answer: keep what is on this screen, or take the other device's. */
  function settle(keepsMine: boolean): Promise<boolean> {
    if (!keepsMine) pending.value = part(pending.value, elsewhere.value).kept
    elsewhere.value = []
    return flush()
  }

  function setAside(why: Refusal): boolean {
    const fields = why.findings.flatMap((one) => (one.field ? [one.field] : []))
    const { kept, taken } = part(pending.value, fields)
    if (isEmpty(taken)) return false
    pending.value = kept
    unread.value = overlayChanges(unread.value, taken)
    const said = why.findings.flatMap((one) => (one.field ? [[placeOf(one.field), one.message] as const] : []))
    faults.value = { ...faults.value, ...Object.fromEntries(said) }
    return true
  }

  function placeOf(field: string): string {
    return field.includes('.') || ['members', 'groups', 'purpose'].includes(field) ? field : `answers.${field}`
  }

  function overlayChanges(first: Changes, second: Changes): Changes {
    return pathsOf(second).reduce((sum, one) => put(sum, one, at(second, one)), first)
  }

  /** Evidence moved: read what is there and what is still missing. */
  async function readEvidence(): Promise<void> {
    const fresh = await ok(api.GET(FORM, path.value))
    if (own.value?.version === fresh.version || !isUnsaved.value) own.value = fresh
    else if (own.value) own.value = { ...own.value, evidence: fresh.evidence, missing_evidence: fresh.missing_evidence }
  }

  window.addEventListener('online', () => saving.value === 'away' && void flush())

  return {
    campaignId, questions, own, form, saving, refusal, faults, elsewhere, isUnsaved, isPrefilled, coversSensitive,
    open, agree, answer, hold, flush, settle, readEvidence,
  }
})
