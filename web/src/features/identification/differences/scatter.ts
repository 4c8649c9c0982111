/** One class as a scatter plot: rank by raw score against rank by peers, the threshold as a band (domain.md 5.4). */
import type { EChartsCoreOption } from 'echarts/core'
import type { IdentificationShapes } from '@/api/client'
import type { Tone } from '@/ui/StatusTag.vue'

export type Result = IdentificationShapes['ResultOut']

/** How many places apart is still normal: the greatest d with d * 10000 <= threshold * n. */
export function placesAllowed(thresholdHundredths: number, population: number): number {
  return Math.floor((thresholdHundredths * population) / 10_000)
}

export function scatter(results: readonly Result[], thresholdHundredths: number): EChartsCoreOption {
  const ranked = results.filter((one) => one.raw_rank !== null && one.peer_rank !== null)
  const most = Math.max(1, ...ranked.map((one) => one.population))
  const allowed = placesAllowed(thresholdHundredths, most)
  const axis = {
    type: 'value',
    min: 0,
    max: most + 1,
    nameLocation: 'middle',
    nameGap: 30,
    splitLine: { lineStyle: { color: '#edf1ef' } },
  }
  // The band: between the diagonal moved up and the diagonal moved down by what is allowed.
  const edge = (shift: number): object => ({
    type: 'line',
    silent: true,
    symbol: 'none',
    lineStyle: { type: 'dashed', color: '#8a5a00', width: 1 },
    data: [
      [Math.max(0, -shift), Math.max(0, shift)],
      [Math.min(most + 1, most + 1 - shift), Math.min(most + 1, most + 1 + shift)],
    ],
  })
  return {
    animation: false,
    grid: { left: 56, right: 24, top: 20, bottom: 48 },
    tooltip: { renderMode: 'richText' },
    xAxis: { ...axis, name: '量化测评名次（1 为最困难）' },
    yAxis: { ...axis, name: '民主评议名次' },
    series: [
      edge(allowed),
      edge(-allowed),
      {
        type: 'scatter',
        name: '学生',
        symbolSize: 14,
        data: ranked.map((one) => ({
          name: one.name,
          value: [one.raw_rank, one.peer_rank],
          symbol: one.flag === 'abnormal' ? 'diamond' : 'circle',
          itemStyle: { color: colourOf(one), opacity: 0.85 },
        })),
        tooltip: { formatter: (point: { dataIndex: number }) => tipOf(ranked[point.dataIndex]) },
      },
    ],
  }
}

/** The rows behind the points, in the order of the points. */
export function rankedOf(results: readonly Result[]): Result[] {
  return results.filter((one) => one.raw_rank !== null && one.peer_rank !== null)
}

/** The result in words; one that was set right after a check says so, or its distance would puzzle. */
export function wordOf(one: Result): { tone: Tone; label: string } {
  if (one.flag === 'abnormal') return { tone: 'bad', label: one.flag_label }
  if (one.flag !== 'normal') return { tone: 'plain', label: one.flag_label }
  return one.cause === 'cleared' ? { tone: 'busy', label: '正常（已核查）' } : { tone: 'good', label: one.flag_label }
}

function colourOf(one: Result): string {
  if (one.flag === 'abnormal') return '#b3261e'
  return one.cause === 'cleared' ? '#1f5f99' : '#2f7d6f'
}

function tipOf(one: Result | undefined): string {
  return one ? `${one.name}\n量化第 ${one.raw_rank}，评议第 ${one.peer_rank}\n${wordOf(one).label}` : ''
}
