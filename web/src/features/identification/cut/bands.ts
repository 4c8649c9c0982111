/**
 * What three lines would give, counted from the distribution: the picture moves with the lines at
 * once; the server's trial has the last word on ties and limits (domain.md 5.8).
 */
import type { IdentificationShapes } from '@/api/client'

export type Basis = IdentificationShapes['BasisOut']
export type Lines = IdentificationShapes['LinesIn']
export type BandName = 'special' | 'general' | 'other' | 'none'

export interface Band {
  name: BandName
  label: string
  students: number
  /** Share of enrolment in hundredths of a percent, floored: integers only. */
  hundredths: number
  /** The limit in whole percents; none for those without a grade. */
  limit: number | null
}

export const BAND_LABELS: Record<BandName, string> = {
  special: '特别困难',
  general: '一般困难',
  other: '其他困难',
  none: '不困难',
}

export function bandOf(score: number, lines: Lines): BandName {
  if (score >= lines.special) return 'special'
  if (score >= lines.general) return 'general'
  return score >= lines.other ? 'other' : 'none'
}

export function bandsOf(basis: Basis, lines: Lines): Band[] {
  const counts: Record<BandName, number> = { special: basis.guaranteed, general: 0, other: 0, none: 0 }
  for (const { score, students } of basis.scores) counts[bandOf(score, lines)] += students
  const limits: Record<BandName, number | null> = {
    special: basis.rules.special_percent,
    general: basis.rules.general_percent,
    other: basis.rules.other_percent,
    none: null,
  }
  return (Object.keys(counts) as BandName[]).map((name) => ({
    name,
    label: BAND_LABELS[name],
    students: counts[name],
    hundredths: shareOf(counts[name], basis.enrolment),
    limit: limits[name],
  }))
}

/** Those with any grade. */
export function inTotal(bands: readonly Band[], enrolment: number): { students: number; hundredths: number } {
  const students = bands.filter((band) => band.name !== 'none').reduce((sum, band) => sum + band.students, 0)
  return { students, hundredths: shareOf(students, enrolment) }
}

export function shareOf(students: number, enrolment: number): number {
  return enrolment > 0 ? Math.floor((students * 10_000) / enrolment) : 0
}

export function percentText(hundredths: number): string {
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}%`
}

/** Lines never rise: moving one takes the others along. */
export function moved(lines: Lines, which: keyof Lines, score: number): Lines {
  const next = { ...lines, [which]: score }
  if (which === 'special') {
    next.general = Math.min(next.general, score)
    next.other = Math.min(next.other, score)
  }
  if (which === 'general') {
    next.special = Math.max(next.special, score)
    next.other = Math.min(next.other, score)
  }
  if (which === 'other') {
    next.general = Math.max(next.general, score)
    next.special = Math.max(next.special, next.general)
  }
  return next
}
