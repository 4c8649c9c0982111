/** The pages of the phone; each folder under `pages` says its own. */
import 'vue-router'
import type { RouteRecordRaw } from 'vue-router'

export type Tab = 'home' | 'apply' | 'evaluate' | 'messages' | 'me'

declare module 'vue-router' {
  interface RouteMeta {
    title?: string
    isPublic?: boolean
    /** Which of the bar's five it belongs to; without one the bar is hidden. */
    tab?: Tab
  }
}

const found = import.meta.glob<{ default: RouteRecordRaw[] }>('./pages/*/routes.ts', { eager: true })

export const pages: RouteRecordRaw[] = Object.values(found).flatMap((module) => module.default)

export const tabs: readonly { name: Tab; label: string; icon: string; to: string }[] = [
  { name: 'home', label: '首页', icon: 'wap-home-o', to: '/' },
  { name: 'apply', label: '申请', icon: 'edit', to: '/apply' },
  { name: 'evaluate', label: '评议', icon: 'friends-o', to: '/evaluate' },
  { name: 'messages', label: '消息', icon: 'comment-o', to: '/messages' },
  { name: 'me', label: '我的', icon: 'user-o', to: '/me' },
]
