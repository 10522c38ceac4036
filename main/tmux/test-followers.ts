import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { silentLog } from '../log/log'
import { createTmux, type TmuxOptions } from './server'
import { createTestFolder, createTestServer, type TestServer, until } from './test-server'
import type { Tmux } from './types'

/*
 * For tests alone: followers of a server that comes and goes.
 */

export interface TestFollowers {
  /** A folder that is gone afterwards; followers note their clients in its `clients`. */
  readonly folder: string
  server(): TestServer
  /** Follows the server, unless another target is given. */
  open(options?: Partial<TmuxOptions>): Tmux
  /** Ends the server; what is opened from now on follows one whose tmux.conf holds these lines. */
  configure(...lines: string[]): Promise<TestServer>
  /** Closes what was opened, then ends the server. */
  end(): Promise<void>
}

/** A private server with nothing that follows it yet. */
export async function createTestFollowers(): Promise<TestFollowers> {
  const folder = await createTestFolder()
  const opened: Tmux[] = []
  let server = createTestServer()
  return {
    folder: folder.path,
    server: () => server,
    open(options = {}) {
      const target = server.target
      const tmux = createTmux({ target, log: silentLog, clientRecord: join(folder.path, 'clients'), ...options })
      opened.push(tmux)
      return tmux
    },
    async configure(...lines) {
      await server.end()
      const path = join(folder.path, 'tmux.conf')
      await writeFile(path, `${lines.join('\n')}\n`)
      server = createTestServer(path)
      return server
    },
    async end() {
      await Promise.all(opened.map(tmux => tmux.close()))
      await server.end()
      await folder.remove()
    },
  }
}

/** Waits for a status of this kind. */
export async function kind(tmux: Tmux, wanted: string): Promise<void> {
  await until(() => tmux.status().kind === wanted, `status ${wanted}`)
}

/** Waits until exactly these sessions are there, each with a client. */
export async function followed(tmux: Tmux, ...names: string[]): Promise<void> {
  const wanted = JSON.stringify(names.sort())
  await until(() => {
    const { sessions, panes } = tmux.mirror.state()
    const ready = sessions.every(one => {
      const pane = panes.find(two => two.windowId === one.windows[0]?.windowId)
      return pane && tmux.clientOfPane(pane.id) !== null
    })
    return ready && JSON.stringify(sessions.map(one => one.name).sort()) === wanted
  }, `sessions ${wanted}`)
}
