import type { PaneId, ServerStatus, SessionId, WindowId } from '../../ipc/model'
import type { Undo } from '../../ipc/wire'

/** Which tmux server, by which program. */
export interface TmuxTarget {
  /** Absolute path or plain name of the tmux program. */
  readonly binary: string
  /** As in `tmux -L`; null: tmux's own default (the user's server). */
  readonly socket: string | null
  /** As in `tmux -f`; null: the user's own configuration. Matters only when a server is started. */
  readonly config: string | null
}

/**
 * One tmux command before quoting. Made by `command()` in `quote.ts` alone, which knows the verbs that may be sent;
 * turned into a control-mode line or an argument array only there.
 */
export interface Command {
  readonly verb: string
  readonly args: readonly string[]
}

/** tmux's answer to one command of a control client. */
export type Reply =
  | { readonly ok: true; readonly body: Buffer }
  | {
      readonly ok: false
      /** error: tmux said so; skipped: an earlier command of the same line failed; timeout; closed: the client went away. */
      readonly reason: 'error' | 'skipped' | 'timeout' | 'closed'
      /** tmux's words (hostile text) or ours. */
      readonly message: string
    }

/** What tmux tells unasked; only the kinds that somebody acts on, all others are dropped by the parser as `other`. */
export type Notification =
  | {
      readonly kind: 'window-add' | 'window-close' | 'unlinked-window-add' | 'unlinked-window-close'
      readonly windowId: WindowId
    }
  | { readonly kind: 'window-renamed' | 'unlinked-window-renamed'; readonly windowId: WindowId; readonly name: string }
  | {
      readonly kind: 'layout-change'
      readonly windowId: WindowId
      readonly layout: string
      readonly visibleLayout: string
      readonly flags: string
    }
  | { readonly kind: 'window-pane-changed'; readonly windowId: WindowId; readonly paneId: PaneId }
  | { readonly kind: 'pane-mode-changed'; readonly paneId: PaneId }
  | { readonly kind: 'session-changed'; readonly sessionId: SessionId; readonly name: string }
  | { readonly kind: 'session-renamed'; readonly sessionId: SessionId; readonly name: string }
  | { readonly kind: 'session-window-changed'; readonly sessionId: SessionId; readonly windowId: WindowId }
  | { readonly kind: 'sessions-changed' }
  | { readonly kind: 'client-detached' | 'client-session-changed'; readonly client: string }
  | {
      readonly kind: 'subscription-changed'
      readonly name: string
      readonly paneId: PaneId | null
      readonly value: string
    }
  | { readonly kind: 'pause' | 'continue'; readonly paneId: PaneId }
  | { readonly kind: 'exit'; readonly reason: string }
  | { readonly kind: 'other'; readonly name: string }

/** One `tmux -u -CC attach` through node-pty: sees output and notifications of its own session only. */
export interface ControlClient {
  readonly sessionId: SessionId
  /** Pid of the tmux client process. */
  readonly pid: number
  readonly open: boolean
  /**
   * Sends one line with these commands joined by ` ; ` (an atomic list when more than one). `onReply` is called
   * synchronously while the stream is parsed, once per command in order, so that bytes after a reply can be told from
   * bytes before it; never before `send` has returned.
   */
  send(commands: readonly Command[], onReply?: (reply: Reply, index: number) => void): void
  /** One command, one reply. Never rejects. */
  request(command: Command): Promise<Reply>
  /** N commands as N lines in one write; one failing cannot stop the rest. Never rejects. */
  requestAll(commands: readonly Command[]): Promise<Reply[]>
  /** Bytes of a pane as the program wrote them (unescaped). Synchronous, in the stream's order. */
  onOutput(listener: (paneId: PaneId, bytes: Buffer) => void): Undo
  onNotification(listener: (notification: Notification) => void): Undo
  /** Once; `clean` when tmux said `%exit` without a word of trouble. */
  onClose(listener: (end: { readonly reason: string; readonly clean: boolean }) => void): Undo
  /** Detaches, draining the pty until the client has ended. */
  close(): Promise<void>
}

/** The last word of a control client; `clean` as `ControlClient.onClose` tells it. Hostile text. */
export interface ClientEnd {
  readonly sessionId: SessionId
  readonly reason: string
  readonly clean: boolean
}

/** A pane as tmux lists it. Strings are hostile text. */
export interface TmuxPane {
  readonly id: PaneId
  readonly windowId: WindowId
  readonly index: number
  readonly active: boolean
  readonly title: string
  readonly command: string
  readonly path: string
  readonly width: number
  readonly height: number
  readonly left: number
  readonly top: number
  readonly pid: number
  readonly tty: string
  readonly dead: boolean
  readonly deadStatus: number | null
  readonly deadSignal: number | null
  readonly inMode: boolean
  readonly alternate: boolean
  /** Our pane options, empty strings where they are not set. */
  readonly options: {
    /** `@quarterdeck_id`: random id of the agent's life in this pane. */
    readonly id: string
    /** `@quarterdeck_type`: id of the agent type. */
    readonly type: string
    /** `@quarterdeck_name`: `cc_1`. */
    readonly name: string
    /** `@quarterdeck_launch`: base64 of the JSON that `sessions` needs for *Restart*. */
    readonly launch: string
    /**
     * `@quarterdeck_ready`: pid of the process that held this pane's place when it was restored. While it is the pane's last
     * one, what the launch says was not started yet.
     */
    readonly ready?: string
  }
}

export interface TmuxWindow {
  readonly id: WindowId
  readonly name: string
  readonly layout: string
  readonly zoomed: boolean
  readonly width: number
  readonly height: number
  /** In tmux's order. */
  readonly panes: readonly PaneId[]
}

export interface TmuxClient {
  readonly name: string
  readonly pid: number
  readonly sessionId: SessionId
  readonly width: number
  readonly height: number
  readonly control: boolean
}

export interface TmuxSession {
  readonly id: SessionId
  readonly name: string
  /** Unix time in seconds. */
  readonly created: number
  readonly folder: string
  readonly windows: readonly { readonly windowId: WindowId; readonly index: number; readonly active: boolean }[]
  /** Clients other than our own. */
  readonly clients: readonly TmuxClient[]
}

/** Sessions, windows and panes as tmux has them; replaced as a whole, unchanged entities keep their identity. */
export interface MirrorState {
  readonly sessions: readonly TmuxSession[]
  readonly windows: readonly TmuxWindow[]
  readonly panes: readonly TmuxPane[]
}

export interface Mirror {
  state(): MirrorState
  pane(id: PaneId): TmuxPane | null
  onChange(listener: (state: MirrorState) => void): Undo
  /** Resolves when a listing that began after this call is in `state()`. Rejects with a HostError when tmux does not answer. */
  refresh(): Promise<MirrorState>
}

/** The tmux floor as the floors above see it. */
export interface Tmux {
  readonly target: TmuxTarget
  readonly mirror: Mirror
  status(): ServerStatus
  onStatus(listener: (status: ServerStatus) => void): Undo
  /**
   * One command by any live control client, else as a process of its own (which may start a server when the verb is
   * `new-session`). Returns the reply's bytes as UTF-8 text. Throws HostError: `tmux-refused` (tmux's words in
   * `message`), `no-server`, `tmux-timeout`, `no-tmux`. With `more`, all are one list of one process, and the text is what
   * they wrote together: for a session that needs an option in the very moment in which it is made.
   */
  request(command: Command, ...more: readonly Command[]): Promise<string>
  /** Each its own line in one write; falls back to processes one after the other when there is no control client. */
  requestAll(commands: readonly Command[]): Promise<Reply[]>
  /** As a process of its own with bytes on standard input: for `load-buffer … -`, which control mode cannot do. */
  runWithInput(command: Command, input: Uint8Array): Promise<string>
  /** A client attached to a session that shows this pane, or null while none is attached. */
  clientOfPane(paneId: PaneId): ControlClient | null
  /** Clients that came; those already there are told at once. */
  onClient(listener: (client: ControlClient) => void): Undo
  /** A client that was attached has ended, not by us: told before what follows from it. */
  onClientEnd(listener: (end: ClientEnd) => void): Undo
  /**
   * Starts a dead or living pane's program anew by the pause dance (`respawn.ts`), the only way that no server dies of.
   * `args`: `-c` folder, `-e` NAME=value, `--`, program and arguments. Never rejects.
   */
  respawn(paneId: PaneId, args: readonly string[]): Promise<Reply>
  /**
   * Settles when the restart of this pane that is under way is over; null while there is none. Until then nobody may
   * continue the pane (see `restarts.ts`). Never rejects.
   */
  restartOf(paneId: PaneId): Promise<void> | null
  /** Pid of the tmux server, 0 while there is none. */
  serverPid(): number
  /** Detaches all clients. tmux and what runs in it stay. */
  close(): Promise<void>
}
