/** The menu, made of what the pages say of themselves and of what the post may open. */
import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import type { Role } from '@/session/store'
import { pages, type MenuGroup } from './routes'

export interface MenuItem {
  name: string
  label: string
  icon?: Component
}

export interface MenuSection {
  group: MenuGroup
  title: string
  items: MenuItem[]
}

const TITLES: Record<MenuGroup, string> = {
  desk: '',
  campaign: '困难认定',
  people: '人员',
  school: '学校',
  platform: '平台',
}
const ORDER: readonly MenuGroup[] = ['desk', 'campaign', 'people', 'school', 'platform']

export function menuFor(role: Role, some: readonly RouteRecordRaw[] = pages): MenuSection[] {
  return ORDER.map((group) => ({ group, title: TITLES[group], items: itemsOf(group, role, some) })).filter(
    (section) => section.items.length > 0,
  )
}

function itemsOf(group: MenuGroup, role: Role, some: readonly RouteRecordRaw[]): MenuItem[] {
  return some
    .filter((page) => page.meta?.menu?.group === group && (!page.meta.roles || page.meta.roles.includes(role)))
    .sort((one, other) => (one.meta?.menu?.order ?? 0) - (other.meta?.menu?.order ?? 0))
    .map((page) => ({
      name: String(page.name),
      label: page.meta?.menu?.label ?? page.meta?.title ?? '',
      icon: page.meta?.menu?.icon,
    }))
}
