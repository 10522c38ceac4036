import { randomUUID } from 'node:crypto'
import type { BlobRef, Checkpoint, CheckpointInfo, SavedPane } from '../../ipc/checkpoint'

/* For tests alone: checkpoints made of nothing. */

/** A pane that shows these parts. */
export function savedPane(key: string, screen: readonly BlobRef[], more: Partial<SavedPane> = {}): SavedPane {
  return {
    key,
    agent: 'cc_1',
    type: 'cc',
    life: '',
    title: 'title',
    command: 'claude',
    folder: '/src',
    width: 80,
    height: 24,
    active: true,
    dead: false,
    state: 'idle',
    launch: null,
    screen: [...screen],
    rows: 24,
    conversation: null,
    draft: '',
    problem: '',
    ...more,
  }
}

/** A checkpoint of one window. */
export function savedCheckpoint(panes: readonly SavedPane[], more: Partial<Checkpoint> = {}): Checkpoint {
  const window = { index: 0, name: 'w', layout: 'b25d,80x24,0,0,0', active: true, zoomed: false, width: 80, height: 24 }
  return {
    version: 1,
    id: randomUUID(),
    name: '',
    message: '',
    at: 1_000_000,
    trigger: 'manual',
    session: 'api',
    folder: '/src',
    tmux: { version: '3.3a', started: 1 },
    windows: [{ ...window, panes: [...panes] }],
    trees: [],
    prompts: [],
    ...more,
  }
}

/** A line of the list. */
export function listed(serial: number, more: Partial<CheckpointInfo> = {}): CheckpointInfo {
  return {
    id: randomUUID(),
    name: '',
    message: '',
    at: 0,
    serial,
    trigger: 'interval',
    session: 'api',
    agents: 1,
    panes: 1,
    windows: 1,
    trees: 0,
    bytes: 100,
    added: 10,
    manifest: '0'.repeat(64),
    deleted: null,
    ...more,
  }
}
