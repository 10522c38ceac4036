// `npm start`: everything from a fresh clone to an open window.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { hostname, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from './lib/build.mjs'
import { appWindowArguments, findChromium } from './lib/chromium.mjs'
import { findElectron } from './lib/electron.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { ROOT, say } from './lib/run.mjs'
import { ensureTmux } from './lib/system.mjs'
import { startWeb } from './lib/web.mjs'

const hasDisplay = () => process.platform === 'darwin' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<number>} exit status */
const ended = child =>
  new Promise(resolve => {
    child.on('error', () => resolve(1))
    child.on('exit', code => resolve(code ?? 1))
  })

/** Passes Ctrl+C and a polite end on to what was started. @param {() => void} stop */
function onStop(stop) {
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

/** @param {string} file */
function runElectron(file) {
  const child = spawn(file, ['.', ...process.argv.slice(2)], { cwd: ROOT, stdio: 'inherit' })
  onStop(() => child.kill('SIGTERM'))
  return ended(child)
}

/** The web shell in a window of a browser; it ends with the last such window, what runs in tmux goes on. */
async function runAppWindow(/** @type {string} */ browser) {
  const web = await startWeb(['--no-open'])
  if (!web) return 1
  const profile = await mkdtemp(join(tmpdir(), 'quarterdeck-window-'))
  const args = appWindowArguments(web.address, profile, process.getuid?.() === 0)
  const window = spawn(browser, args, { stdio: 'ignore' })
  let stopped = false
  onStop(() => {
    stopped = true
    window.kill('SIGTERM')
    void web.stop()
  })
  const code = await ended(window)
  // A second `npm start` opened its window on the same host.
  await (stopped ? web.stop() : web.release())
  await rm(profile, { recursive: true, force: true })
  return code
}

/** The address, and how to reach it from the machine where the person sits. */
async function runAddress() {
  const web = await startWeb(['--no-open'])
  if (!web) return 1
  const { port } = new URL(web.address)
  say('From another machine, first open a tunnel there:')
  say(`  ssh -N -L ${port}:127.0.0.1:${port} ${userInfo().username}@${hostname()}`)
  say('Then open this address in a browser. What runs in tmux goes on when Quarterdeck ends:')
  process.stdout.write(`Quarterdeck: ${web.address}\n`)
  onStop(() => void web.stop())
  return web.ended
}

async function start() {
  if (!(await ensureInstalled()) || !(await ensureBuilt())) return 1
  // Without tmux the window opens all the same, and shows what to do.
  await ensureTmux()
  const electron = await findElectron({ fetch: true })
  if ('file' in electron) return runElectron(electron.file)
  const browser = hasDisplay() ? await findChromium() : null
  const instead = browser ? 'opening the web shell in a browser window' : 'serving the page instead'
  say(`Electron cannot run here (${electron.why}): ${instead}.`)
  return browser ? runAppWindow(browser) : runAddress()
}

process.exitCode = await start()
