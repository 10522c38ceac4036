import { HostError } from '../../ipc/failure'
import type { PaneId } from '../../ipc/model'
import type { Undo } from '../../ipc/wire'
import type { Log } from '../log/log'
import { command } from '../tmux/quote'
import type { ControlClient, Tmux } from '../tmux/types'
import { createInput } from './input'
import { pausePane } from './pane-read'
import { createPaneSource, type PaneSource } from './pane-source'
import { createPeer, type PeerTerminals } from './peer'

/** Terminals of all panes for all pages. */
export interface Terminals {
  /**
   * For one page. `sendFrame` gets `snapshot`, `output` and `closed` frames (`ipc/frames.ts`); each is an array of its
   * own. No frame of a stream is sent before the promise of its `open` has been settled and a turn of the event loop has
   * passed, so that the call's answer can go out first.
   */
  openPeer(sendFrame: (frame: Uint8Array) => void): PeerTerminals
  /** Types bytes into a pane; see `Input.type`. */
  input(paneId: PaneId, bytes: Uint8Array): void
  /** Pastes text into a pane; see `Input.paste`. */
  paste(paneId: PaneId, text: string): Promise<void>
  /** Closes all streams; panes and what runs in them stay. */
  close(): void
}

export interface TerminalsOptions {
  readonly tmux: Tmux
  readonly log: Log
  /** Lines of history in a first snapshot, read at each attach. 1000–2000: tmux does nothing else meanwhile (12 ms a 1000). */
  historyLines(): number
}

/** One source a pane that is viewed. */
export interface Sources {
  /** Resolves when the pane is known to exist; throws HostError `no-such-pane`. */
  find(paneId: PaneId): Promise<void>
  /**
   * The source of a pane that was found. A viewer has to be added in the same turn: the source of a pane that nobody views
   * ends when its last viewer goes, and one that has ended serves nobody.
   */
  of(paneId: PaneId): PaneSource
  /** A viewer of it has gone. */
  release(paneId: PaneId): void
}

/**
 * Pauses panes in tmux whose output nobody wants from this client: tmux streams all panes of a session to a client that
 * attaches, new ones too, and those of a linked window to each of its sessions' clients. Their first output is the signal,
 * so silent panes cost nothing at all.
 */
function createPauser(log: Log): (client: ControlClient, paneId: PaneId) => void {
  const under = new WeakMap<ControlClient, Set<PaneId>>()
  return (client, paneId) => {
    const asked = under.get(client) ?? new Set()
    under.set(client, asked)
    if (asked.has(paneId) || !client.open) return
    asked.add(paneId)
    client.send([pausePane(paneId)], reply => {
      // What comes after this reply is a new reason: somebody else continued the pane (a restart does).
      asked.delete(paneId)
      if (!reply.ok) log.debug('a pane could not be paused', { paneId, why: reply.message })
    })
  }
}

/**
 * Seconds of unread output until tmux drops a pane's queue and pauses it, after which it gets a snapshot. The smallest
 * there is: replies and quiet panes' output wait behind that queue, so with 5 s an attach beside floods took 5.4 s on a
 * machine with ten times more work than cores.
 */
const PAUSE_AFTER = 1

/** Brings each client's output and notifications to the pane that they are about. */
function follow(tmux: Tmux, sources: ReadonlyMap<PaneId, PaneSource>, log: Log): Undo {
  const pause = createPauser(log)
  const attend = (client: ControlClient) => {
    client.send([command('refresh-client', '-f', `pause-after=${PAUSE_AFTER}`)])
    client.onOutput((paneId, bytes) => {
      if (!sources.get(paneId)?.output(client, bytes)) pause(client, paneId)
    })
    client.onNotification(notification => {
      if (notification.kind === 'pause') sources.get(notification.paneId)?.paused(client)
    })
    client.onClose(() => {
      for (const source of [...sources.values()]) source.lost(client)
    })
    for (const source of [...sources.values()]) source.step()
  }
  const undo = [
    tmux.onClient(attend),
    tmux.mirror.onChange(() => {
      for (const source of [...sources.values()]) source.look()
    }),
    tmux.onStatus(({ kind, message }) => {
      if (kind !== 'lost' && kind !== 'none') return
      const error = new HostError('no-server', message || 'The tmux server is gone.')
      for (const source of [...sources.values()]) source.end(error, true)
    }),
  ]
  return () => {
    for (const one of undo) one()
  }
}

function createSources(options: TerminalsOptions, sources: Map<PaneId, PaneSource>): Sources {
  const { tmux, log } = options
  return {
    async find(paneId) {
      // A pane that was made a moment ago may not have been listed yet.
      if (!tmux.mirror.pane(paneId)) await tmux.mirror.refresh()
      if (!tmux.mirror.pane(paneId)) throw new HostError('no-such-pane', `There is no pane ${paneId}.`)
    },
    of(paneId) {
      const known = sources.get(paneId)
      if (known) return known
      const source = createPaneSource({ tmux, log, paneId, onEnd: () => sources.delete(paneId) })
      sources.set(paneId, source)
      return source
    },
    release(paneId) {
      const source = sources.get(paneId)
      if (source?.viewers.size === 0) source.end(new HostError('cancelled', 'Nobody views it.'), false)
    },
  }
}

/** Terminals over the tmux floor. */
export function createTerminals(options: TerminalsOptions): Terminals {
  const { tmux, log } = options
  const map = new Map<PaneId, PaneSource>()
  const sources = createSources(options, map)
  const input = createInput({ tmux, log })
  const undo = follow(tmux, map, log)
  let streams = 0
  return {
    openPeer: sendFrame =>
      createPeer({
        sources,
        input,
        log,
        sendFrame,
        historyLines: () => options.historyLines(),
        nextStream: () => {
          streams += 1
          return streams
        },
      }),
    input: (paneId, bytes) => input.type(paneId, bytes),
    paste: (paneId, text) => input.paste(paneId, text),
    close() {
      undo()
      for (const source of [...map.values()]) source.end(new HostError('cancelled', 'The host closes.'), true)
    },
  }
}
