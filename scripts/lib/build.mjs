import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT, run, say } from './run.mjs'

/** What the build reads. */
const SOURCES = ['ipc', 'main', 'preload', 'renderer', 'electron.vite.config.ts', 'package-lock.json']
const OUTPUTS = ['out/main/electron.js', 'out/main/web.js', 'out/preload/index.cjs', 'out/renderer/index.html']

/** @param {string} path @returns {Promise<number>} ms of the newest file in or at `path`, tests left out; 0 when it is not there */
async function newest(path) {
  const found = await stat(path).catch(() => null)
  if (!found) return 0
  if (!found.isDirectory()) return /\.test\.tsx?$/.test(path) ? 0 : found.mtimeMs
  const names = await readdir(path)
  const times = await Promise.all(names.map(name => newest(join(path, name))))
  // A folder's own time tells of a file that was removed.
  return Math.max(found.mtimeMs, ...times)
}

/** @returns {Promise<number>} ms of the newest source, tests left out */
export async function sourcesAt(root = ROOT) {
  return Math.max(...(await Promise.all(SOURCES.map(path => newest(join(root, path))))))
}

/** Whether a source is newer than what was built from it, or nothing was built. */
export async function isStale(root = ROOT) {
  const sources = await sourcesAt(root)
  const built = await Promise.all(OUTPUTS.map(path => stat(join(root, path)).catch(() => null)))
  return built.some(file => !file || file.mtimeMs < sources)
}

/** @returns {Promise<boolean>} success */
export async function build() {
  const tool = join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const code = await run(process.execPath, [tool, 'build', '--logLevel', 'warn'])
  if (code !== 0) say('The build failed; the reason stands above.')
  return code === 0
}

/** Builds when needed. @returns {Promise<boolean>} success */
export async function ensureBuilt() {
  if (!(await isStale())) return true
  say('Building …')
  return build()
}
