import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TopicOut } from '../../ipc/contract'
import { applyPatch } from '../../ipc/fleet'
import { decodeFrame } from '../../ipc/frames'
import type { Fleet } from '../../ipc/model'
import { createHostClient, type HostClient } from '../../ipc/rpc-client'
import { createWirePair, type Wire } from '../../ipc/wire'
import { type Log, silentLog } from '../log/log'
import { createConfBackend } from '../settings/conf-backend'
import { socketPlace } from '../tmux/socket'
import { until } from '../tmux/test-server'
import { createHost } from './create-host'
import type { Host } from './host'
import { openFolder } from './open-folder'

/*
 * For tests alone: the composed host over a real tmux server on a private socket, and pages on it.
 */

const run = promisify(execFile)
let count = 0

export interface TestPage {
  readonly client: HostClient
  readonly acts: TopicOut<'acts'>[]
  /** The page's end of the wire, for what no client would send. */
  readonly wire: Wire
  fleet(): Fleet
  /** All bytes of a stream so far, snapshots included, as text. */
  screen(stream: number): string
}

export interface TestHost {
  readonly host: Host
  /** A fresh folder, also for a test's own files. */
  readonly base: string
  /** Errors that the host logged: bugs, by its own rule. */
  readonly errors: string[]
  /** Any tmux command on the private server. */
  tmux(...args: string[]): Promise<string>
  page(): TestPage
  /** Waits until a client follows each session. */
  followed(): Promise<void>
  end(): Promise<void>
}

/** A page on a host; nothing of it stays behind when its wire is closed. */
export function openTestPage(host: Host): TestPage {
  const [wire, hostEnd] = createWirePair()
  host.serve(hostEnd)
  const client = createHostClient(wire)
  const acts: TopicOut<'acts'>[] = []
  const screens = new Map<number, string>()
  let fleet: Fleet | null = null
  client.subscribe('fleet', {}, event => {
    fleet = 'full' in event ? event.full : fleet && applyPatch(fleet, event.patch)
  })
  client.subscribe('acts', {}, act => acts.push(act))
  client.onFrame(data => {
    const frame = decodeFrame(data)
    if (frame?.kind !== 'output' && frame?.kind !== 'snapshot') return
    const bytes = frame.kind === 'output' ? frame.bytes : frame.snapshot.bytes
    screens.set(frame.stream, (screens.get(frame.stream) ?? '') + Buffer.from(bytes).toString('latin1'))
  })
  return {
    client,
    acts,
    wire,
    fleet: () => fleet ?? { server: host.fleet.state().server, sessions: [], windows: [], panes: [] },
    screen: stream => screens.get(stream) ?? '',
  }
}

/**
 * A host on a private server, which the first `new-session` starts.
 * @param config lines of a tmux.conf
 */
export async function createTestHost(config = ''): Promise<TestHost> {
  count += 1
  const socket = `qd-test-${process.pid}-th-${count}`
  const base = await mkdtemp(join(tmpdir(), 'qd-host-'))
  const configFile = join(base, 'tmux.conf')
  await mkdir(join(base, 'home'))
  await writeFile(configFile, `set-environment -g HOME ${join(base, 'home')}\n${config}\n`)
  const tmux = async (...args: string[]) => {
    const { stdout } = await run('tmux', ['-u', '-L', socket, '-f', configFile, ...args], { maxBuffer: 64 << 20 })
    return stdout.trimEnd()
  }
  const target = { binary: 'tmux', socket, config: configFile }
  // The login shell is asked for its PATH: nobody's start-up files shall take part.
  const home = process.env.HOME
  process.env.HOME = join(base, 'home')
  const folder = await openFolder({ target, dataFolder: join(base, 'data') }, 'web')
  const errors: string[] = []
  const log: Log = { ...silentLog, error: (what, facts) => errors.push(`${what} ${JSON.stringify(facts)}`) }
  const host = await createHost({
    shell: 'web',
    version: '0.0.1',
    target,
    folder,
    makeBackend: createConfBackend,
    openExternal: async () => {},
    log: { ...log, child: () => log },
  })
  return {
    host,
    base,
    errors,
    tmux,
    page: () => openTestPage(host),
    async followed() {
      await until(async () => {
        const { server, sessions } = host.fleet.state()
        if (server.kind !== 'connected' || sessions.length === 0) return false
        const attached = (await tmux('list-clients', '-F', '#{session_id}')).split('\n')
        return sessions.every(session => attached.includes(session.id))
      }, 'a client on each session')
    },
    async end() {
      process.env.HOME = home
      await host.close()
      await tmux('kill-server').catch(() => '')
      // tmux leaves its socket's file behind.
      await rm(socketPlace(target).path, { force: true })
      await rm(base, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
