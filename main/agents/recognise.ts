import type { Agent } from '../../ipc/model'
import type { TmuxPane } from '../tmux/types'
import type { AgentType } from './agent-type'
import type { PaneLook } from './look'

/** An agent before it has its number. */
export interface Recognised {
  readonly type: string
  /** From our pane option or ntm's title; null: to be numbered by `names.ts`. */
  readonly name: string | null
  readonly source: Agent['source']
}

const TYPE_ID = /^[a-z][a-z0-9]{0,15}$/
const NAME = /^[\w-]{1,60}$/

/** ntm's titles: `S__TYPE_N`, then perhaps `_variant` and `[tags]`. */
const NTM_TITLE = /^.+__([a-z][a-z0-9]{0,15})_(\d{1,4})(?:_[\w./@:+-]+)?(?:\[[^\]]*\])?$/s

/** True when Quarterdeck started what is in this pane. Options can be set by anyone: strange ones count as none. */
export function isManaged(pane: TmuxPane): boolean {
  const { id, type, name } = pane.options
  return id !== '' && TYPE_ID.test(type) && NAME.test(name)
}

/**
 * Whether a pane was restored and what its launch says was not started yet: the process that held its place is its last one.
 * From 3.8 on a dead pane has no pid any more; there the option counts, which *Start* takes away.
 */
export function isReady({ dead, pid, options: { ready } }: TmuxPane): boolean {
  return dead && ready !== undefined && (pid === 0 || String(pid) === ready)
}

function byOption(pane: TmuxPane, look: PaneLook | undefined, types: readonly AgentType[]): Recognised {
  const { type, name } = pane.options
  const known = types.find(one => one.id === type)
  // In a shell of ours a person may start an agent: then its rules count (an idle Codex dies of Ctrl+C), its name stays.
  if (known?.kind === 'shell' && look?.type) return { type: look.type, name, source: 'process' }
  return { type, name, source: 'option' }
}

function byTitle(pane: TmuxPane, types: readonly AgentType[]): Recognised | null {
  const [, type = '', number = ''] = NTM_TITLE.exec(pane.title) ?? []
  if (!types.some(one => one.id === type)) return null
  return { type, name: `${type}_${Number(number)}`, source: 'title' }
}

/**
 * Which agent a pane holds: our pane options, then ntm's title, then the program in its foreground. A title that
 * contradicts the running program loses (programs overwrite titles). null: no agent that we know.
 */
export function recognise(pane: TmuxPane, look: PaneLook | undefined, types: readonly AgentType[]): Recognised | null {
  const current = look?.pid === pane.pid ? look : undefined
  if (isManaged(pane)) return byOption(pane, current, types)
  const titled = byTitle(pane, types)
  const running = current?.type ?? null
  if (titled && (running === null || running === titled.type)) return titled
  return running === null || pane.dead ? null : { type: running, name: null, source: 'process' }
}
