import type { Checkpoint, CheckpointInfo, RestorePlan, SavedPane, SavedTree } from '../../ipc/checkpoint'

/* Checkpoints for tests of the page. */

const hex = (serial: number) => serial.toString(16).padStart(12, '0')

/** The id of the checkpoint with this serial. */
export const madeUpId = (serial: number): string => `00000000-0000-4000-8000-${hex(serial)}`

/** A line of the list. */
export function madeUpInfo(serial: number, more: Partial<CheckpointInfo> = {}): CheckpointInfo {
  return {
    id: madeUpId(serial),
    name: `checkpoint ${serial}`,
    message: '',
    at: Date.now() - 60_000,
    serial,
    trigger: 'manual',
    session: 'api',
    agents: 2,
    panes: 2,
    windows: 1,
    trees: 1,
    bytes: 2_400_000,
    added: 120_000,
    manifest: '0'.repeat(64),
    deleted: null,
    ...more,
  }
}

export function madeUpSavedPane(key: string, more: Partial<SavedPane> = {}): SavedPane {
  return {
    key,
    agent: 'cc_1',
    type: 'cc',
    life: '',
    title: '',
    command: 'claude',
    folder: '/src/api',
    width: 80,
    height: 24,
    active: true,
    dead: false,
    state: 'idle',
    launch: { type: 'cc', kind: 'program', command: 'claude', args: ['--model', 'x'], env: {}, folder: '/src/api' },
    screen: [],
    rows: 24,
    conversation: null,
    draft: '',
    problem: '',
    ...more,
  }
}

export function madeUpTree(more: Partial<SavedTree> = {}): SavedTree {
  return {
    path: '/src/api',
    branch: 'main',
    head: 'a'.repeat(40),
    commit: 'b'.repeat(40),
    ref: 'refs/x',
    bundle: null,
    changed: [{ path: 'src/auth.ts', status: 'M' }],
    left: [],
    problem: '',
    ...more,
  }
}

export function madeUpCheckpoint(
  info: CheckpointInfo,
  panes: readonly SavedPane[],
  trees: SavedTree[] = [],
): Checkpoint {
  const window = { index: 0, name: 'w', layout: '', active: true, zoomed: false, width: 80, height: 24 }
  const { id, name, message, at, trigger, session } = info
  return {
    ...{ version: 1, id, name, message, at, trigger, session, folder: '/src/api' },
    tmux: { version: '3.3a', started: 1 },
    windows: [{ ...window, panes: [...panes] }],
    trees,
    prompts: [],
  }
}

type PlanPane = RestorePlan['panes'][number]

export function madeUpPlanPane(key: string, agent: string, more: Partial<PlanPane> = {}): PlanPane {
  return {
    ...{ key, agent, type: 'cc', title: '', folder: '/src/api', act: 'create', command: 'claude --resume x' },
    ...{ conversation: 'as-saved', problems: [] },
    ...more,
  }
}
