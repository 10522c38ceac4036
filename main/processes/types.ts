import type { PaneId } from '../../ipc/model'

/** A process by identity: a pid may be reused, the pair may not (until a reboot). */
export interface ProcessIdentity {
  readonly pid: number
  /** Opaque start time (Linux: clock ticks since boot, macOS: `ps -o lstart`). */
  readonly started: string
}

/** One process as the system lists it. */
export interface ProcessInfo extends ProcessIdentity {
  readonly ppid: number
  readonly pgid: number
  /** Session id; 0 where the system does not tell (macOS, for all but session leaders). */
  readonly sid: number
  /** Process group in the foreground of its controlling terminal (Linux: tpgid), 0 or -1 when there is none. */
  readonly tpgid: number
  /** Controlling terminal as `/dev/pts/3`, empty when it has none. */
  readonly tty: string
  /** Short name (Linux: comm). Hostile text. */
  readonly name: string
  /** Argument vector; hostile text; empty for kernel threads and zombies. */
  readonly argv: readonly string[]
  /** Has ended, waits to be collected by its parent: counts as gone. */
  readonly zombie: boolean
  /** Stopped by a signal (SIGSTOP, Ctrl+Z): it runs no more until SIGCONT. Absent: not known. */
  readonly stopped?: boolean
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

/**
 * How it is known that a process belongs to a pane, strongest first. tree: a descendant of the pane's program, or of
 * another owned process; session: in a kernel session that an owned process leads; terminal: the pane's terminal is its
 * controlling terminal; environment: its environment names the pane (a daemon that left the tree); open-terminal: holds
 * the pane's terminal open.
 */
export type Because = 'tree' | 'session' | 'terminal' | 'environment' | 'open-terminal'

/** A process that belongs to a pane, and how that is known. */
export interface OwnedProcess extends ProcessInfo {
  readonly paneId: PaneId
  readonly because: Because
}

/**
 * A process that came out of a pane and is left alone all the same; what it started is not listed one by one.
 * ourselves: this host, what it runs, or an ancestor of it; nested-server: a tmux, screen or zellij server of the user's,
 * whose panes are the user's too; user-daemon: serves the whole login (gpg-agent, …); other-user: runs with other rights.
 */
export interface SparedProcess extends ProcessInfo {
  readonly paneId: PaneId
  readonly why: 'ourselves' | 'nested-server' | 'user-daemon' | 'other-user'
}

/** Everything that one look found out about some panes. */
export interface PaneSurvey {
  readonly owned: readonly OwnedProcess[]
  readonly spared: readonly SparedProcess[]
}

/** A process that `endProcesses` saw end. gone: it ended before any signal reached it. */
export interface EndedProcess extends OwnedProcess {
  readonly signal: 'TERM' | 'KILL' | 'gone'
}

export interface EndResult {
  readonly ended: readonly EndedProcess[]
  readonly survivors: readonly OwnedProcess[]
  /** A last fresh look found none of them, and nothing new that belongs to the panes. */
  readonly proven: boolean
}
