import type { Command, Reply } from './types'

/*
 * Who waits for which reply. tmux answers a client's commands in order, one block each (3.3a), so a queue is enough; what
 * timed out stays in it as a place that a late reply takes, else every later reply would reach the wrong caller.
 */

export type OnReply = (reply: Reply, index: number) => void

export interface ReplyQueue {
  /** One line was written: its commands will be answered in order. */
  add(commands: readonly Command[], onReply?: OnReply): void
  /** The next block of ours has ended. False when nobody waits: the stream cannot be trusted any more. */
  answer(reply: Reply): boolean
  /** The verb whose reply is due next; empty when none is. */
  readonly next: string
  /** Tells all who wait that the client is gone. */
  close(message: string): void
}

export interface ReplyQueueOptions {
  /** ms until a caller is told `timeout`. */
  readonly timeout: number
  /** ms until an unanswered command means that the client is beyond help. */
  readonly wedged: number
  onWedged(): void
}

interface Waiting {
  readonly line: number
  readonly index: number
  readonly verb: string
  readonly onReply: OnReply | undefined
  readonly since: number
  told: boolean
}

/** The queue of one control client. */
export function createReplyQueue({ timeout, wedged, onWedged }: ReplyQueueOptions): ReplyQueue {
  const queue: Waiting[] = []
  let lines = 0
  let timer: NodeJS.Timeout | null = null

  const tell = (one: Waiting, reply: Reply) => {
    if (one.told) return
    one.told = true
    one.onReply?.(reply, one.index)
  }

  const schedule = () => {
    const first = queue[0]
    if (timer || !first) return
    const now = Date.now()
    const due = queue.find(one => !one.told)
    const at = Math.min(due ? due.since + timeout : Number.POSITIVE_INFINITY, first.since + wedged)
    timer = setTimeout(check, Math.max(1, at - now))
    timer.unref()
  }

  const check = () => {
    timer = null
    const now = Date.now()
    for (const one of [...queue])
      if (now - one.since >= timeout)
        tell(one, { ok: false, reason: 'timeout', message: `tmux did not answer ${one.verb} within ${timeout} ms.` })
    const first = queue[0]
    if (first && now - first.since >= wedged) onWedged()
    else schedule()
  }

  return {
    add(commands, onReply) {
      lines += 1
      const since = Date.now()
      for (const [index, one] of commands.entries())
        queue.push({ line: lines, index, verb: one.verb, onReply, since, told: false })
      schedule()
    },
    answer(reply) {
      const one = queue.shift()
      if (!one) return false
      tell(one, reply)
      if (reply.ok) return true
      // An error ends the list: the rest of the line neither runs nor replies.
      while (queue[0]?.line === one.line) {
        const rest = queue.shift()
        if (rest) tell(rest, { ok: false, reason: 'skipped', message: 'An earlier command of the same line failed.' })
      }
      return true
    },
    get next() {
      return queue[0]?.verb ?? ''
    },
    close(message) {
      if (timer) clearTimeout(timer)
      timer = null
      for (const one of queue.splice(0)) tell(one, { ok: false, reason: 'closed', message })
    },
  }
}
