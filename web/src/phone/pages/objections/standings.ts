/** Where an objection stands, in words for who raised it. */
import type { IdentificationShapes } from '@/api/client'

export const STANDINGS: Readonly<Record<IdentificationShapes['ObjectionState'], string>> = {
  submitted: '已提交，等待学校受理',
  accepted: '学校已受理，正在核实',
  verified: '已核实，等待处理',
  upheld: '维持原结果，等待答复',
  changed: '结果将变更，等待答复',
  answered: '已答复',
}
