/** A QR code as one path of squares: nothing but shapes, as the content security policy wants it. */
import { encode } from 'uqr'

export interface QrShape {
  /** Modules along a side, the quiet border included. */
  size: number
  /** An SVG path that fills the dark modules, a run of a row at a time. */
  path: string
}

export function qrShape(text: string): QrShape {
  // Medium correction: the slip is folded and carried in a pocket.
  const { data, size } = encode(text, { ecc: 'M', border: 2 })
  return { size, path: data.flatMap((row, y) => runsOf(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`)).join('') }
}

/** Where dark runs begin in a row, and how long they are. */
export function runsOf(row: readonly boolean[]): [start: number, length: number][] {
  const runs: [number, number][] = []
  row.forEach((isDark, x) => {
    const last = runs[runs.length - 1]
    if (!isDark) return
    if (last && last[0] + last[1] === x) last[1] += 1
    else runs.push([x, 1])
  })
  return runs
}
