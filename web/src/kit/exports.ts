/** A workbook that a job makes: whose file can be taken for a day by who asked for it. */
import type { Job } from './useJob'

export interface Export {
  id: string
  name: string
  state: string
  is_plain: boolean
  job: Job
  expires_at: string
  password?: string | null
}
