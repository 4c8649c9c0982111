/** The university's tree as the caller may see it: colleges, years, majors and classes, read once. */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { api, ok, type RosterShapes } from '@/api/client'

export type Branch = RosterShapes['BranchOut']

/** A part of the school as the API filters by it; nothing set means all. */
export interface Place {
  college_id?: string | null
  year?: number | null
  major_id?: string | null
  class_id?: string | null
}

/** A branch with the filter that it stands for, for trees and cascaders. */
export interface PlaceNode {
  /** `college/year/major/class`, as far as it goes: also the value in the address. */
  key: string
  label: string
  students: number
  place: Place
  children: PlaceNode[]
}

export function nodesOf(branches: readonly Branch[], above: Place = {}, depth = 0): PlaceNode[] {
  return branches.map((branch) => {
    const place = placeAt(branch, above, depth)
    return {
      key: keyOf(place),
      label: depth === 1 ? `${branch.year}级` : branch.name,
      students: branch.students,
      place,
      children: nodesOf(branch.branches ?? [], place, depth + 1),
    }
  })
}

function placeAt(branch: Branch, above: Place, depth: number): Place {
  if (depth === 0) return { college_id: branch.id }
  if (depth === 1) return { ...above, year: branch.year }
  if (depth === 2) return { ...above, major_id: branch.id }
  return { ...above, class_id: branch.id }
}

export function keyOf(place: Place): string {
  return [place.college_id, place.year, place.major_id, place.class_id].filter((part) => part != null).join('/')
}

/** Read back what `keyOf` wrote. */
export function placeOf(key: string): Place {
  const [college_id, year, major_id, class_id] = key.split('/')
  const place: Place = {}
  if (college_id) place.college_id = college_id
  if (year) place.year = Number(year)
  if (major_id) place.major_id = major_id
  if (class_id) place.class_id = class_id
  return place
}

export const usePlaces = defineStore('places', () => {
  const nodes = shallowRef<PlaceNode[]>([])
  let reading: Promise<void> | null = null

  const byKey = computed(() => {
    const found = new Map<string, PlaceNode>()
    const walk = (some: PlaceNode[]): void => {
      for (const node of some) {
        found.set(node.key, node)
        walk(node.children)
      }
    }
    walk(nodes.value)
    return found
  })
  const classes = computed(() => [...byKey.value.values()].filter((node) => node.place.class_id))
  const byClass = computed(() => new Map(classes.value.map((node) => [node.place.class_id as string, node])))

  /** "信息学院 2023级 软件工程 1班" of a place; empty for the whole school. */
  function textOf(place: Place): string {
    const words: string[] = []
    const parts = keyOf(place).split('/')
    for (let count = 1; count <= parts.length; count += 1) {
      const node = byKey.value.get(parts.slice(0, count).join('/'))
      if (node) words.push(node.label)
    }
    return words.join(' ')
  }

  function className(classId: string): string {
    const node = byClass.value.get(classId)
    return node ? textOf(node.place) : ''
  }

  async function read(): Promise<void> {
    nodes.value = nodesOf(await ok(api.GET('/api/v1/roster/tree')))
  }

  function start(): Promise<void> {
    reading ??= read().catch((error: unknown) => {
      reading = null
      throw error
    })
    return reading
  }

  return { nodes, byKey, byClass, classes, start, read, textOf, className }
})
