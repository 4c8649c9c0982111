/** Which acts a case is open to, in the order of domain.md 6: 受理 → 核实 → 维持或变更 → 答复. */
export interface CaseAct {
  what: 'accept' | 'verify' | 'uphold' | 'change' | 'answer'
  label: string
  asks: string | null
  isMain: boolean
}

export const STATES: Readonly<Record<string, string>> = {
  submitted: '收到异议', accepted: '受理', verified: '核实', upheld: '维持', changed: '变更', answered: '答复',
}

/** Where a case stands, by what it waits for. */
export const STANDINGS: Readonly<Record<string, string>> = {
  submitted: '待受理', accepted: '核实中', verified: '待决定', upheld: '维持原等级，待答复', changed: '已变更，待答复', answered: '已答复',
}

const ACTS: Readonly<Record<string, CaseAct[]>> = {
  submitted: [{ what: 'accept', label: '受理', asks: null, isMain: true }],
  accepted: [{ what: 'verify', label: '记录核实情况', asks: '核实情况（走访、查阅材料等）', isMain: true }],
  verified: [
    { what: 'uphold', label: '维持原等级', asks: '决定的理由', isMain: true },
    { what: 'change', label: '变更等级', asks: '决定的理由', isMain: false },
  ],
  upheld: [{ what: 'answer', label: '答复提出人', asks: '答复内容（提出人会看到，请勿写他人隐私）', isMain: true }],
  changed: [{ what: 'answer', label: '答复提出人', asks: '答复内容（提出人会看到，请勿写他人隐私）', isMain: true }],
  answered: [],
}

export function nextActs(state: string): CaseAct[] {
  return ACTS[state] ?? []
}
