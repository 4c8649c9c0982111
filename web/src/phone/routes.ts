/** The pages of the phone; each folder under `pages` says its own. */
import 'vue-router'
import type { RouteRecordRaw } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    title?: string
    isPublic?: boolean
    /** Stands in the bar at the bottom. */
    tab?: { order: number; label: string; icon: string }
  }
}

const found = import.meta.glob<{ default: RouteRecordRaw[] }>('./pages/*/routes.ts', { eager: true })

export const pages: RouteRecordRaw[] = Object.values(found).flatMap((module) => module.default)

export const tabs = pages
  .filter((page) => page.meta?.tab)
  .sort((one, other) => (one.meta?.tab?.order ?? 0) - (other.meta?.tab?.order ?? 0))
