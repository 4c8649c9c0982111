/** Short words of success, and questions before what cannot be taken back. */
import { ref } from 'vue'
import { showConfirmDialog } from 'vant'
import 'vant/es/dialog/style'
import { Dismissed } from '@/kit/useAction'

/** What was just done; `App` shows it. */
export const said = ref('')
let timer: ReturnType<typeof setTimeout> | undefined

export function sayDone(text: string): void {
  said.value = text
  clearTimeout(timer)
  timer = setTimeout(() => (said.value = ''), 3000)
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
