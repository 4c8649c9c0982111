/** Short words of success, and questions before what cannot be taken back. */
import { ref } from 'vue'
import { showConfirmDialog } from 'vant'
import 'vant/es/dialog/style'

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

/** Tells whether the person means it. */
export async function askConfirm(asked: Asked): Promise<boolean> {
  try {
    await showConfirmDialog({
      title: asked.title,
      message: asked.text,
      confirmButtonText: asked.act,
      cancelButtonText: '取消',
      confirmButtonColor: asked.isDanger ? '#b3261e' : '#17594f',
      messageAlign: 'left',
    })
    return true
  } catch {
    return false
  }
}

/** Ask, then act: no button is busy while the person thinks. */
export async function askThen(asked: Asked, act: () => unknown): Promise<void> {
  if (await askConfirm(asked)) await act()
}
