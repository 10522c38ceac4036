import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '../../ipc/failure'
import { createHost } from '../host/create-host'
import { readEnvironment } from '../host/environment'
import type { Host } from '../host/host'
import { openFolder } from '../host/open-folder'
import { onEndSignal, onReleaseSignal } from '../host/signals'
import { createLog, type RootLog } from '../log/create-log'
import { createConfBackend } from '../settings/conf-backend'
import { askAddress, shareAddress } from './address'
import { readArguments, USAGE, type WebArguments } from './arguments'
import { openBrowser } from './open-browser'
import { serveWeb } from './serve'

/** The built files lie beside each other: `out/main`, `out/renderer`. */
const PAGE_FOLDER = join(import.meta.dirname, '..', 'renderer')
const PACKAGE_FILE = join(import.meta.dirname, '..', '..', 'package.json')

/** Detaching from tmux takes some ms; a wedged server must not keep us from ending. ms */
const CLOSE_LIMIT_MS = 5000
const SAME_SIGNAL_MS = 1000

const hint = (text: string) => void process.stderr.write(`${text}\n`)

/** The one line of standard output. */
function announce(address: string, { open }: WebArguments): void {
  process.stdout.write(`Quarterdeck: ${address}\n`)
  if (open) openBrowser(address)
}

async function readVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(PACKAGE_FILE, 'utf8')) as { version?: string }
  return version ?? '0.0.0'
}

function refuseLinks(): Promise<void> {
  return Promise.reject(new HostError('refused', 'The page opens links itself: the host may be another machine.'))
}

/**
 * Ends in order on Ctrl+C, `kill` and a closed terminal; an impatient second signal ends at once. npm and timeout(1)
 * signal a whole group and its members pass it on, so what comes within a second is the same wish. Returns the same wish.
 */
function endOnSignal(steps: () => Promise<unknown>): () => void {
  let asked = 0
  const end = () => {
    if (asked > 0 && performance.now() - asked > SAME_SIGNAL_MS) process.exit(1)
    if (asked > 0) return
    asked = performance.now()
    setTimeout(() => process.exit(1), CLOSE_LIMIT_MS).unref()
    steps().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  onEndSignal(end)
  return end
}

async function serve(host: Host, options: WebArguments, environment: ReturnType<typeof readEnvironment>, log: RootLog) {
  const web = await serveWeb({ port: options.port, pageFolder: PAGE_FOLDER, serve: host.serve, log: log.child('web') })
  const endSharing = host.readOnly
    ? async () => {}
    : await shareAddress(host.dataFolder, environment.target, web.address, log.child('web'))
  const end = endOnSignal(async () => {
    await endSharing()
    await Promise.all([web.close(), host.close()])
    await log.flush()
  })
  // The app window that started us was closed (`npm start` without Electron); others may show this host too.
  onReleaseSignal(() => void web.idle().then(end))
  if (host.readOnly) hint(`Settings are read only here: the data folder is held by ${host.readOnly}.`)
  announce(web.address(), options)
}

async function main(): Promise<void> {
  const options = readArguments(process.argv.slice(2))
  if (typeof options === 'string') {
    hint(options === 'help' ? USAGE : `${options}\n${USAGE}`)
    process.exitCode = options === 'help' ? 0 : 2
    return
  }
  const environment = readEnvironment(process.env, process.cwd())
  const folder = await openFolder(environment, 'web')
  const there = folder.lock.held ? null : await askAddress(folder.path, environment.target)
  if (there) {
    hint('Quarterdeck serves already; this is a fresh address of it.')
    announce(there, options)
    return folder.release()
  }
  const file = folder.lock.held ? join(folder.path, 'quarterdeck.log') : null
  const log = await createLog('web', { file, level: 'info' })
  const host = await createHost({
    shell: 'web',
    version: await readVersion(),
    target: environment.target,
    folder,
    makeBackend: createConfBackend,
    openExternal: refuseLinks,
    log,
  })
  try {
    await serve(host, options, environment, log)
  } catch (error) {
    await host.close()
    throw error
  }
}

main().catch(error => {
  hint(
    error instanceof HostError
      ? [error.message, error.detail].filter(Boolean).join(' ')
      : String(error?.stack ?? error),
  )
  process.exit(1)
})
