/** Ways through the phone pages, all under /m; links of to-dos (`/identification/…`) open here under the same path. */
import { createRouter, createWebHistory, type NavigationGuardReturn, type RouteLocationNormalized, type Router } from 'vue-router'
import { refusalOf } from '@/api/problem'
import { useSession } from '@/session/store'
import { pages } from './routes'

export function makeRouter(): Router {
  const router = createRouter({
    history: createWebHistory('/m/'),
    routes: [...pages, { path: '/:rest(.*)*', name: 'nowhere', redirect: '/' }],
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  router.beforeEach(admit)
  // As the officers' router: a newer release is taken; without a network the open page stays.
  router.onError((error, to) => {
    if (/dynamically imported module|module script|preload CSS/i.test(String(error)) && navigator.onLine) location.assign(`/m${to.fullPath}`)
  })
  return router
}

async function admit(to: RouteLocationNormalized): Promise<NavigationGuardReturn> {
  if (to.meta.isPublic) return true
  const session = useSession()
  try {
    await session.resume()
  } catch (caught) {
    return { name: 'sign-in', query: { next: to.fullPath, away: refusalOf(caught).code } }
  }
  if (!session.session) return { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  return true
}
