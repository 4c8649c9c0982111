/** What stands in the way of a cut: its words, and where it is dealt with. */
export const OPEN_CASES: Readonly<Record<string, { label: string; to: string }>> = {
  unreviewed: { label: '尚未审核', to: 'forms?audit=unreviewed' },
  open_abnormal: { label: '名次差异异常未处理', to: 'differences?flag=abnormal' },
  uncomputed: { label: '尚未计算名次差异', to: 'differences' },
}
