/**
 * The choice of a panel while it is made: who is where, why somebody cannot be, and the rules of 确认 in
 * words (domain.md 5.7). The server has the last word at 确认.
 */
import type { IdentificationShapes } from '@/api/client'

export type Candidate = IdentificationShapes['CandidateOut']
export type Candidates = IdentificationShapes['CandidatesOut']
export type Panel = IdentificationShapes['PanelOut']
export type Seat = IdentificationShapes['SeatIn']

export interface Picked {
  members: { person_id: string; kind: Candidate['kind']; position: string }[]
  applicants: string[]
}

export interface Rule {
  isKept: boolean
  sentence: string
}

// Of somebody whom this very draft holds, these two are no obstacle.
const HELD = new Set(['已是本小组成员。', '已在本小组的被评议名单中。'])

export function reasonsAgainst(one: Candidate, as: 'member' | 'applicant'): string[] {
  return (as === 'member' ? one.why_not_member : one.why_not_applicant).filter((sentence) => !HELD.has(sentence))
}

export function mayBe(one: Candidate, as: 'member' | 'applicant'): boolean {
  if (as === 'applicant' && one.kind !== 'student') return false
  return reasonsAgainst(one, as).length === 0
}

/** The sentences under a person: each once, whichever place it speaks of. */
export function whyNot(one: Candidate): string[] {
  const as = [...reasonsAgainst(one, 'member'), ...(one.kind === 'student' && one.applies ? reasonsAgainst(one, 'applicant') : [])]
  return [...new Set(as)]
}

export function pickedOf(panel: Panel): Picked {
  return {
    members: panel.members.filter((one) => !one.withdrawn_at).map(({ person_id, kind, position }) => ({ person_id, kind, position })),
    applicants: panel.applicants.filter((one) => !one.removed_at).map((one) => one.person_id),
  }
}

export function isSame(one: Picked, other: Picked): boolean {
  const keyOf = (some: Picked): string =>
    JSON.stringify([some.members.map((seat) => `${seat.person_id} ${seat.position.trim()}`).sort(), [...some.applicants].sort()])
  return keyOf(one) === keyOf(other)
}

export function minimumOf(some: Candidates, panel: Pick<Panel, 'exceptions'>): number {
  return panel.exceptions.includes('staff_only') ? 0 : some.minimum_students
}

/** Where the minimum comes from: a tenth of the class, and at least three where the class is large enough. */
function shareText(students: number, minimum: number): string {
  if (!minimum) return ''
  const share = Math.ceil(students / 10)
  return `（${students} 人的班，按 10% 向上取整${minimum > share ? `为 ${share} 人，且不少于 ${minimum} 人` : ''}）`
}

export function rulesOf(picked: Picked, some: Candidates, minimum: number): Rule[] {
  const students = picked.members.filter((one) => one.kind === 'student').length
  const staff = picked.members.length - students
  const lonely = picked.applicants.filter((id) => !picked.members.some((one) => one.person_id !== id)).length
  const left = some.candidates.filter((one) => one.applies && mayBe(one, 'applicant') && !picked.applicants.includes(one.person_id)).length
  const rules: Rule[] = [
    {
      isKept: students >= minimum,
      sentence: `学生成员已选 ${students} 人，至少 ${minimum} 人${shareText(some.students, minimum)}${staff ? `；另有教工 ${staff} 人，不计入` : ''}`,
    },
    { isKept: picked.applicants.length > 0, sentence: picked.applicants.length ? `被评议 ${picked.applicants.length} 人` : '还没有选择被评议的申请人' },
  ]
  if (lonely && picked.applicants.length) rules.push({ isKept: false, sentence: `${lonely} 名申请人没有他人评议，请增加成员` })
  if (left) rules.push({ isKept: false, sentence: `还有 ${left} 名申请人没有列入被评议名单` })
  return rules
}

/** Those rules that stand in the way of 确认; applicants left out only call for attention. */
export function mayConfirm(picked: Picked, minimum: number): boolean {
  const students = picked.members.filter((one) => one.kind === 'student').length
  return students >= minimum && picked.applicants.length > 0 && picked.members.length > 0
}

/** Whether the class cannot form a panel without relaxing a rule. */
export function needsRelaxing(some: Candidates, panel: Pick<Panel, 'exceptions'>): boolean {
  const possible = some.candidates.filter((one) => one.kind === 'student' && mayBe(one, 'member')).length
  return minimumOf(some, panel) > 0 && (some.students <= 1 || possible < some.minimum_students)
}
