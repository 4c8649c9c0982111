/** The screens of the form, in their order, and where a field is asked. */
import { blocksOf, type Block, type Content, type Questions } from './shapes'

export interface Step {
  key: string
  title: string
}

const CONSENT: Step = { key: 'consent', title: '告知与同意' }
const PURPOSE: Step = { key: 'purpose', title: '填报目的' }
const SUMMARY: Step = { key: 'summary', title: '核对与提交' }
const FAMILY: readonly Step[] = [
  { key: 'basic', title: '基本情况' },
  { key: 'contact', title: '家庭通讯信息' },
  { key: 'members', title: '家庭成员情况' },
  { key: 'groups', title: '特殊群体类型' },
  { key: 'circumstances', title: '影响家庭经济状况' },
]
const WISHES: Step = { key: 'wishes', title: '意愿' }

/** Nobody is asked for more than their purpose needs. */
export function stepsOf(form: Content | null, questions: Questions, isFullForPanel: boolean): Step[] {
  if (!form?.consent) return [CONSENT, PURPOSE]
  const isShort = form.purpose === 'panel_only' && !isFullForPanel
  if (form.purpose === null) return [CONSENT, PURPOSE]
  if (isShort) return [CONSENT, PURPOSE, SUMMARY]
  const blocks = blocksOf(questions).map((block) => ({ key: `block-${block.code}`, title: block.title }))
  return [CONSENT, PURPOSE, ...FAMILY, ...blocks, WISHES, SUMMARY]
}

/** Which screen asks for a field (`answers.A1`, `members.0.age`). */
export function stepOf(field: string, blocks: readonly Block[]): string {
  const [head, item] = field.split('.')
  if (head === 'commitment') return 'summary'
  if (head === 'answers' || blocks.some((block) => block.items.some((one) => one.code === head))) {
    const code = head === 'answers' ? item : head
    const block = blocks.find((one) => one.items.some((two) => two.code === code))
    return block ? `block-${block.code}` : 'summary'
  }
  return head || 'summary'
}

const LABELS: Readonly<Record<string, string>> = {
  consent: '告知与同意',
  purpose: '填报目的',
  basic: '基本情况',
  'basic.household_size': '家庭人口',
  'basic.phone': '手机号码',
  'basic.political_status': '政治面貌',
  contact: '家庭通讯信息',
  'contact.address': '详细地址',
  'contact.postcode': '邮编',
  'contact.parent_phone': '家长手机号码',
  members: '家庭成员情况',
  groups: '特殊群体类型',
  circumstances: '影响家庭经济状况',
  answers: '量化指标',
  wishes: '意愿',
  'wishes.national_grant': '是否申请国家助学金',
  'wishes.national_scholarship': '是否申请国家奖学金',
  'wishes.work_study': '是否勤工助学',
  commitment: '个人承诺',
}
export const CIRCUMSTANCES: readonly [string, string][] = [
  ['disaster', '自然灾害'],
  ['accident', '突发意外'],
  ['weak_labour', '残疾或年迈、劳动能力弱'],
  ['unemployment', '失业'],
  ['debt', '欠债'],
  ['other', '其他'],
]
export const MEMBER: Readonly<Record<string, string>> = {
  name: '姓名',
  age: '年龄',
  relation: '与本人关系',
  workplace: '工作单位',
  occupation: '职业',
  annual_income: '年收入',
  health: '健康状况',
}

/** A field in words: "家庭成员 2 的年收入", "健康状况". */
export function labelOf(field: string, blocks: readonly Block[]): string {
  if (LABELS[field]) return LABELS[field]
  const [head, one = '', two = ''] = field.split('.')
  if (head === 'members') return `第 ${Number(one) + 1} 位家人${two ? `的${MEMBER[two] ?? ''}` : ''}`
  if (head === 'circumstances') return CIRCUMSTANCES.find(([key]) => key === one)?.[1] ?? '影响家庭经济状况'
  const code = head === 'answers' ? one : head
  for (const block of blocks) for (const item of block.items) if (item.code === code) return item.title
  return LABELS[head ?? ''] ?? '其他'
}
