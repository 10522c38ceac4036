/*
 * A tmux server (3.3a; upstream #4980, #5004) dies when a session is created, ended or renamed, a client is detached, or
 * the current pane, the current window or a pane's mode changes, in the instant between a control client's first words (its
 * flags) and its last: control_write() meets a client that has no control_state yet. Measured: ten sessions made one after
 * the other while their clients were attached killed 10 of 25 servers; 40 attaches beside 250 changes of the current pane,
 * window or a mode killed 7 of 8 each; new layouts and names of windows killed none of 8. So no attach of ours runs beside such an act of ours, attaches run one at a time to keep the instant short, and
 * after such an act of somebody else they wait for quiet, as those come in bursts. What is left is an act of somebody else
 * in that very instant.
 */

export interface AttachGate {
  /** Runs an attach: alone, with no disturbance of ours under way, and in quiet. */
  attach<T>(work: () => Promise<T>): Promise<T>
  /** Runs an act of ours that creates, ends or renames a session or detaches a client: never beside an attach. */
  disturb<T>(work: () => Promise<T>): Promise<T>
  /** Such an act was seen, once each. Ours are seen too, soon after they were done, and do not count. */
  seen(): void
}

/** ms without such an act before an attach. Scripts that make several sessions make one every 3 to 100 ms. */
const QUIET = 500
/** ms after which an attach no longer waits for quiet: a session must not stay unseen for ever. */
const PATIENCE = 10_000
/** ms after an act of ours within which tmux tells of it. */
const ECHO = 1000

const after = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))

/** The gate of one server. */
export function createAttachGate(): AttachGate {
  let last: Promise<void> = Promise.resolve()
  let attaching: Promise<void> | null = null
  let disturbing = 0
  /** Until when each act of ours that was not told of yet is expected to be. */
  let echoes: number[] = []
  let lastSeen = 0
  let waiting: (() => void)[] = []

  /** Waits for quiet and shuts the gate in the same tick in which it was found. Returns what opens it again. */
  const shut = async (): Promise<() => void> => {
    const end = Date.now() + PATIENCE
    for (;;) {
      const left = Math.min(lastSeen + QUIET, end) - Date.now()
      if (disturbing > 0) await new Promise<void>(resolve => waiting.push(resolve))
      else if (left > 0) await after(left)
      else break
    }
    let resolveAttaching = () => {}
    attaching = new Promise<void>(resolve => {
      resolveAttaching = resolve
    })
    return () => {
      attaching = null
      resolveAttaching()
    }
  }

  return {
    async attach(work) {
      const before = last
      let done = () => {}
      last = new Promise<void>(resolve => {
        done = resolve
      })
      await before
      const open = await shut()
      try {
        return await work()
      } finally {
        open()
        done()
      }
    },
    async disturb(work) {
      while (attaching) await attaching
      disturbing += 1
      echoes.push(Date.now() + ECHO)
      try {
        return await work()
      } finally {
        disturbing -= 1
        const woken = waiting
        waiting = []
        for (const resolve of woken) resolve()
      }
    },
    seen() {
      const now = Date.now()
      echoes = echoes.filter(until => until > now)
      if (echoes.shift() === undefined) lastSeen = now
    },
  }
}
