// `npm run dev [-- --port N]`: builds, serves the web shell, and does both again after every change of a source.
import { watch } from 'node:fs'
import { join } from 'node:path'
import { build, SOURCES } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { ROOT, say } from './lib/run.mjs'
import { ensureTmux } from './lib/system.mjs'
import { startWeb } from './lib/web.mjs'

/** Editors write several files at once; ms of rest before the build. */
const REST_MS = 150

/** @type {Awaited<ReturnType<typeof startWeb>>} */
let web = null
let busy = false
let again = false

async function round() {
  if (busy) {
    again = true
    return
  }
  busy = true
  if (await build()) {
    await web?.stop()
    web = await startWeb(['--no-open', ...process.argv.slice(2)])
    if (web) say(`Quarterdeck: ${web.address}`)
  }
  busy = false
  if (again) {
    again = false
    await round()
  }
}

if (!(await ensureInstalled())) process.exit(1)
await ensureTmux()
await round()
/** @type {NodeJS.Timeout | undefined} */
let timer
for (const source of SOURCES) {
  watch(join(ROOT, source), { recursive: true }, () => {
    clearTimeout(timer)
    timer = setTimeout(() => void round(), REST_MS)
  })
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => void Promise.resolve(web?.stop()).then(() => process.exit(0)))
}
