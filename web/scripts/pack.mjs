// Compresses what was built, once and as small as it gets, so that the gateway need not: .br and .gz beside each file.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const DIST = new URL('../dist/', import.meta.url)
const KINDS = /\.(html|js|css|json|svg|txt|webmanifest)$/
const WORTH_IT = 1024

for (const name of readdirSync(DIST, { recursive: true }).map((path) => path.replaceAll('\\', '/'))) {
  if (!KINDS.test(name)) continue
  const body = readFileSync(new URL(name, DIST))
  if (body.length < WORTH_IT) continue
  const hint = { [constants.BROTLI_PARAM_SIZE_HINT]: body.length }
  writeFileSync(new URL(`${name}.br`, DIST), brotliCompressSync(body, { params: hint }))
  writeFileSync(new URL(`${name}.gz`, DIST), gzipSync(body, { level: 9 }))
}
