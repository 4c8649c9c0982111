/**
 * What the officer may see can change while pages are open: somebody changed the scope, or ended the
 * post. With the next token the pages are drawn anew, so that nothing of others stays on the screen.
 */
import { ref, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { usePlaces } from '@/places/store'
import { unitOf, useSession, type Post } from '@/session/store'
import { useCampaign } from './campaign'

export interface Reach {
  /** Part of the key of the page: another number draws it anew. */
  generation: Ref<number>
  /** What to tell; empty when there is nothing. */
  notice: Ref<string>
}

function rowsOf(post: Post): string[] {
  return post.scope.map((row) => [row.college_id, row.year, row.major_id, row.class_id].join('/'))
}

/** What became of the reach between two tokens of one person. */
export function reachChange(before: Post, now: Post): 'same' | 'wider' | 'narrower' {
  if (before.role !== now.role) return 'narrower'
  const [old, fresh] = [rowsOf(before), rowsOf(now)]
  if (old.some((row) => !fresh.includes(row))) return 'narrower'
  return fresh.length > old.length ? 'wider' : 'same'
}

export function useReach(): Reach {
  const session = useSession()
  const places = usePlaces()
  const campaign = useCampaign()
  const route = useRoute()
  const router = useRouter()
  const generation = ref(0)
  const notice = ref('')

  watch(
    () => session.session?.post,
    async (now, before) => {
      const change = now && before ? reachChange(before, now) : 'same'
      if (change === 'same' || !now) return
      const quiet = (): undefined => undefined
      void places.read().catch(quiet)
      void campaign.read().catch(quiet)
      const unit = `${now.kind_label} ${unitOf(now)}`
      // More to see is no reason to draw a page anew in which somebody works.
      if (change === 'wider') {
        notice.value = `您的管理范围增加了，现在是：${unit}。`
        return
      }
      notice.value = `您的身份或管理范围刚被更改，现在是：${unit}。页面已按新的范围重新打开；刚才的操作若超出新的范围，则没有办理。`
      if (route.meta.roles && !route.meta.roles.includes(now.role)) await router.replace('/')
      generation.value += 1
    },
  )
  return { generation, notice }
}
