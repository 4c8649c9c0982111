import { ElMessage } from 'element-plus'
import 'element-plus/es/components/message/style/css'

/** A short word that something was done; never for refusals, which stay where they happened. */
export function sayDone(text: string): void {
  ElMessage({ message: text, type: 'success', duration: 2500, grouping: true })
}
