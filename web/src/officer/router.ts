/** Ways through the console: signed out → sign-in and back; students → their own pages. */
import { createRouter, createWebHistory, type NavigationGuardReturn, type RouteLocationNormalized, type Router } from 'vue-router'
import { refusalOf } from '@/api/problem'
import { useSession } from '@/session/store'
import { pages } from './routes'

export function makeRouter(): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      ...pages,
      { path: '/:rest(.*)*', name: 'nowhere', component: () => import('./NowherePage.vue'), meta: { title: '没有这个页面' } },
    ],
    scrollBehavior: (to, _from, saved) => saved ?? (to.hash ? { el: to.hash } : { top: 0 }),
  })
  router.beforeEach(admit)
  // A page's code of an older release is gone after an upgrade: take the new one. Without a network
  // the page that is open stays, with all that was typed; the shell says why nothing opens.
  router.onError((error, to) => {
    if (/dynamically imported module|module script|preload CSS/i.test(String(error)) && navigator.onLine) location.assign(to.fullPath)
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
  if (session.role === 'student') {
    location.replace(`/m${to.fullPath === '/' ? '/' : to.fullPath}`)
    return false
  }
  if (to.meta.roles && session.role && !to.meta.roles.includes(session.role))
    return { name: 'nowhere', params: { rest: ['no-permission'] }, query: { from: to.path } }
  return true
}
