import { type IPty, spawn } from 'node-pty'
import { HostError } from '../../ipc/failure'
import type { PaneId, SessionId } from '../../ipc/model'
import { createEmitter, type Emitter } from '../../ipc/wire'
import type { Log } from '../log/log'
import { type ControlParser, createControlParser } from './control-parser'
import { createPtyWriter, type PtyWriter } from './pty-writer'
import { assertSessionId, command, toLine } from './quote'
import { createReplyQueue, type OnReply, type ReplyQueue } from './reply-queue'
import { classify } from './run-errors'
import { serverArgs, tmuxEnvironment } from './socket'
import type { Command, ControlClient, Notification, Reply, TmuxTarget } from './types'

export interface ControlClientOptions {
  readonly target: TmuxTarget
  readonly sessionId: SessionId
  readonly log: Log
  /** ms that the server has for its first word; a newer client and an older server hang there for ever (facts §10). */
  readonly beginTimeout?: number
  /** ms until a caller is told `timeout`. */
  readonly replyTimeout?: number
  /** Told the pid as soon as the process runs, before anything can go wrong. */
  onSpawn?(pid: number): void
}

type End = { readonly reason: string; readonly clean: boolean }

/**
 * ms. A machine with ten times more work than cores lets a client wait for seconds, and one that is ended while it is being
 * attached can take the server with it (upstream #5004): so no sooner than any other answer is given up.
 */
const BEGIN_TIMEOUT = 5000
const REPLY_TIMEOUT = 5000
/** A command unanswered for so long (ms) means that tmux or the stream is stuck: a fresh client is the cure. */
const WEDGED = 20_000
/** ms that a client has to end by itself before TERM, and again before KILL. */
const PATIENCE = 1500
/** Seconds of unread output until tmux pauses a pane instead of buffering without bound. */
const PAUSE_AFTER = 5

/** The process, its bytes in and out. */
interface Connection {
  readonly pty: IPty
  readonly writer: PtyWriter
  /** Resolves when the process has ended and its pty was read to the end. */
  readonly ended: Promise<void>
}

/** `-E`: tmux would copy our DISPLAY and the like into the session's environment, a trace in what we only look at. */
function attachArgs(target: TmuxTarget, sessionId: SessionId): string[] {
  return [...serverArgs(target), '-CC', 'attach-session', '-E', '-t', assertSessionId(sessionId), '-f', 'ignore-size']
}

/** `encoding: null` makes node-pty hand out Buffers and gives it a descriptor, which its types do not tell. */
function connect(options: ControlClientOptions, parser: ControlParser, onEnd: (code: number) => void): Connection {
  const pty = spawn(options.target.binary, attachArgs(options.target, options.sessionId), {
    name: 'xterm-256color',
    cols: 80,
    rows: 24,
    cwd: '/',
    env: tmuxEnvironment(),
    encoding: null,
  })
  options.onSpawn?.(pty.pid)
  const { fd } = pty as IPty & { readonly fd: number }
  const writer = createPtyWriter(fd, error =>
    options.log.debug('a control client takes no input', { error: error.message }),
  )
  pty.onData(data => parser.push(data as unknown as Buffer))
  const ended = new Promise<void>(resolve => {
    pty.onExit(({ exitCode }) => {
      writer.stop()
      onEnd(exitCode)
      resolve()
    })
  })
  return { pty, writer, ended }
}

/** Ends a client process by signals, the first after `wait` ms. It is our child, so its pid is its own until then. */
async function endProcess({ pty, ended }: Connection, wait: number): Promise<void> {
  const timers = [setTimeout(() => pty.kill('SIGTERM'), wait), setTimeout(() => pty.kill('SIGKILL'), wait + PATIENCE)]
  // The pty is drained all the while: a server can block on a client that ends unread (facts §1, upstream #5356).
  await ended
  for (const timer of timers) clearTimeout(timer)
}

/** One subscriber's error must not stop the others, nor the parser in the middle of a chunk. */
function guarded<A extends unknown[]>(log: Log, listener: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      listener(...args)
    } catch (error) {
      log.error('a listener of a control client failed', {
        error: error instanceof Error ? error.stack : String(error),
      })
    }
  }
}

/** What the stream told, as far as the client must remember it. */
interface Stream {
  readonly output: Emitter<readonly [PaneId, Buffer]>
  readonly notifications: Emitter<Notification>
  readonly closed: Emitter<End>
  readonly queue: ReplyQueue
  readonly parser: ControlParser
  /** Resolves with the first block: null when tmux attached us, else why not. */
  readonly started: Promise<HostError | null>
  isOpen(): boolean
  finish(end: End): void
}

function createStream(options: ControlClientOptions, breakOff: (reason: string) => void): Stream {
  const output = createEmitter<readonly [PaneId, Buffer]>()
  const notifications = createEmitter<Notification>()
  const closed = createEmitter<End>()
  const queue = createReplyQueue({
    timeout: options.replyTimeout ?? REPLY_TIMEOUT,
    wedged: WEDGED,
    onWedged: () => breakOff('tmux stopped answering this client'),
  })
  let state: 'starting' | 'open' | 'closed' = 'starting'
  let words = ''
  let settle: (failure: HostError | null) => void = () => {}
  const started = new Promise<HostError | null>(resolve => {
    settle = resolve
  })
  const finish = (end: End) => {
    if (state === 'closed') return
    settle(failedStart(words || end.reason, options))
    state = 'closed'
    queue.close(end.reason)
    closed.emit(end)
  }
  const notified = (notification: Notification) => {
    notifications.emit(notification)
    if (notification.kind === 'exit') finish({ reason: notification.reason, clean: isClean(notification.reason) })
    // With `detach-on-destroy off` tmux moves clients of a session that ended to another one, which has its own client.
    if (notification.kind === 'session-changed' && notification.sessionId !== options.sessionId)
      breakOff('tmux moved this client to another session')
  }
  const parser = createControlParser({
    output: (paneId, bytes) => state === 'open' && output.emit([paneId, bytes]),
    notification: one => state !== 'closed' && notified(one),
    begin() {},
    reply({ ours, ok, body }) {
      if (state === 'closed') return
      if (ours) {
        const reply: Reply = ok ? { ok, body } : { ok, reason: 'error', message: body.toString('utf8') }
        if (!queue.answer(reply)) breakOff('an answer came that nobody asked for')
      } else if (state === 'starting') {
        if (!ok) return finish({ reason: body.toString('utf8'), clean: false })
        state = 'open'
        settle(null)
      }
    },
    stray(line) {
      if (state === 'starting') words += `${line}\n`
      // An end without a beginning: somebody's text was taken for the protocol. Only a fresh stream can be trusted.
      else if (state === 'open' && line.startsWith('%')) breakOff('the stream of this client is broken')
    },
    notifiesInBlock: () => queue.next === 'refresh-client',
  })
  return { output, notifications, closed, queue, parser, started, isOpen: () => state === 'open', finish }
}

function isClean(reason: string): boolean {
  return !/unexpected|lost|too far behind|not a terminal/.test(reason)
}

function failedStart(words: string, { sessionId }: ControlClientOptions): HostError {
  return (
    classify(words) ?? new HostError('tmux-refused', words.trim() || `tmux ended before ${sessionId} was attached.`)
  )
}

function closedReply(): Reply {
  return { ok: false, reason: 'closed', message: 'The connection to this tmux session has ended.' }
}

function clientOf(options: ControlClientOptions, stream: Stream, connection: Connection): ControlClient {
  const { log, sessionId } = options
  const { queue } = stream
  const write = (lines: string) => connection.writer.write(Buffer.from(lines))
  const send = (commands: readonly Command[], onReply?: OnReply) => {
    const line = toLine(commands)
    const told = onReply && guarded(log, onReply)
    if (!stream.isOpen()) {
      if (told) queueMicrotask(() => commands.forEach((_, index) => told(closedReply(), index)))
      return
    }
    queue.add(commands, told)
    write(`${line}\n`)
  }
  return {
    sessionId,
    pid: connection.pty.pid,
    get open() {
      return stream.isOpen()
    },
    send,
    request: one => new Promise(resolve => send([one], resolve)),
    async requestAll(commands) {
      const lines = commands.map(one => `${toLine([one])}\n`).join('')
      if (!stream.isOpen()) return commands.map(closedReply)
      const replies = commands.map(one => new Promise<Reply>(resolve => queue.add([one], resolve)))
      if (lines !== '') write(lines)
      return Promise.all(replies)
    },
    onOutput: listener => stream.output.on(guarded(log, ([paneId, bytes]) => listener(paneId, bytes))),
    onNotification: listener => stream.notifications.on(guarded(log, listener)),
    onClose: listener => stream.closed.on(guarded(log, listener)),
    async close() {
      const wasOpen = stream.isOpen()
      stream.finish({ reason: 'closed by Quarterdeck', clean: true })
      // The one place where the line is empty on purpose: it makes tmux detach a control client (3.3a control.c).
      if (wasOpen) write('\n')
      await endProcess(connection, PATIENCE)
    },
  }
}

/**
 * Attaches a control client to a session and resolves once tmux has said so. It never takes part in sizing and leaves the
 * session's environment alone. Rejects with HostError: `no-such-session`, `no-server`, `no-tmux`, `version-skew` when the
 * server says nothing within `beginTimeout`, else `tmux-refused`.
 */
export async function openControlClient(options: ControlClientOptions): Promise<ControlClient> {
  const { log } = options
  let connection: Connection | null = null
  const stream = createStream(options, reason => {
    log.warn('a control client is given up', { session: options.sessionId, reason })
    stream.finish({ reason, clean: false })
    if (connection) void endProcess(connection, 0)
  })
  try {
    connection = connect(options, stream.parser, code =>
      stream.finish({ reason: `the tmux client ended with code ${code}`, clean: false }),
    )
  } catch (error) {
    throw new HostError('no-tmux', 'tmux could not be started.', String(error))
  }
  const own = connection
  const limit = options.beginTimeout ?? BEGIN_TIMEOUT
  let late = false
  const timer = setTimeout(() => {
    late = true
    stream.finish({ reason: `tmux said nothing for ${limit} ms`, clean: false })
  }, limit)
  const failure = await stream.started
  clearTimeout(timer)
  if (failure) {
    void endProcess(own, late ? 0 : PATIENCE)
    throw late
      ? new HostError('version-skew', `The tmux server said nothing to a new client for ${limit} ms.`)
      : failure
  }
  const client = clientOf(options, stream, own)
  void client.request(command('refresh-client', '-f', `pause-after=${PAUSE_AFTER}`)).then(reply => {
    if (!reply.ok && reply.reason !== 'closed')
      log.warn('tmux refused a setting of our client', { message: reply.message })
  })
  return client
}
