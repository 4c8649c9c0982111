/** Files that the API hands out: fetched with the token, then given to the browser under their own name. */
import { call } from './client'

export interface FetchedFile {
  blob: Blob
  name: string
}

export async function fetchFile(path: string, init: RequestInit = {}): Promise<FetchedFile> {
  const response = await call(path, init)
  return { blob: await response.blob(), name: nameIn(response.headers.get('content-disposition')) }
}

/** Download a file. Where the app's own browser blocks it (WeChat, QQ), say so: `blocksDownloads`. */
export async function download(path: string, init: RequestInit = {}): Promise<void> {
  const { blob, name } = await fetchFile(path, init)
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** WeChat and QQ block workbooks, PDF and archives (domain.md 11a). */
export function blocksDownloads(agent: string = navigator.userAgent): boolean {
  return /MicroMessenger|\bQQ\//i.test(agent)
}

export function nameIn(disposition: string | null): string {
  if (!disposition) return '下载文件'
  const encoded = /filename\*=(?:UTF-8|utf-8)''([^;]+)/.exec(disposition)?.[1]
  if (encoded) return decodeURIComponent(encoded)
  return /filename="?([^";]+)"?/.exec(disposition)?.[1] ?? '下载文件'
}
