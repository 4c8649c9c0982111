/** Words of the API's codes that several pages show; a page's own words stay beside the page. */

export const STUDENT_STATUS: Readonly<Record<string, string>> = {
  active: '在校',
  suspended: '休学',
  left: '离校',
  deleted: '已删除',
}

export const JOB_STATE: Readonly<Record<string, string>> = {
  queued: '排队中',
  running: '进行中',
  done: '已完成',
  failed: '未完成',
  cancelled: '已取消',
}
