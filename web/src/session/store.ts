/** Who is signed in at this browser, with which post, and how they come and go. */
import { computed, ref, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { api, ok, type IdentityShapes } from '@/api/client'
import { startLive, stopLive } from '@/api/live'
import { Refusal } from '@/api/problem'
import { adopt, forget, onSession, refresh, type Session } from '@/api/token'

export type Role = IdentityShapes['Role']
export type Post = IdentityShapes['PostOut']

export const useSession = defineStore('session', () => {
  const session = shallowRef<Session | null>(null)
  const isKnown = ref(false)

  const role = computed<Role | null>(() => session.value?.post.role ?? null)
  const isOfSchool = computed(() => session.value?.school_id != null)
  const isSchoolWide = computed(() => role.value === 'school_admin')
  /** What the top bar says of the post: "2023级 软件工程 1班" or the whole school; a student's is the own class. */
  const unit = computed(() => (session.value ? (session.value.place ?? unitOf(session.value.post)) : ''))

  onSession((fresh) => {
    session.value = fresh
    isKnown.value = true
    // Messages and to-dos are of a school; the platform has neither.
    if (fresh.school_id) startLive()
  })

  /** Take up the session that the cookie remembers; silent where there is none. */
  async function resume(): Promise<void> {
    if (isKnown.value) return
    try {
      await refresh()
    } catch (caught) {
      if (!(caught instanceof Refusal) || caught.status === 0 || caught.status >= 500) throw caught
    }
    isKnown.value = true
  }

  async function signIn(login: string, password: string): Promise<void> {
    adopt(await ok(api.POST('/api/v1/identity/session', { body: { login, password } })))
  }

  /** Returns the posts to choose from where one phone has several accounts. */
  async function signInByPhone(phone: string, code: string, postId?: string): Promise<IdentityShapes['ChoiceOut'][]> {
    const answer = await ok(
      api.POST('/api/v1/identity/session/phone', { body: { phone, code, post_id: postId ?? null } }),
    )
    if ('choices' in answer) return answer.choices
    adopt(answer)
    return []
  }

  async function choosePost(postId: string): Promise<void> {
    adopt(await ok(api.POST('/api/v1/identity/session/post', { body: { post_id: postId } })))
  }

  async function signOut(): Promise<void> {
    stopLive()
    try {
      await api.DELETE('/api/v1/identity/session')
    } finally {
      // What the tab kept for one person ends with their session.
      sessionStorage.clear()
      forget()
      session.value = null
    }
  }

  return { session, isKnown, role, isOfSchool, isSchoolWide, unit, resume, signIn, signInByPhone, choosePost, signOut }
})

export function unitOf(post: Post): string {
  if (post.role === 'platform_admin') return '平台'
  if (post.role === 'school_admin') return '全校'
  const names = post.scope.map((row) =>
    [row.college, row.year ? `${row.year}级` : null, row.major, row.class_name].filter(Boolean).join(' '),
  )
  if (names.length > 1) return `${names[0]} 等 ${names.length} 处`
  return names[0] ?? '本人'
}
