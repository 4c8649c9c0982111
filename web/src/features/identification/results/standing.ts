/** Where a student stands, in words. */
import type { IdentificationShapes } from '@/api/client'
import { GRADE } from '../forms/words'

export function standingText(one: IdentificationShapes['StandingOut']): string {
  const grade = GRADE[one.grade] ?? one.grade
  return one.wants_grant ? `${grade}，申请助学金` : grade
}
