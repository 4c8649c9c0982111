/** What the operator's page says of a service in one word, and of its figures in short sentences. */
import type { IdentityShapes } from '@/api/client'
import type { Tone } from '@/ui/StatusTag.vue'

export type Operations = IdentityShapes['OperationsOut']
export type Failed = IdentityShapes['FailedOut']

export const SERVICES = ['identity', 'roster', 'identification', 'notification'] as const
export type ServiceName = (typeof SERVICES)[number]

export const SERVICE_NAMES: Record<ServiceName, string> = { identity: '账号服务', roster: '名册服务', identification: '认定服务', notification: '通知服务' }
export const LEVELS: Record<Operations['findings'][number]['level'], { label: string; tone: Tone }> = {
  fine: { label: '正常', tone: 'good' },
  note: { label: '提示', tone: 'busy' },
  attention: { label: '注意', tone: 'bad' },
}
export const FAILED_STATES: Readonly<Record<string, { label: string; tone: Tone }>> = {
  waiting: { label: '等待自动重试', tone: 'busy' },
  dead: { label: '等待处理', tone: 'bad' },
}
export const HOLDS: Readonly<Record<string, string>> = { job: '任务', timer: '定时' }

const WORK: Readonly<Record<string, string>> = {
  'audit.anchor': '留存日志凭据',
  'audit.seal': '封存日志',
  'audit.verify': '校验日志',
  'files.orphans': '清理无主文件',
  'identity.sweep': '清理过期登录',
  'identification.reminders': '到期提醒',
  'plumbing.measure': '统计运行数字',
  'plumbing.sweep': '清理旧消息',
  publicity_end: '公示到期',
  'roster.forget_uploads': '清理上传的表格',
  'roster.seed_days': '补充工作日历',
}

/** The word of a timer or job before its code; a code without a word stands alone. */
export function workText(code: string): string {
  return WORK[code] ? `${WORK[code]}（${code}）` : code
}

/** The worst thing that is known of a service. */
export function stateOf(one: Operations): { label: string; tone: Tone } {
  if (!one.readiness.is_ready) return { label: '不可用', tone: 'bad' }
  const urgent = one.findings.filter((finding) => finding.level === 'attention').length
  if (urgent) return { label: `${urgent} 项须注意`, tone: 'bad' }
  const missing = partsMissing(one)
  if (missing.length) return { label: `${missing.join('、')}未连接`, tone: 'warn' }
  return { label: '正常', tone: 'good' }
}

export function partsMissing(one: Operations): string[] {
  const { database, bus, cache } = one.readiness
  return [database ? '' : '数据库', bus ? '' : '消息总线', cache ? '' : '缓存'].filter(Boolean)
}

/** "3 分钟" of seconds; under one minute in seconds. */
export function ageText(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} 秒`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} 分钟`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} 小时`
  return `${Math.floor(seconds / 86_400)} 天`
}

/** A finding's subject without the service's code: the card says which service it is. */
export function aboutText(about: string, service: string): string {
  return about.startsWith(`${service} `) ? about.slice(service.length + 1) : about
}

export function isOverdue(nextAt: string, asOf: string, isRunning: boolean): boolean {
  return !isRunning && new Date(nextAt).getTime() < new Date(asOf).getTime() - 10 * 60_000
}
