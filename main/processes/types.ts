import type { PaneId } from '../../ipc/model'

/** One process as the system lists it. */
export interface ProcessInfo {
  readonly pid: number
  readonly ppid: number
  readonly pgid: number
  readonly sid: number
  /** Process group in the foreground of its controlling terminal (Linux: tpgid), 0 or -1 when there is none. */
  readonly tpgid: number
  /** Controlling terminal as `/dev/pts/3`, empty when it has none. */
  readonly tty: string
  /** Opaque start time; with the pid it is the identity (a pid alone may be reused). */
  readonly started: string
  /** Short name (Linux: comm). */
  readonly name: string
  /** Argument vector; hostile text; empty for kernel threads and zombies. */
  readonly argv: readonly string[]
  readonly zombie: boolean
}

/** One look at all processes. */
export interface ProcessTable {
  readonly all: readonly ProcessInfo[]
  get(pid: number): ProcessInfo | null
  childrenOf(pid: number): readonly ProcessInfo[]
  /** The process and all its descendants, parents first. */
  treeOf(pid: number): readonly ProcessInfo[]
}

/** A pane as far as its processes go. */
export interface PaneRoot {
  readonly paneId: PaneId
  readonly pid: number
  readonly tty: string
  /** Value of `QUARTERDECK_AGENT_ID` in the environment of what we started there; empty for panes that we did not start. */
  readonly agentId: string
}

/** A process that belongs to a pane, and how that is known. */
export interface OwnedProcess extends ProcessInfo {
  readonly paneId: PaneId
  readonly because: 'tree' | 'session' | 'terminal' | 'environment' | 'open-terminal'
}
