/** An upload with its true progress; `fetch` cannot tell how far it is, so this is the old request. */
import { networkAway, readRefusal, type Refusal } from '@/api/problem'
import { accessToken, refresh } from '@/api/token'
import type { IdentificationShapes } from '@/api/client'
import { askSignIn } from '../../ui/again'

type Uploaded = IdentificationShapes['UploadOut']

const UPLOADS = '/api/v1/identification/uploads'
const PATIENCE = 120_000

/** Send a file; `tell` hears the share done, 0 to 1. Raises Refusal. */
export async function upload(file: Blob, tell: (share: number) => void): Promise<Uploaded> {
  let refusal: Refusal = networkAway()
  for (let tries = 0; tries < 3; tries += 1) {
    const answer = await send(file, tell)
    if (answer.ok) return (await answer.json()) as Uploaded
    refusal = await readRefusal(answer)
    if (refusal.status !== 401) throw refusal
    if (tries === 0) await refresh().catch(askSignIn)
    else await askSignIn()
  }
  throw refusal
}

function send(file: Blob, tell: (share: number) => void): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', UPLOADS)
    request.timeout = PATIENCE
    request.setRequestHeader('Authorization', `Bearer ${accessToken() ?? ''}`)
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.upload.onprogress = (event) => tell(event.lengthComputable ? event.loaded / event.total : 0)
    request.onload = () => {
      const headers = { 'Content-Type': request.getResponseHeader('content-type') ?? '' }
      resolve(new Response(request.responseText, { status: request.status, headers }))
    }
    request.onerror = () => reject(networkAway())
    request.ontimeout = () => reject(networkAway())
    request.send(file)
  })
}
