/** Short words of success, and questions before what cannot be taken back. */
import { showConfirmDialog, showToast } from 'vant'
import 'vant/es/dialog/style'
import 'vant/es/toast/style'
import { Dismissed } from '@/kit/useAction'

export function sayDone(text: string): void {
  showToast({ message: text, duration: 2500, wordBreak: 'normal' })
}

export interface Asked {
  title: string
  text: string
  act: string
  isDanger?: boolean
}

/** Raises Dismissed where the person thought better of it. */
export async function askConfirm(asked: Asked): Promise<void> {
  try {
    await showConfirmDialog({
      title: asked.title,
      message: asked.text,
      confirmButtonText: asked.act,
      cancelButtonText: '取消',
      confirmButtonColor: asked.isDanger ? '#b3261e' : '#17594f',
      messageAlign: 'left',
    })
  } catch {
    throw new Dismissed()
  }
}
