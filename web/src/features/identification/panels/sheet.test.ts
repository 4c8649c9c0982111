import { expect, it } from 'vitest'
import { linesOf } from './sheet'

const questionnaire = { blocks: [{ questions: [{ code: 'Q1', title: '生活', choices: [{ code: 'a', label: '节俭', points: 3 }] }, { code: 'Q2', title: '穿着', choices: [] }] }] }

it('says each question with its answer in words', () =>
  expect(linesOf(questionnaire, { Q1: 'a' })).toEqual([
    { code: 'Q1', title: '生活', answer: '节俭', points: 3 },
    { code: 'Q2', title: '穿着', answer: '没有回答', points: null },
  ]))
