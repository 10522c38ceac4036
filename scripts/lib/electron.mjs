import { access, constants, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT, read, say } from './run.mjs'

/** The binary has about 110 MB; on a line that needs longer the web shell is there at once. ms */
const DOWNLOAD_LIMIT_MS = 180_000
const PROBE_LIMIT_MS = 20_000

const PACKAGE = join(ROOT, 'node_modules', 'electron')

/** @param {string} file */
const isExecutable = file =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  )

/** @returns {Promise<string | null>} path of Electron's executable, when it is there */
async function executable() {
  const place = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const name = await readFile(join(PACKAGE, 'path.txt'), 'utf8').catch(() => 'electron')
  const file = place ? join(place, name) : join(PACKAGE, 'dist', name)
  return (await isExecutable(file)) ? file : null
}

/** @param {string} text @returns {string} its first line that says something, cut to one line's length */
export function firstWords(text) {
  const lines = text.split('\n').map(line => line.replace(/^\[[^\]]*\]\s*/, '').trim())
  return (lines.find(line => /[a-z]{3}/i.test(line)) ?? '').slice(0, 160)
}

/**
 * Whether Electron can run here: its binary is there (it is fetched when not, within a time limit, if `fetch`), and
 * starts. The probe is the program itself, because nothing else knows about its libraries, its sandbox (root and many
 * containers cannot have one) and the display.
 * @param {{ fetch: boolean }} options
 * @returns {Promise<{ file: string } | { why: string }>}
 */
export async function findElectron({ fetch }) {
  let file = await executable()
  if (!file && fetch && !process.env.ELECTRON_OVERRIDE_DIST_PATH) {
    say('Fetching Electron …')
    const { code } = await read(process.execPath, [join(PACKAGE, 'install.js')], { timeoutMs: DOWNLOAD_LIMIT_MS })
    file = code === 0 ? await executable() : null
  }
  if (!file) return { why: 'its binary is not there and could not be fetched' }
  const { code, out, error } = await read(file, ['--version'], { timeoutMs: PROBE_LIMIT_MS })
  if (code === 0 && /^v\d+\./m.test(out)) return { file }
  return { why: firstWords(error) || `it ended with status ${code}` }
}
