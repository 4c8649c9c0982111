/** What each page's `routes.ts` says of itself beside its path. */
import 'vue-router'
import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import type { Role } from '@/session/store'

/** The groups of the menu, in their order. `campaign` pages stand under the chosen round. */
export type MenuGroup = 'desk' | 'people' | 'campaign' | 'school' | 'platform'

declare module 'vue-router' {
  interface RouteMeta {
    title?: string
    /** Who may open the page; none means every officer. The server decides in any case. */
    roles?: readonly Role[]
    menu?: { group: MenuGroup; order: number; label?: string; icon?: Component }
    isPublic?: boolean
  }
}

const found = import.meta.glob<{ default: RouteRecordRaw[] }>('../features/*/*/routes.ts', { eager: true })

export const pages: RouteRecordRaw[] = Object.values(found).flatMap((module) => module.default)
