/** Which kind of account follows from a scope (domain.md 1.2): its most specific column says it. */
import type { Place } from '@/places/store'

export function kindOf(places: readonly Place[]): string {
  if (!places.length) return '请选择范围'
  const kinds = new Set(places.map(kindOfOne))
  return kinds.size > 1 || places.length > 1 ? `${[...kinds].join('、')}（多个范围）` : ([...kinds][0] ?? '')
}

function kindOfOne(place: Place): string {
  if (place.class_id) return '班级辅导员'
  if (place.major_id) return '专业辅导员'
  return place.year ? '年级辅导员' : '院系账号'
}
