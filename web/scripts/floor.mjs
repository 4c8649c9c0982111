// The officers' floor is Chromium 86 (360 and QQ browser): no such browser is at hand, so the emitted
// code is read instead. Syntax by parsing, library calls by name; what `src/floor.ts` mends is allowed.
import { readFileSync, readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { parse } from 'acorn'

const ASSETS = new URL('../dist/assets/', import.meta.url)
// Syntax that came after 2021 is refused by the parser; private fields are younger than Chromium 86's set.
const TOO_NEW = [
  [/\bstructuredClone\(/, 'structuredClone (98)'],
  [/\.(toSorted|toReversed|toSpliced|findLast|findLastIndex)\(/, 'array methods by copy (97, 110)'],
  [/\bcrypto\.randomUUID\b/, 'crypto.randomUUID (92)'],
  [/\bPromise\.withResolvers\b/, 'Promise.withResolvers (119)'],
  [/\bObject\.groupBy\b|\bMap\.groupBy\b/, 'groupBy (117)'],
  [/\bAbortSignal\.(timeout|any)\b/, 'AbortSignal.timeout (103)'],
]
const STYLE_TOO_NEW = [
  [/(^|[;{])inset:/, 'inset (87)'],
  [/aspect-ratio:/, 'aspect-ratio (88)'],
  [/:has\(/, ':has() (105)'],
  [/\b\d+d[vl]h\b/, 'dvh (108)'],
  [/@layer\b/, '@layer (99)'],
  [/@container\b/, '@container (105)'],
]

// Vue wraps these methods of arrays and calls them only where the page did: our own chunks are what counts.
const VUE = /^runtime-core/

const complaints = []
const sizes = []
for (const name of readdirSync(ASSETS).sort()) {
  const text = readFileSync(new URL(name, ASSETS), 'utf8')
  if (name.endsWith('.js')) {
    try {
      parse(text, { ecmaVersion: 2021, sourceType: 'module' })
    } catch (error) {
      complaints.push(`${name}: ${error.message}`)
    }
    for (const [pattern, what] of TOO_NEW) if (!VUE.test(name) && pattern.test(text)) complaints.push(`${name}: ${what}`)
  }
  if (name.endsWith('.css'))
    for (const [pattern, what] of STYLE_TOO_NEW) if (pattern.test(text)) complaints.push(`${name}: ${what}`)
  sizes.push([name, gzipSync(text).length])
}

const gzipped = new Map(sizes)
const BUDGETS = { 'index.html': 450_000, 'phone.html': 200_000 }
for (const [page, budget] of Object.entries(BUDGETS)) {
  const html = readFileSync(new URL(`../dist/${page}`, import.meta.url), 'utf8')
  const first = [...html.matchAll(/\/assets\/([^"']+)/g)].map((found) => found[1])
  const bytes = first.reduce((sum, name) => sum + (gzipped.get(name) ?? 0), gzipSync(html).length)
  console.log(`${page}: ${(bytes / 1000).toFixed(0)} kB gzipped of ${budget / 1000}`)
  if (bytes > budget) complaints.push(`${page} is ${bytes} bytes gzipped, the budget is ${budget}`)
}
for (const complaint of complaints) console.error(complaint)
process.exit(complaints.length ? 1 : 0)
