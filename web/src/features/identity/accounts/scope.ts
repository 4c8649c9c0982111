/** A place as a row of a scope, and back. */
import type { IdentityShapes } from '@/api/client'
import { keyOf, type Place } from '@/places/store'

export function scopeRow(place: Place): IdentityShapes['ScopeIn'] {
  return { college_id: place.college_id ?? '', year: place.year ?? null, major_id: place.major_id ?? null, class_id: place.class_id ?? null }
}

/** Keys of the rows that the cascader knows; rows without a whole path stay as they are. */
export function keysOf(rows: readonly IdentityShapes['ScopeOut'][]): string[] {
  return rows.flatMap((row) => (row.college_id ? [keyOf({ college_id: row.college_id, year: row.year, major_id: row.major_id, class_id: row.class_id })] : []))
}
