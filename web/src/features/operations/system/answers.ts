/** What every service says of itself; one that is away says so in its own place and hides none of the others. */
import { callJson } from '@/api/client'
import { refusalOf, type Refusal } from '@/api/problem'
import type { Tone } from '@/ui/StatusTag.vue'
import { SERVICES, stateOf, type Operations, type ServiceName } from './words'

export interface Answer {
  service: ServiceName
  operations: Operations | null
  refusal: Refusal | null
}

export function askAll(): Promise<Answer[]> {
  return Promise.all(SERVICES.map(ask))
}

export function wordOf(one: Answer): { label: string; tone: Tone } {
  return one.operations ? stateOf(one.operations) : { label: '没有回答', tone: 'bad' }
}

async function ask(service: ServiceName): Promise<Answer> {
  try {
    return { service, operations: await callJson<Operations>(`/api/v1/${service}/operations`), refusal: null }
  } catch (caught) {
    return { service, operations: null, refusal: refusalOf(caught) }
  }
}
