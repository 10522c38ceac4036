import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Loss } from './losses'
import type { LossRecord, PaneRecord, SessionRecord } from './record'

/* For tests alone: records of sessions that never were. */

/** A pane with an agent that was at rest. */
export function paneRecord(change: Partial<PaneRecord> = {}): PaneRecord {
  return {
    ...{ id: '%1', key: '0.0', agent: 'cc_1', type: 'cc', life: 'l', title: 't', command: 'c', folder: '/x' },
    ...{ width: 80, height: 24, active: true, dead: false, state: 'idle', launch: null, task: '' },
    ...{ conversation: null, program: null, ended: false },
    ...change,
  }
}

/** A session of this machine with one window. */
export function sessionRecord(panes: PaneRecord[], change: Partial<SessionRecord> = {}): SessionRecord {
  const window = { index: 0, name: 'w', layout: '', active: true, zoomed: false, width: 80, height: 24, panes }
  const server = {
    ...{ machine: hostname(), boot: 'b', socket: '/tmp/tmux-0/default', pid: 12, process: '34' },
    ...{ started: 1, version: '3.3a', cgroup: '' },
  }
  return { server, id: '$1', name: 's', created: 1, folder: '/', seen: 1, windows: [window], ...change }
}

/** A loss of such a session. */
export function lossRecord(record: SessionRecord, change: Partial<LossRecord> = {}): LossRecord {
  return {
    ...{ id: randomUUID(), kind: 'server-died', noticed: 1, sentence: 'It died.', lastWords: ['tmux: gone'] },
    ...{ record, saved: null, ...change },
  }
}

/** The same among those that are told, with nothing found of its agents. */
export function lossOf(record: SessionRecord, change: Partial<LossRecord> = {}): Loss {
  return { record: lossRecord(record, change), transcripts: new Set(), alive: new Set() }
}
