// `npm run dev [-- --port N]`: builds, serves the web shell, and does both again after every change of a source.
import { setTimeout as pause } from 'node:timers/promises'
import { build, sourcesAt } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { say } from './lib/run.mjs'
import { ensureTmux } from './lib/system.mjs'
import { startWeb } from './lib/web.mjs'

/**
 * ms between two looks at the sources, some ten ms each. Node 20 on Linux loses sight of a file that an editor replaces
 * (`fs.watch`, recursive: the second save of such a file was not told).
 */
const LOOK_MS = 500
/** Editors write several files at once; ms of rest before the build. */
const REST_MS = 150

/** @type {Awaited<ReturnType<typeof startWeb>>} */
let web = null
const wished = process.argv.slice(2)
/** The port of the first start is kept, so that the address in the browser stays; only its ticket is another one. */
let port = wished.some(word => word.startsWith('--port')) ? [] : ['--port', '0']

async function round() {
  if (!(await build())) return
  await web?.stop()
  web = await startWeb(['--no-open', ...wished, ...port])
  if (!web) return
  if (port.length > 0) port = ['--port', new URL(web.address).port]
  say(`Quarterdeck: ${web.address}`)
}

if (!(await ensureInstalled())) process.exit(1)
await ensureTmux()
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => void Promise.resolve(web?.stop()).then(() => process.exit(0)))
}
/** ms of the newest source that was built; a build that failed is not tried again before the next change. */
let built = 0
for (;;) {
  const at = await sourcesAt()
  if (at > built && Date.now() - at > REST_MS) {
    built = at
    await round()
  }
  await pause(LOOK_MS)
}
