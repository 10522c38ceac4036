import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DEFAULT_SETTINGS } from '../../ipc/settings'
import { type ActBook, createActBook } from '../agents/acts'
import { type AgentType, interruptBy, noTitle, PLAIN } from '../agents/agent-type'
import { type Answer, createAnswer } from '../agents/answer'
import { createFleet, type FleetService } from '../agents/fleet'
import { createInterrupt, type Interrupt } from '../agents/interrupt'
import { createPrograms } from '../agents/programs'
import { agentTypes } from '../agents/registry'
import { createLanes } from '../agents/send/lanes'
import { openPromptHistory, type PromptHistory } from '../agents/send/prompt-history'
import { createSend, type Send } from '../agents/send/send'
import { createSights } from '../agents/send/sight'
import { createReports, type Reports } from '../agents/signals/reports'
import { silentLog } from '../log/log'
import { readProcesses } from '../processes/read'
import { subreaperPrefix } from '../processes/subreaper'
import { createTmux } from '../tmux/server'
import { createTestFolder, createTestServer, type TestServer, until } from '../tmux/test-server'
import type { Tmux } from '../tmux/types'
import { createKill, type Kill } from './kill'
import type { Starter } from './launch'
import { createRestart } from './restart'
import { createSpawn, type Spawn } from './spawn'
import { createWindowActs, type WindowActs } from './window-acts'

/*
 * For tests alone: all of agents and sessions over a real tmux server on a private socket, with scripts as agents.
 */

export interface TestFleet {
  readonly server: TestServer
  readonly tmux: Tmux
  readonly fleet: FleetService
  readonly book: ActBook
  readonly spawn: Spawn
  readonly send: Send
  readonly answer: Answer
  readonly history: PromptHistory
  /** ms between prompts, by type; tests add to it. */
  readonly stagger: Record<string, number>
  readonly kill: Kill
  readonly acts: WindowActs
  readonly interrupt: Interrupt
  readonly restart: ReturnType<typeof createRestart>
  readonly folder: string
  /** The types in use; tests add to it. */
  readonly types: AgentType[]
  /** An agent type whose program is a script of Node with this body; it is named `id`. */
  script(id: string, body: string, more?: Partial<AgentType>): Promise<AgentType>
  /** Waits until a client follows the server. */
  connected(): Promise<void>
  end(): Promise<void>
}

/** Starts programs so that they report, as the host does. */
function starterWith(reports: Reports, types: readonly AgentType[]): () => Promise<Starter> {
  const words: Starter['words'] = ({ type: id, command, args }, agentId) => {
    const type = types.find(one => one.id === id)
    return type ? reports.words(type, [command, ...args], agentId) : [command, ...args]
  }
  return async () => {
    await reports.ready(types)
    return { shell: '/bin/bash', subreaper: await subreaperPrefix(), words }
  }
}

/** Sending and answering over these parts. */
async function createTestSending(
  parts: Omit<Parameters<typeof createSend>[0], 'sights' | 'lanes' | 'history' | 'staggerMs'> &
    Parameters<typeof createSights>[0],
  path: string,
) {
  const history = await openPromptHistory({ path, keep: () => 100, writable: () => true, log: silentLog })
  const stagger: Record<string, number> = {}
  const shared = { ...parts, sights: createSights(parts), lanes: createLanes() }
  const send = createSend({ ...shared, history, staggerMs: () => stagger })
  return { send, answer: createAnswer(shared), history, stagger }
}

/** `config`: lines of a tmux.conf. The home folder is empty, so that nobody's start-up files take part. */
export async function createTestFleet(config = ''): Promise<TestFleet> {
  const folder = await createTestFolder()
  const home = join(folder.path, 'home')
  await mkdir(home)
  const configFile = join(folder.path, 'tmux.conf')
  await writeFile(configFile, `set-environment -g HOME ${home}\n${config}\n`)
  const server = createTestServer(configFile)
  const types = agentTypes(DEFAULT_SETTINGS).map(type =>
    type.kind === 'shell' ? { ...type, command: '/bin/bash' } : type,
  )
  const tmux = createTmux({ target: server.target, log: silentLog, clientRecord: null })
  const reports = createReports({ folder: join(folder.path, "agents' events"), readOnly: () => false, log: silentLog })
  const fleet = createFleet({ tmux, types: () => types, readProcesses, log: silentLog, reports })
  const programs = createPrograms({ log: silentLog, shell: '/bin/bash', environment: { ...process.env, HOME: home } })
  const starter = starterWith(reports, types)
  const book = createActBook()
  const scrollback = () => 12_345
  const log = silentLog
  const parts = { tmux, fleet, types: () => types, readProcesses, book, log }
  const sending = await createTestSending(parts, join(folder.path, 'prompts.jsonl'))
  const { send } = sending
  const spawn = createSpawn({ ...parts, programs, starter, scrollback, firstPrompt: send.whenReady })
  const interrupt = createInterrupt({ tmux, fleet, types: () => types, book, onInterrupt: send.holdBack })
  return {
    server,
    tmux,
    book,
    fleet,
    spawn,
    ...sending,
    kill: createKill({ tmux, fleet, types: () => types, log: silentLog }),
    acts: createWindowActs(tmux),
    interrupt,
    restart: createRestart({ tmux, fleet, starter }),
    folder: folder.path,
    types,
    async script(id, body, more = {}) {
      const command = join(folder.path, `qd-${id}`)
      await writeFile(command, `#!${process.execPath}\nconst fs = require('fs');\n${body}\n`)
      await chmod(command, 0o755)
      const base = { id, name: `Fake ${id}`, command, args: [], env: {}, custom: true, kind: 'program' } as const
      const rest = { packages: [], readTitle: noTitle, interruptKey: interruptBy('C-c'), shared: [], remedy: 'make it' }
      const type: AgentType = { ...PLAIN, ...base, ...rest, programs: [`qd-${id}`], ...more }
      types.push(type)
      return type
    },
    async connected() {
      await until(() => tmux.status().kind === 'connected' && tmux.mirror.state().sessions.length > 0, 'connected')
    },
    async end() {
      interrupt.close()
      await send.close()
      fleet.close()
      await reports.close()
      await tmux.close()
      await server.end()
      await folder.remove()
    },
  }
}

/** Keeps a script running. */
export const STAY = 'setInterval(() => {}, 1000);'
