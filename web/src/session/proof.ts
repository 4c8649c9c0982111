/**
 * Proving again who one is, over a page that stays as it was: by password, or by a code to the phone.
 *
 * `sign-in` opens a new session after the old one ended; `verify` renews the present one for an act
 * that asks for a fresh sign-in.
 */
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { api, ok } from '@/api/client'
import { adopt } from '@/api/token'
import { useAction, type Action } from '@/kit/useAction'
import { useWait } from '@/kit/useWait'
import { useSession } from './store'

export type ProofKind = 'verify' | 'sign-in'

export interface Proof {
  byCode: Ref<boolean>
  login: Ref<string>
  phone: Ref<string>
  secret: Ref<string>
  /** Seconds until a code may be asked for again. */
  wait: Ref<number>
  isReady: ComputedRef<boolean>
  maySend: ComputedRef<boolean>
  send: Action<[]>
  prove: () => Promise<void>
  reset: () => void
}

export function useProof(kind: () => ProofKind): Proof {
  const session = useSession()
  const byCode = ref(false)
  const login = ref('')
  const phone = ref('')
  const secret = ref('')
  const { left: wait, start } = useWait()

  const isReady = computed(() => secret.value.trim() !== '' && (!byCode.value || kind() === 'verify' || phone.value.trim() !== ''))
  const maySend = computed(() => wait.value === 0 && (kind() === 'verify' || phone.value.trim() !== ''))

  const send = useAction(async () => {
    if (kind() === 'verify') await ok(api.POST('/api/v1/identity/session/verification/code'))
    else await ok(api.POST('/api/v1/identity/session/code', { body: { phone: phone.value.trim() } }))
    start()
  })

  async function prove(): Promise<void> {
    if (kind() === 'sign-in') await signInAgain()
    else {
      const body = byCode.value ? { code: secret.value.trim() } : { password: secret.value }
      adopt(await ok(api.POST('/api/v1/identity/session/verification', { body })))
    }
    reset()
  }

  async function signInAgain(): Promise<void> {
    const before = session.session
    // With the post named, the code opens no other account than the one whose page this is.
    if (byCode.value) {
      const [choice] = await session.signInByPhone(phone.value.trim(), secret.value.trim(), before?.post.id)
      if (choice) await session.signInByPhone(phone.value.trim(), secret.value.trim(), choice.post.id)
      return
    }
    await session.signIn(before?.login ?? login.value.trim(), secret.value)
    if (before?.account_id === session.session?.account_id && before && session.session?.post.id !== before.post.id)
      await session.choosePost(before.post.id).catch(() => location.reload())
  }

  function reset(): void {
    secret.value = ''
    send.refusal.value = null
  }

  return { byCode, login, phone, secret, wait, isReady, maySend, send, prove, reset }
}
