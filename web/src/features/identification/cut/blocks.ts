/** Why the lines cannot be drawn now, and what to do about it: sentences for beside the button. */
import type { IdentificationShapes } from '@/api/client'
import type { Basis, Lines } from './bands'

type Campaign = IdentificationShapes['CampaignOut']

export interface Standing {
  campaign: Pick<Campaign, 'state'> | null
  /** The round's lists on show; one that was taken down stands in nobody's way. */
  publicities: readonly Pick<IdentificationShapes['PublicityOut'], 'state' | 'is_supplement'>[]
  basis: Basis
  /** Persons whom this cut leaves out. */
  setAside: readonly string[]
  /** Nothing while the trial is on its way or was refused. */
  trial: Pick<IdentificationShapes['TrialOut'], 'errors'> | null
  isTrying: boolean
}

const DOWN = new Set<IdentificationShapes['PublicityState']>(['withdrawn', 'refused'])

/** Empty where nothing stands in the way that the page can know of; the server has the last word. */
export function blocksOf({ campaign, publicities, basis, setAside, trial, isTrying }: Standing): string[] {
  if (publicities.some((one) => !one.is_supplement && !DOWN.has(one.state)))
    return ['公示名单已经确定，不能重新切线。个别学生的等级请在“结果与导出”里变更；确需重新切线的，先在“公示”里撤下。']
  if (campaign?.state === 'drafted') return ['本批次还没有开启。请先在“批次设置”里开启。']
  if (campaign && campaign.state !== 'opened') return ['本批次已经结束，不能再切线。']
  if (!basis.enrolment) return ['在校生人数为 0，无法计算比例。请先导入学生名册，或在上方填写学校核定人数。']
  if (!basis.applicants) return ['还没有申请认定的学生，没有可以切线的申请表。']
  return [...openOf(basis, setAside), ...trialOf(trial, isTrying)]
}

function openOf(basis: Basis, setAside: readonly string[]): string[] {
  const aside = new Set(setAside)
  const open = new Set(Object.values(basis.open_cases).flat().filter((id) => !aside.has(id)))
  const some = []
  if (!basis.is_settled) some.push('学生名册正在变动（导入或异动还没有完成），请稍等片刻，数字更新后再切线。')
  if (open.size) some.push(`还有 ${open.size} 名学生没有审核、核实或计算完。请点上方“去处理”，或在下方逐人说明理由暂不纳入。`)
  return some
}

function trialOf(trial: Standing['trial'], isTrying: boolean): string[] {
  if (trial) return trial.errors.length ? ['这三条线超过了控制比例（见上方红色提示）。请提高分数线，或点“用建议线”。'] : []
  return [isTrying ? '正在试算，请稍候…' : '试算没有完成。请点“重新试算”，或改一下分数线。']
}

/** What three equal lines, or two, would mean; nothing where they differ. */
export function equalLinesNote({ special, general, other }: Lines): string | null {
  if (special === general && general === other) return `三条线都是 ${special} 分：达到的学生全部列为特别困难，没有一般困难和其他困难。可以切线；要分出等级，请提高前两条线。`
  if (special === general) return `特别困难和一般困难的线都是 ${special} 分：没有人列为一般困难。`
  return general === other ? `一般困难和其他困难的线都是 ${general} 分：没有人列为其他困难。` : null
}
