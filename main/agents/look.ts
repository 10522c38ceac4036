import type { ProcessInfo, ProcessTable } from '../processes/types'
import type { TmuxPane } from '../tmux/types'
import type { AgentType } from './agent-type'
import { isInteractiveShell, isInterpreter, programOf } from './program-name'
import { launchPhase } from './wrapper'

/** What one look at the process table says about one pane. */
export interface PaneLook {
  /** The pane's process for which this was seen; after a restart the look is void. */
  readonly pid: number
  /**
   * launching: our login shell runs its start-up files, or our wrapper is about to start its agent; running: our wrapper has
   * its agent; ended: the agent is gone and the pane is about to end; plain: not started by our wrapper (also our own
   * shells); gone: no such process.
   */
  readonly phase: 'launching' | 'running' | 'ended' | 'plain' | 'gone'
  /** The agent's process where our wrapper started it, or by which an agent was recognised. */
  readonly program: ProcessInfo | null
  /** First process of the terminal's foreground group. */
  readonly foreground: ProcessInfo | null
  /** The foreground is one interactive shell and nothing else. */
  readonly atPrompt: boolean
  /** Id of the agent type that runs in the foreground. */
  readonly type: string | null
  /** Ids of agent types that are on this terminal, but in the background (stopped by Ctrl+Z, or started with `&`). */
  readonly background: readonly string[]
  /** The agent's process is stopped (*Freeze*). */
  readonly frozen?: boolean
}

/** Which type this process is, by its argument vector; shared daemons are no agents. */
export function typeOfProcess(argv: readonly string[], types: readonly AgentType[]): AgentType | null {
  if (argv.length === 0) return null
  const program = programOf(argv)
  for (const type of types) {
    const named = type.programs.includes(program.name) && !program.interpreter
    const packaged = type.packages.some(name => program.path.includes(`/node_modules/${name}/`))
    if ((named || packaged) && !type.shared.some(one => one.matches(argv))) return type
  }
  return null
}

/** The wrapper's agent: its child in its own group (daemons that a subreaper inherited have groups of their own). */
function wrappedProgram(root: ProcessInfo, table: ProcessTable): Pick<PaneLook, 'phase' | 'program'> {
  const children = table.childrenOf(root.pid).filter(one => one.pgid === root.pgid && !one.zombie)
  // The wrapper's own pause before it ends.
  const program = children.find(one => one.argv.join(' ') !== 'sleep 0.3') ?? null
  if (program) return { phase: 'running', program }
  // Without that pause it has not started its agent yet: called ended, its first prompt would fail for good.
  return { phase: children.length > 0 ? 'ended' : 'launching', program }
}

/** The processes of the pane that are in the foreground of its terminal, parents first. */
function foregroundOf(root: ProcessInfo, table: ProcessTable): ProcessInfo[] {
  const group = root.tpgid > 0 ? root.tpgid : root.pgid
  return table.treeOf(root.pid).filter(one => one.pgid === group && one.tty === root.tty && !one.zombie)
}

function backgroundTypes(root: ProcessInfo, table: ProcessTable, types: readonly AgentType[]): string[] {
  const there = table.treeOf(root.pid).filter(one => one.tty === root.tty && !one.zombie)
  return there.flatMap(one => typeOfProcess(one.argv, types)?.id ?? [])
}

/** Looks at one pane. `table` must be younger than `pane`, so that a command that tmux named has been started. */
export function lookAtPane(pane: TmuxPane, table: ProcessTable, types: readonly AgentType[]): PaneLook {
  const root = table.get(pane.pid)
  const base = { pid: pane.pid, program: null, foreground: null, atPrompt: false, type: null, background: [] }
  if (!root || root.zombie || pane.dead) return { ...base, phase: 'gone' }
  const phase = launchPhase(root.argv)
  if (phase === 'launching') return { ...base, phase: 'launching' }
  const group = foregroundOf(root, table)
  const foreground = group[0] ?? null
  const agent = group.find(one => typeOfProcess(one.argv, types) !== null) ?? null
  const type = agent ? (typeOfProcess(agent.argv, types)?.id ?? null) : null
  if (phase === 'wrapped') {
    const wrapped = wrappedProgram(root, table)
    return { ...base, ...wrapped, foreground, type, frozen: wrapped.program?.stopped ?? false }
  }
  const atPrompt = group.length === 1 && foreground !== null && isInteractiveShell(foreground.argv)
  const background = atPrompt ? backgroundTypes(root, table, types) : []
  return {
    ...base,
    phase: 'plain',
    program: agent,
    foreground,
    atPrompt,
    type,
    background,
    frozen: group.some(one => one.stopped && typeOfProcess(one.argv, types) !== null),
  }
}

/**
 * True while a pane may change without tmux telling: tmux names only the foreground group's leader, so the steps of a
 * launch, a script run by the same shell, and what `npx` ends up starting are all invisible to it.
 */
export function isUnsettled(pane: TmuxPane, look: PaneLook | undefined): 'no' | 'briefly' | 'long' {
  if (pane.dead) return 'no'
  if (!look || look.pid !== pane.pid) return 'briefly'
  // Nobody tells when somebody else wakes it.
  if (look.frozen) return 'long'
  if (look.phase === 'launching' || look.phase === 'ended') return 'long'
  if (look.phase !== 'plain' || look.atPrompt || look.type) return 'no'
  if (!look.foreground) return 'briefly'
  return isInterpreter(pane.command) || isInterpreter(look.foreground.argv[0] ?? '') ? 'long' : 'no'
}
