/** States of an import in words. */
export const IMPORT_STATES: Readonly<Record<string, string>> = {
  checking: '检查中',
  checked: '等待处理',
  committing: '写入中',
  committed: '已写入',
  cancelled: '已取消',
  failed: '未完成',
  expired: '已过期',
}
