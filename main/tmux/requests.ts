import { HostError } from '../../ipc/failure'
import type { AttachGate } from './attach-gate'
import { runTmux } from './run'
import { failureOf } from './run-errors'
import type { Command, ControlClient, Reply, Tmux, TmuxTarget } from './types'

export interface RequestsOptions {
  readonly gate: AttachGate
  /** Any attached client, or null. */
  client(): ControlClient | null
  /** The server's target, or the one that would start it. Throws HostError when tmux cannot be used at all. */
  target(): TmuxTarget
  /** Told before and after a process that was asked to end something, and so may have ended the server. */
  onEnding(): void
  /** A process of its own did this: there may be a server now, or none any more. */
  onRan(verb: string): void
}

/** ms during which a new session is tried again while the server before it is still on its way out (facts §10). */
const EXITING = 2000
const EXITING_STEP = 100

/** These create, end or rename sessions, detach clients, or (zooming) change the current pane (see `attach-gate.ts`). */
const DISTURBING: ReadonlySet<string> = new Set([
  'new-session',
  'rename-session',
  'move-window',
  'detach-client',
  'resize-pane',
  'kill-session',
  'kill-window',
  'kill-pane',
])

/**
 * These may end the very session whose client would carry the reply, so they go as processes of their own: 4 ms more, and
 * an answer in every case. One after the other too: a window that ends in the same turn of the server's loop as its session
 * is told of when it has no window any more, and the server dies (upstream #5243).
 */
const ENDING: ReadonlySet<string> = new Set(['kill-session', 'kill-window', 'kill-pane'])

/** What a server without any session says to whatever needs one (3.3a): it lives on where the tmux.conf has `exit-empty off`. */
const NO_SESSION = 'no current target'

/** What that means: all listings are empty there, and what was named is gone. Throws HostError. */
function withoutSession(error: unknown, [first, ...more]: readonly Command[]): string {
  if (!first || !(error instanceof HostError) || error.message !== NO_SESSION) throw error
  const target = first.args[first.args.indexOf('-t') + 1] ?? ''
  if (!first.args.includes('-t')) {
    if (more.length === 0 && first.verb.startsWith('list-')) return ''
    throw error
  }
  if (target.startsWith('%')) throw new HostError('no-such-pane', 'That pane is gone.')
  if (target.startsWith('@')) throw new HostError('no-such-window', 'That window is gone.')
  throw new HostError('no-such-session', 'That session is gone.')
}

function replyText(reply: Reply): string {
  if (reply.ok) return reply.body.toString('utf8')
  if (reply.reason === 'timeout') throw new HostError('tmux-timeout', reply.message)
  if (reply.reason === 'closed')
    throw new HostError('disconnected', reply.message, 'It is not known whether tmux still did it.')
  throw failureOf(reply.message)
}

async function asReply(work: Promise<string>): Promise<Reply> {
  try {
    return { ok: true, body: Buffer.from(await work) }
  } catch (error) {
    if (!(error instanceof HostError)) throw error
    return { ok: false, reason: error.code === 'tmux-timeout' ? 'timeout' : 'error', message: error.message }
  }
}

/** A new session may meet a server that is just leaving: that is tried again for a while, all else at once told. */
async function runPatiently(target: TmuxTarget, commands: readonly Command[], input?: Uint8Array): Promise<string> {
  const end = Date.now() + (commands[0]?.verb === 'new-session' ? EXITING : 0)
  for (;;) {
    try {
      return await runTmux(target, commands, input ? { input } : {})
    } catch (error) {
      const leaving = error instanceof HostError && error.code === 'version-skew'
      if (!leaving || Date.now() >= end) throw error
      await new Promise(resolve => setTimeout(resolve, EXITING_STEP))
    }
  }
}

/** The ways to ask tmux, by a client where one is attached. */
export function createRequests(options: RequestsOptions): Pick<Tmux, 'request' | 'requestAll' | 'runWithInput'> {
  const run = async (commands: readonly Command[], input?: Uint8Array): Promise<string> => {
    const ending = commands.some(one => ENDING.has(one.verb))
    if (ending) options.onEnding()
    const text = await runPatiently(options.target(), commands, input).catch(error => withoutSession(error, commands))
    if (ending) options.onEnding()
    options.onRan(commands[0]?.verb ?? '')
    return text
  }
  const gated = <T>(verbs: readonly Command[], work: () => Promise<T>): Promise<T> =>
    verbs.some(one => DISTURBING.has(one.verb)) ? options.gate.disturb(work) : work()
  const clientFor = (commands: readonly Command[]): ControlClient | null =>
    commands.some(one => ENDING.has(one.verb)) ? null : options.client()
  return {
    request: (command, ...more) =>
      gated([command, ...more], async () => {
        const client = more.length > 0 ? null : clientFor([command])
        return client ? replyText(await client.request(command)) : run([command, ...more])
      }),
    requestAll: commands =>
      gated(commands, async () => {
        const client = clientFor(commands)
        if (client) return client.requestAll(commands)
        const replies: Reply[] = []
        for (const command of commands) replies.push(await asReply(run([command])))
        return replies
      }),
    runWithInput: (command, input) => run([command], input),
  }
}
