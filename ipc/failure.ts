/**
 * Every code with which an expected failure may cross the wire. The renderer maps codes to words in one table
 * (`renderer/host/words.ts`); the host adds the facts in `message` and `detail`.
 */
export const FAILURE_CODES = [
  'bad-input', // the call's arguments do not fit its schema; nothing was changed
  'unknown-call', // no such call or topic in the contract
  'no-tmux', // tmux is not installed
  'tmux-too-old', // tmux is older than 3.2
  'no-server', // no tmux server answers on the socket
  'tmux-refused', // tmux answered with an error of its own
  'tmux-timeout', // tmux did not answer in time
  'socket-rights', // the socket's folder has wrong rights
  'foreign-server', // who listens on the socket is no tmux, or another user's
  'version-skew', // client and server of tmux do not understand each other
  'no-such-session',
  'no-such-window',
  'no-such-pane',
  'name-taken',
  'bad-name',
  'bad-folder',
  'no-program', // the agent type's program is not installed
  'unknown-agent-type',
  'pane-dead',
  'not-ours', // the act is only for panes that Quarterdeck started
  'read-only', // another host holds the data folder
  'store-damaged',
  'disconnected',
  'too-large',
  'refused', // a rule of safety forbids it; the message says which
  'cancelled',
  'internal', // a bug; the detail goes to the log
] as const

export type FailureCode = (typeof FAILURE_CODES)[number]

export interface Failure {
  readonly code: FailureCode
  /** One sentence that says what happened. Plain text; may hold hostile text from tmux, never markup. */
  readonly message: string
  /** What the person can do about it, or further facts; plain text. */
  readonly detail?: string
}

/** Thrown inside the host for an expected failure and rethrown by the client: the same shape on both sides. */
export class HostError extends Error {
  readonly code: FailureCode
  readonly detail: string | undefined

  constructor(code: FailureCode, message: string, detail?: string) {
    super(message)
    this.name = 'HostError'
    this.code = code
    this.detail = detail
  }

  /** The value that crosses the wire. */
  toFailure(): Failure {
    return this.detail === undefined
      ? { code: this.code, message: this.message }
      : { code: this.code, message: this.message, detail: this.detail }
  }
}

/** Any thrown value as a failure: expected ones keep their code, all else is `internal`. */
export function toFailure(error: unknown): Failure {
  if (error instanceof HostError) return error.toFailure()
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) }
}
