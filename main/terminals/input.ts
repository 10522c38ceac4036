import { HostError } from '../../ipc/failure'
import type { PaneId } from '../../ipc/model'
import type { Log } from '../log/log'
import { bufferName } from '../tmux/commands/buffer-name'
import { leaveModes } from '../tmux/commands/copy-mode'
import { paste as pasteBuffer, pasteRaw } from '../tmux/commands/paste-buffer'
import { sendBytes } from '../tmux/commands/send-keys'
import { command } from '../tmux/quote'
import type { Command, Reply, Tmux } from '../tmux/types'

/** Typed bytes up to here go as `send-keys -H`; more at once go through a buffer, which is linear where `-H` is not. */
const TYPED = 1024

/** What goes into panes: one queue a pane, so that keys and pastes arrive in the order in which they were made. */
export interface Input {
  /**
   * Types bytes exactly as they are (0–255). Copy mode and other modes of tmux are left first, in the same atomic line.
   * Refused, with a line in the log, for a pane that is dead or unknown.
   */
  type(paneId: PaneId, bytes: Uint8Array): void
  /**
   * Pastes text, in brackets when the program asked for them; resolves when tmux has taken it. Rejects with HostError:
   * `pane-dead`, `no-such-pane`, or what tmux refused.
   */
  paste(paneId: PaneId, text: string): Promise<void>
}

type Job =
  | { readonly kind: 'type'; bytes: Uint8Array }
  | { readonly kind: 'paste'; readonly text: string; resolve(): void; reject(error: unknown): void }

interface State {
  readonly tmux: Tmux
  readonly log: Log
  /** Panes with a job under way, and what waits behind it. */
  readonly queues: Map<PaneId, Job[]>
}

function refusal({ tmux }: State, paneId: PaneId): HostError | null {
  const pane = tmux.mirror.pane(paneId)
  if (!pane) return new HostError('no-such-pane', `Pane ${paneId} is gone.`)
  if (pane.dead) return new HostError('pane-dead', `The program in pane ${paneId} has ended.`)
  return null
}

/** Each line leaves the modes anew: somebody may enter copy mode at any time. */
const inLines = (paneId: PaneId, bytes: Uint8Array): Command[][] =>
  sendBytes(paneId, bytes).map(keys => [leaveModes(paneId), keys])

/** All in one go on the pane's client, which keeps the order; false when there is none. */
function typeNow({ tmux, log }: State, paneId: PaneId, bytes: Uint8Array): boolean {
  const client = tmux.clientOfPane(paneId)
  if (!client?.open) return false
  for (const line of inLines(paneId, bytes))
    client.send(line, reply => {
      if (!reply.ok && reply.reason !== 'skipped') log.debug('typing was refused', { paneId, why: reply.message })
    })
  return true
}

/** A refusal is a fact; silence is none, as tmux may paste yet. */
function notPasted(reply: Extract<Reply, { ok: false }>): HostError {
  if (reply.reason === 'error' || reply.reason === 'skipped')
    return new HostError('tmux-refused', `tmux did not paste: ${reply.message}`)
  const code = reply.reason === 'timeout' ? 'tmux-timeout' : 'disconnected'
  return new HostError(code, reply.message, 'It is not known whether tmux still pasted the text.')
}

/** Leaves the modes and pastes as one line, so that no key of anybody's can come between. */
function pasteNow({ tmux }: State, paneId: PaneId, paste: Command): Promise<void> {
  const client = tmux.clientOfPane(paneId)
  if (!client?.open) {
    const one = async () => {
      await tmux.request(leaveModes(paneId))
      await tmux.request(paste)
    }
    return one()
  }
  return new Promise((resolve, reject) => {
    client.send([leaveModes(paneId), paste], (reply, index) => {
      if (!reply.ok) reject(notPasted(reply))
      else if (index === 1) resolve()
    })
  })
}

/** By `load-buffer` from standard input: control mode cannot do that (3.3a: *Bad file descriptor*), so as a process. */
async function throughBuffer(
  s: State,
  paneId: PaneId,
  load: Command,
  input: Uint8Array,
  paste: Command,
): Promise<void> {
  await s.tmux.runWithInput(load, input)
  try {
    await pasteNow(s, paneId, paste)
  } catch (error) {
    // What was not pasted must not stay in the user's list of buffers.
    const name = load.args[1] ?? ''
    await s.tmux.request(command('delete-buffer', '-b', name)).catch(() => undefined)
    throw error
  }
}

async function runTyping(s: State, paneId: PaneId, bytes: Uint8Array): Promise<void> {
  if (bytes.length <= TYPED && typeNow(s, paneId, bytes)) return
  if (bytes.length <= TYPED) {
    for (const line of inLines(paneId, bytes)) for (const one of line) await s.tmux.request(one)
    return
  }
  // Without `-p`: these are keys as xterm made them, brackets included when the page's terminal knows of them.
  const name = bufferName()
  const raw = pasteRaw(paneId, name, s.tmux.status().serverVersion)
  await throughBuffer(s, paneId, command('load-buffer', '-b', name, '-'), bytes, raw)
}

async function runJob(s: State, paneId: PaneId, job: Job): Promise<void> {
  const refused = refusal(s, paneId)
  if (refused) throw refused
  if (job.kind === 'type') return runTyping(s, paneId, job.bytes)
  const { load, input, paste } = pasteBuffer(paneId, job.text, s.tmux.status().serverVersion)
  // tmux makes no buffer of nothing, and would then paste the newest one of the user's.
  if (input.length > 0) await throughBuffer(s, paneId, load, input, paste)
}

async function work(s: State, paneId: PaneId, queue: Job[]): Promise<void> {
  for (let job = queue.shift(); job; job = queue.shift()) {
    try {
      await runJob(s, paneId, job)
      if (job.kind === 'paste') job.resolve()
    } catch (error) {
      if (job.kind === 'paste') job.reject(error)
      else s.log.info('input was refused', { paneId, why: String(error) })
    }
  }
  s.queues.delete(paneId)
}

function enqueue(s: State, paneId: PaneId, job: Job): void {
  const queue = s.queues.get(paneId)
  if (!queue) {
    const fresh = [job]
    s.queues.set(paneId, fresh)
    void work(s, paneId, fresh)
    return
  }
  const last = queue[queue.length - 1]
  if (job.kind === 'type' && last?.kind === 'type') last.bytes = Buffer.concat([last.bytes, job.bytes])
  else queue.push(job)
}

export function createInput({ tmux, log }: { readonly tmux: Tmux; readonly log: Log }): Input {
  const s: State = { tmux, log, queues: new Map() }
  return {
    type(paneId, bytes) {
      if (bytes.length === 0) return
      const refused = refusal(s, paneId)
      if (refused) return log.info('input was refused', { paneId, why: refused.message })
      // The usual case goes out in this very turn: a key must not wait for anything.
      if (bytes.length <= TYPED && !s.queues.has(paneId) && typeNow(s, paneId, bytes)) return
      enqueue(s, paneId, { kind: 'type', bytes: Uint8Array.from(bytes) })
    },
    paste(paneId, text) {
      const refused = refusal(s, paneId)
      if (refused) return Promise.reject(refused)
      return new Promise((resolve, reject) => enqueue(s, paneId, { kind: 'paste', text, resolve, reject }))
    },
  }
}
