/** The picture of the scores with the three lines over it. */
import type { EChartsCoreOption } from 'echarts/core'
import { BAND_LABELS, bandOf, type BandName, type Basis, type Lines } from './bands'

export const BAND_COLOURS: Record<BandName, string> = {
  special: '#b3261e',
  general: '#c98a1b',
  other: '#2f7d6f',
  none: '#b9c4bf',
}

export const LINE_NAMES: readonly (keyof Lines)[] = ['special', 'general', 'other']

export function histogram(basis: Basis, lines: Lines): EChartsCoreOption {
  const top = Math.max(basis.full_marks, ...basis.scores.map((one) => one.score))
  const counts = new Map(basis.scores.map((one) => [one.score, one.students]))
  const scores = Array.from({ length: top + 2 }, (_, score) => score)
  return {
    animation: false,
    grid: { left: 52, right: 24, top: 56, bottom: 44 },
    tooltip: { trigger: 'axis', renderMode: 'richText', formatter: tipOf(counts) },
    xAxis: { type: 'category', data: scores, name: '得分', nameLocation: 'middle', nameGap: 28, axisTick: { show: false } },
    yAxis: { type: 'value', name: '人数', nameLocation: 'middle', nameGap: 30, minInterval: 1, splitLine: { lineStyle: { color: '#e4e9e6' } } },
    series: [
      {
        type: 'bar',
        name: '人数',
        barCategoryGap: '12%',
        data: scores.map((score) => ({
          value: counts.get(score) ?? 0,
          itemStyle: { color: BAND_COLOURS[bandOf(score, lines)] },
        })),
      },
    ],
  }
}

function tipOf(counts: ReadonlyMap<number, number>): (some: unknown) => string {
  return (some) => {
    const first = Array.isArray(some) ? (some[0] as { axisValue?: string }) : {}
    const score = Number(first.axisValue ?? 0)
    return `${score} 分：${counts.get(score) ?? 0} 人`
  }
}

export function lineLabel(name: keyof Lines, lines: Lines): string {
  return `${BAND_LABELS[name]} ≥ ${lines[name]}`
}
