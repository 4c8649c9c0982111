/** The list of the page: panels with their progress, and classes that no panel evaluates yet, with the reason. */
import type { IdentificationShapes } from '@/api/client'
import type { Tone } from '@/ui/StatusTag.vue'

export type Panel = IdentificationShapes['PanelOut']
type ClassState = Pick<IdentificationShapes['ClassOut'], 'class_id' | 'class_name' | 'applicants'>

export interface Row {
  /** The panel's id, or the class's where it has none. */
  key: string
  name: string
  classIds: readonly string[]
  panel: Panel | null
  applicants: number
  done: number
  tasks: number
  label: string
  tone: Tone
  why: string
}

const TONES: Record<Panel['state'], Tone> = { draft: 'plain', confirmed: 'busy', in_progress: 'busy', completed: 'good', needs_more: 'bad' }

export function toneOf(state: Panel['state']): Tone {
  return TONES[state]
}

/** Sheets that are in, and those that are to come; cancelled tasks count nowhere. */
export function progressOf(panel: Panel): { done: number; tasks: number } {
  const states = Object.values(panel.matrix).flatMap((row) => Object.values(row))
  const done = states.filter((state) => state === 'submitted').length
  return { done, tasks: done + states.filter((state) => state === 'pending').length }
}

export function rowsOf(panels: readonly Panel[], classes: readonly ClassState[]): Row[] {
  const bound = new Map<string, number>()
  const covered = new Set(panels.flatMap((one) => one.class_ids))
  for (const one of panels.flatMap((panel) => panel.applicants))
    if (!one.removed_at) bound.set(one.class_id, (bound.get(one.class_id) ?? 0) + 1)
  const left = (id: string): number => Math.max(0, (classes.find((one) => one.class_id === id)?.applicants ?? 0) - (bound.get(id) ?? 0))
  const without = classes.filter((one) => !covered.has(one.class_id)).map(withoutPanel)
  // A class may hold several panels: who is in none is told at the first of them.
  const told = new Set<string>()
  const within = panels.map((panel) => {
    const waiting = panel.class_ids.filter((id) => !told.has(id)).reduce((sum, id) => sum + left(id), 0)
    panel.class_ids.forEach((id) => told.add(id))
    return withPanel(panel, waiting)
  })
  return [...without, ...within]
}

function withoutPanel(one: ClassState): Row {
  const why = one.applicants ? `${one.applicants} 名申请人还没有评议小组` : '还没有学生提交申请'
  return { key: one.class_id, name: one.class_name, classIds: [one.class_id], panel: null, applicants: one.applicants, done: 0, tasks: 0, label: '未设置', tone: 'warn', why }
}

function withPanel(panel: Panel, waiting: number): Row {
  return {
    key: panel.id,
    name: panel.class_names.join('、'),
    classIds: panel.class_ids,
    panel,
    applicants: panel.applicants.filter((one) => !one.removed_at).length,
    ...progressOf(panel),
    label: panel.state_label,
    tone: toneOf(panel.state),
    why: whyOf(panel, waiting),
  }
}

function whyOf(panel: Panel, waiting: number): string {
  if (panel.state === 'draft') return '名单还没有确认'
  const some = []
  if (panel.missing_students) some.push(`还缺 ${panel.missing_students} 名学生成员`)
  else if (panel.state === 'needs_more') some.push('有申请人没有成员评议')
  if (waiting) some.push(`还有 ${waiting} 名申请人未安排`)
  return some.join('；')
}
