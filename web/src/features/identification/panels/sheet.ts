/** One sheet as questions with the chosen answer in words. */

interface Choice {
  code: string
  label: string
  points: number
}

interface Questionnaire {
  blocks: { questions: { code: string; title: string; choices: Choice[] }[] }[]
}

export interface SheetLine {
  code: string
  title: string
  answer: string
  points: number | null
}

export function linesOf(questionnaire: unknown, answers: Readonly<Record<string, string>>): SheetLine[] {
  return (questionnaire as Questionnaire).blocks.flatMap((block) =>
    block.questions.map(({ code, title, choices }) => {
      const found = choices.find((one) => one.code === answers[code])
      return { code, title, answer: found?.label ?? '没有回答', points: found?.points ?? null }
    }),
  )
}
