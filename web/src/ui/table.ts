/** What a table page is made of; `TablePage` draws it. */
import type { Page } from '@/api/client'

export interface Column<T> {
  key: string
  label: string
  width?: number
  minWidth?: number
  align?: 'left' | 'right' | 'center'
  fixed?: 'left' | 'right'
  /** Shown unless the user hides it; `false` starts hidden. */
  isShown?: boolean
  /** Text of the cell where no slot `cell-<key>` draws it. */
  text?: (row: T) => string | number | null | undefined
}

export type ReadPage<T> = (cursor: string | null, size: number) => Promise<Page<T>>
