/** A refusal of the API (problem+json) as an error that a page can show where it happened. */

export interface Finding {
  message: string
  field?: string | null
  row?: number | null
  column?: string | null
}

export interface Problem {
  title: string
  status: number
  detail: string
  code: string
  errors?: Finding[]
  trace_id?: string | null
  [fact: string]: unknown
}

export class Refusal extends Error {
  readonly problem: Problem
  readonly retryAfter: number | null

  constructor(problem: Problem, retryAfter: number | null = null) {
    super(problem.detail)
    this.name = 'Refusal'
    this.problem = problem
    this.retryAfter = retryAfter
  }

  get code(): string {
    return this.problem.code
  }

  get status(): number {
    return this.problem.status
  }

  get findings(): Finding[] {
    return this.problem.errors ?? []
  }
}

const AWAY: Problem = {
  title: '网络连接中断',
  status: 0,
  code: 'network_away',
  detail: '没有连上服务器，您填写的内容还在。请检查网络后再试；再次提交不会重复。',
}

/** What a caught value says to the user; anything unknown is a fault of ours and says so. */
export function refusalOf(caught: unknown): Refusal {
  if (caught instanceof Refusal) return caught
  if (caught instanceof TypeError && /fetch|network|load/i.test(caught.message)) return new Refusal(AWAY)
  console.error(caught)
  return new Refusal({
    title: '页面出错',
    status: 0,
    code: 'page_failed',
    detail: '页面自身出错，您的数据没有受影响。请刷新后重试；若仍出现，请联系管理员。',
  })
}

export function isStale(caught: unknown): boolean {
  return caught instanceof Refusal && caught.code === 'stale_version'
}

/** Somebody else was faster, and the page has read again: what they did, one line a difference. */
export function overtaken(lines: readonly string[]): Refusal {
  return new Refusal({
    title: '内容已被他人修改',
    status: 412,
    code: 'overtaken',
    detail: '您打开之后，其他人改了这里，现在显示的是最新内容。您填写的还在，核对后可以再次办理。',
    errors: lines.map((message) => ({ message })),
  })
}

export function networkAway(): Refusal {
  return new Refusal(AWAY)
}

/** Read the refusal out of an answer; a proxy's page without problem+json still becomes a sentence. */
export async function readRefusal(response: Response): Promise<Refusal> {
  const header = response.headers.get('retry-after')
  const retryAfter = header && /^\d+$/.test(header) ? Number(header) : null
  const body: unknown = await response.json().catch(() => null)
  if (isProblem(body)) return new Refusal(body, retryAfter)
  return new Refusal(
    {
      title: '服务暂时不可用',
      status: response.status,
      code: 'unavailable',
      detail: `服务器没有给出可读的回答（${response.status}），请稍后重试。`,
    },
    retryAfter,
  )
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body
}
