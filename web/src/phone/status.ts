/** What happens next and when, in one sentence: from the round's dates and the own form, nothing else. */
import type { IdentificationShapes } from '@/api/client'
import { deadlineText, endText, type WorkCalendar } from '@/time/deadline'
import { dayOf, dayText } from '@/time/shanghai'
import type { Campaign, PhaseName } from './round'

type OwnForm = IdentificationShapes['OwnFormOut']

export interface Status {
  /** Where it stands: 未填报, 填报中, … */
  label: string
  tone: 'plain' | 'busy' | 'good' | 'warn'
  /** What happens next and when. */
  next: string
  /** The page where the student goes on, with the words on its button. */
  act?: { label: string; page: 'form' | 'result' }
}

export function statusOf(round: Campaign, own: OwnForm | null, now: string, calendar: WorkCalendar | null): Status {
  if (round.published_at) return published(own)
  if (round.state !== 'opened') return { label: round.state === 'cancelled' ? '已取消' : '已结束', tone: 'plain', next: '本次认定已经结束。' }
  if (!own || own.fill === 'withdrawn') return notFiled(round, own, now, calendar)
  const due = own.filing_ends_at ? deadlineText(now, own.filing_ends_at, calendar) : ''
  if (own.fill === 'filling')
    return own.may_file
      ? { label: '填报中', tone: 'warn', next: `还没有提交。${due}`, act: { label: '继续填写', page: 'form' } }
      : { label: '填报中', tone: 'plain', next: '填报已截止，您的申请没有提交。如有特殊情况，请联系辅导员申请补报。' }
  if (own.fill === 'returned')
    return { label: '退回重填', tone: 'warn', next: `请按标注修改后重新提交。${due}`, act: { label: '去修改', page: 'form' } }
  return submitted(round, own)
}

function published(own: OwnForm | null): Status {
  const isJudged = own?.purpose === 'apply' && own.fill === 'submitted'
  if (!isJudged) return { label: '公示', tone: 'plain', next: '本次认定结果已经公示。您没有申请，没有认定结果。' }
  return { label: '结果已公示', tone: 'good', next: '可以查看您的认定结果；如有异议，请在公示期内提出。', act: { label: '查看结果', page: 'result' } }
}

function notFiled(round: Campaign, own: OwnForm | null, now: string, calendar: WorkCalendar | null): Status {
  const filing = phaseOf(round, 'filing')
  const label = own ? '已撤回' : '未填报'
  if (own?.may_file || round.phases_now.includes('filing'))
    return {
      label,
      tone: own ? 'plain' : 'warn',
      next: filing ? `现在可以申请。${deadlineText(now, filing.ends_at, calendar)}` : '现在可以申请。',
      act: { label: own ? '重新申请' : '开始申请', page: 'form' },
    }
  if (filing && new Date(now) < new Date(filing.opens_at)) return { label, tone: 'plain', next: `${dayText(dayOf(filing.opens_at))}开始填报。` }
  return { label, tone: 'plain', next: '填报已经截止。如有特殊情况，请联系辅导员申请补报。' }
}

function submitted(round: Campaign, own: OwnForm): Status {
  if (own.purpose === 'panel_only')
    return { label: '已提交', tone: 'good', next: '您已登记参与评议。评议小组确定后，会在待办和消息里通知您。' }
  if (own.audit === 'unreviewed') {
    const review = phaseOf(round, 'review')
    return { label: '已提交', tone: 'busy', next: `等待辅导员审核${review ? `（${endText(review.ends_at)}完成）` : ''}。需要补充时会退回并通知您。` }
  }
  if (round.cut_at) return { label: '已审核', tone: 'busy', next: `认定已经完成，结果将在公示时公布${opening(round, 'publicity')}。` }
  return { label: '已审核', tone: 'busy', next: `申请表已通过审核。接下来学校统一认定，结果将在公示时公布${opening(round, 'publicity')}。` }
}

function opening(round: Campaign, name: PhaseName): string {
  const phase = phaseOf(round, name)
  return phase ? `（预计${dayText(dayOf(phase.opens_at))}起）` : ''
}

function phaseOf(round: Campaign, name: PhaseName): Campaign['phases'][number] | undefined {
  return round.phases.find((one) => one.name === name)
}
