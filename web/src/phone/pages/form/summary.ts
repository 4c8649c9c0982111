/** The whole form in words, block by block, for the eye before the signature. */
import { blocksOf, incomeOf, perHead, singleOf, type Content, type Item, type Member, type Questions } from './shapes'
import { CIRCUMSTANCES } from './steps'
import { visibleIn } from './visible'

export interface Section {
  step: string
  title: string
  lines: { label: string; value: string }[]
}

const PURPOSES: Readonly<Record<string, string>> = { apply: '申请认定', panel_only: '仅参与评议' }

export function linesOf(form: Content, questions: Questions): Section[] {
  const first: Section = {
    step: 'purpose',
    title: '填报目的',
    lines: [
      { label: '填报目的', value: PURPOSES[form.purpose ?? ''] ?? '' },
      { label: '告知书', value: form.consent ? (form.consent.covers_sensitive ? '同意，包括敏感信息' : '同意，不含敏感信息') : '' },
    ],
  }
  if (form.purpose !== 'apply') return [first]
  const groups = questions.special_groups.filter((one) => form.groups.includes(one.code)).map((one) => one.label)
  const said = CIRCUMSTANCES.filter(([key]) => form.circumstances[key])
  const covers = form.consent?.covers_sensitive === true
  return [
    first,
    {
      step: 'basic',
      title: '基本情况',
      lines: [
        { label: '姓名', value: text(form.basic.name) },
        { label: '班级', value: [form.basic.major, form.basic.class_name].filter(Boolean).join(' ') },
        { label: '家庭人口', value: form.basic.household_size ? `${form.basic.household_size} 人` : '' },
        { label: '手机号码', value: text(form.basic.phone) },
      ],
    },
    { step: 'contact', title: '家庭通讯信息', lines: [{ label: '详细地址', value: text(form.contact.address) }] },
    {
      step: 'members',
      title: '家庭成员情况',
      lines: form.members.length ? form.members.map(memberLine) : [{ label: '家庭成员', value: '' }],
    },
    {
      step: 'groups',
      title: '特殊群体类型',
      lines: [{ label: '类型', value: groups.join('、') || (covers ? '都不属于' : '未同意提供') }],
    },
    {
      step: 'circumstances',
      title: '影响家庭经济状况',
      lines: said.length
        ? said.map(([key, label]) => ({ label, value: form.circumstances[key] ?? '' }))
        : [{ label: '情况', value: '没有填写' }],
    },
    ...blocksOf(questions).map((block) => ({
      step: `block-${block.code}`,
      title: block.title,
      lines: visibleIn(block, covers).map((item) => ({
        label: item.title,
        value: answerText(item, form.answers[item.code], questions.labels[item.code] ?? {}),
      })),
    })),
    {
      step: 'wishes',
      title: '意愿',
      lines: [
        { label: '国家助学金', value: yesNo(form.wishes.national_grant) },
        { label: '国家奖学金', value: yesNo(form.wishes.national_scholarship) },
        { label: '勤工助学', value: yesNo(form.wishes.work_study) },
      ],
    },
  ]
}

export function answerText(item: Item, answer: unknown, labels: Readonly<Record<string, string>>): string {
  if (answer == null) return ''
  const named = (code: string): string => labels[code] ?? item.options.find((one) => one.code === code)?.label ?? ''
  const income = incomeOf(answer)
  if (income) return `人均每年 ${perHead(income).toLocaleString()} 元`
  if (item.kind === 'single') return named(singleOf(answer) ?? '')
  if (Array.isArray(answer)) return answer.map((code) => named(String(code))).join('、') || '无'
  if (item.kind === 'count')
    return Object.entries(answer as Record<string, number>)
      .map(([code, count]) => `${named(code)} ${count} ${item.unit ?? ''}`.trim())
      .join('，')
  return `${Number(answer).toLocaleString()}${item.unit ? ` ${item.unit}` : ''}`
}

function memberLine(one: Member): { label: string; value: string } {
  const income = one.annual_income == null ? '年收入未填' : `年收入 ${one.annual_income.toLocaleString()} 元`
  return { label: one.relation || '家人', value: [one.name, one.age == null ? '' : `${one.age} 岁`, one.occupation, income].filter(Boolean).join('，') }
}

function text(value: unknown): string {
  return value == null ? '' : String(value)
}

function yesNo(value: boolean | null | undefined): string {
  return value == null ? '' : value ? '是' : '否'
}
