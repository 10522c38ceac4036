import { join } from 'node:path'
import { createFleet } from '../../agents/fleet'
import { createPrograms } from '../../agents/programs'
import { createConversations } from '../../agents/signals/conversations'
import { silentLog } from '../../log/log'
import { readProcesses } from '../../processes/read'
import { createKill } from '../../sessions/kill'
import { createRestart } from '../../sessions/restart'
import { createConfBackend } from '../../settings/conf-backend'
import { createTmux } from '../../tmux/server'
import type { TmuxTarget } from '../../tmux/types'
import { openCheckpoints } from '../store/open'
import { createRestore } from './restore'

/* For tests alone: what restores over a server that is there already, as a host that may be killed at any moment. */

/** `folder` is its data folder. */
export async function openCrashHost(folder: string, target: TmuxTarget) {
  const options = { makeBackend: createConfBackend, log: silentLog, readOnly: () => false }
  const { store, notices } = await openCheckpoints({ ...options, folder })
  const tmux = createTmux({ target, log: silentLog, clientRecord: null })
  const types = () => []
  const fleet = createFleet({ tmux, types, readProcesses, log: silentLog })
  const starter = async () => ({ shell: '/bin/sh', subreaper: [] })
  const restore = createRestore({
    ...{ tmux, fleet, store, starter, types, env: {}, log: silentLog, home: folder, saveBefore: null },
    programs: createPrograms({ log: silentLog, shell: '/bin/sh', environment: process.env }),
    ...{ shell: () => '/bin/sh', scrollback: () => 1000, scratch: () => folder },
    conversations: createConversations(),
    limits: () => ({ file: 1_000_000, all: 5_000_000 }),
    restart: createRestart({ tmux, fleet, starter }),
    kill: createKill({ tmux, fleet, types, log: silentLog }),
  })
  return {
    ...{ store, notices, restore },
    async close() {
      await restore.close()
      fleet.close()
      await tmux.close()
    },
  }
}

/** What tests restore: all of it, files into a new work tree. */
export const EVERYTHING = {
  ...{ layout: true, conversations: true, files: 'worktree' as const, panes: null, start: false, session: '' },
}

/** Where a test keeps its data folder. */
export const dataIn = (base: string) => join(base, 'data')
