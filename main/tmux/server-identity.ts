import { access, constants } from 'node:fs/promises'
import { connect } from 'node:net'
import { HostError } from '../../ipc/failure'
import { installCommandHere } from './install-command'
import { command } from './quote'
import { runTmux, runVersion } from './run'
import type { TmuxTarget } from './types'
import { assertSupported, isAtLeast, parseVersion, type TmuxVersion, understand } from './versions'

/** A running server, and the program that can speak with it. */
export interface ServerIdentity {
  readonly pid: number
  readonly version: string
  /** The target with the binary to use: the server's own when ours is of a version that it does not understand. */
  readonly target: TmuxTarget
}

/**
 * ms for a server to say who it is. A client of 3.2 or later hangs for ever on a server before that (seen: 3.3a to 3.8 on
 * 3.1c), as it may have outlived the upgrade of its system.
 */
const ASK_TIMEOUT = 5000
/** ms for a local socket to take a connection; a server that is stopped still takes it. */
const CONNECT_TIMEOUT = 500

/**
 * Whether somebody listens on the socket: without starting a process, so that it may be asked often. tmux drops such a
 * client without a trace. `denied`: there is one that we may not open.
 */
export function probeSocket(path: string): Promise<'alive' | 'none' | 'denied'> {
  return new Promise(resolve => {
    const socket = connect(path)
    const end = (result: 'alive' | 'none' | 'denied') => {
      socket.destroy()
      resolve(result)
    }
    socket.setTimeout(CONNECT_TIMEOUT, () => end('alive'))
    socket.once('connect', () => end('alive'))
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code === 'EACCES' ? 'denied' : 'none'))
  })
}

/** Version of the tmux program. Rejects with HostError `no-tmux` or `tmux-too-old`. */
export async function clientVersion(binary: string): Promise<TmuxVersion> {
  return assertSupported(await runVersion(binary), await installCommandHere())
}

async function asked(target: TmuxTarget): Promise<{ pid: number; version: string }> {
  const question = command('display-message', '-p', '#{version} #{pid}')
  const [version = '', pid = ''] = (await runTmux(target, question, { timeout: ASK_TIMEOUT })).split(' ')
  return { version, pid: Number(pid) }
}

/** Version by the server's own program, for one that does not answer ours; empty when it does not tell. */
async function versionOf(program: string): Promise<string> {
  const words = await runVersion(program).catch(() => '')
  return words.replace(/^tmux\s+/, '')
}

/** Throws HostError `tmux-too-old` for a server that lacks what we need, whatever the version of our client is. */
function refuseOldServer(version: string): void {
  if (parseVersion(version) === null || isAtLeast(version, 3, 2)) return
  throw new HostError(
    'tmux-too-old',
    `The running tmux server (${version}) is too old: 3.2 is needed.`,
    'End it when its work is done (tmux kill-server); the next one will be of the version that is installed.',
  )
}

/** Linux: the program of a process, also when its file was replaced since (the link still opens it). */
async function programOf(pid: number): Promise<string | null> {
  const path = `/proc/${pid}/exe`
  return access(path, constants.X_OK).then(
    () => path,
    () => null,
  )
}

/**
 * Who the server on our socket is. When versions do not understand each other (facts §10), the server's own program is
 * used instead of ours, found by `serverPid`, the process that holds the socket. Rejects with HostError `no-server`,
 * `version-skew`, `tmux-too-old` (the server is), `socket-rights`, `tmux-timeout`.
 */
export async function identifyServer(
  target: TmuxTarget,
  client: TmuxVersion,
  serverPid: () => Promise<number>,
): Promise<ServerIdentity> {
  let silence: unknown = null
  const first = await asked(target).catch(async (error: unknown) => {
    // An old client and a newer server: every command ends in "server exited unexpectedly" though the server is well.
    const code = error instanceof HostError ? error.code : ''
    if (code !== 'version-skew' && code !== 'tmux-timeout') throw error
    if (code === 'tmux-timeout') silence = error
    return { pid: await serverPid(), version: '' }
  })
  refuseOldServer(first.version)
  const told = parseVersion(first.version)
  if (told && understand(client, told)) return { ...first, target }
  const program = first.pid > 0 ? await programOf(first.pid) : null
  const version = first.version || (program ? await versionOf(program) : '')
  refuseOldServer(version)
  if (silence) throw silence
  if (program) {
    const own = { ...target, binary: program }
    const second = await asked(own)
    return { ...second, target: own }
  }
  throw new HostError(
    'version-skew',
    `The running tmux server (${first.version || 'of another version'}) does not understand this tmux (${client.text}).`,
    'End the old server when its work is done (tmux kill-server), or install the version that it has.',
  )
}
