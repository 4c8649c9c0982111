/** Times as people in China read them: always Asia/Shanghai, whatever the machine thinks. */

const PARTS = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
})

function parts(instant: Date): Record<string, string> {
  const found: Record<string, string> = {}
  for (const part of PARTS.formatToParts(instant)) found[part.type] = part.value
  if (found.hour === '24') found.hour = '00'
  return found
}

/** `2026-11-21` of an instant in Shanghai. */
export function dayOf(instant: string | Date): string {
  const p = parts(new Date(instant))
  return `${p.year}-${p.month}-${p.day}`
}

/** `2026-11-21 09:05`, or an empty string for nothing. */
export function timeText(instant: string | Date | null | undefined): string {
  if (!instant) return ''
  const p = parts(new Date(instant))
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}`
}

/** `11月21日`. */
export function dayText(day: string): string {
  const [, month, date] = day.split('-')
  return `${Number(month)}月${Number(date)}日`
}

/** The first instant of a Shanghai day, as the API wants it. */
export function startOfDay(day: string): string {
  return `${day}T00:00:00+08:00`
}

export function addDays(day: string, count: number): string {
  const moved = new Date(`${day}T00:00:00Z`)
  moved.setUTCDate(moved.getUTCDate() + count)
  return moved.toISOString().slice(0, 10)
}
