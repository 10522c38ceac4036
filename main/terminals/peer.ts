import { HostError } from '../../ipc/failure'
import { decodeFrame } from '../../ipc/frames'
import type { PaneId } from '../../ipc/model'
import type { Log } from '../log/log'
import type { Input } from './input'
import type { PaneSource } from './pane-source'
import type { Sources } from './terminals'
import { createViewer, type View, type Viewer } from './viewer'

/**
 * tmux reads nothing from any pane while it writes a capture: 48 000 lines take 351 ms (3.3a). So a person who scrolls up
 * for ever gets this many, in steps that the page chooses.
 */
const MAX_HISTORY = 50_000
/**
 * ms for a session's control client to come and the snapshot to be read. Usually 5; but tmux's reply waits behind all
 * output that is queued for the same client, which on a machine with no CPU to spare took 3.5 s.
 */
const OPEN_LIMIT = 15_000

/** The terminals of one page. */
export interface PeerTerminals {
  /**
   * Opens a stream; resolves with its number once its snapshot is read, which then is its first frame. Rejects with
   * HostError: `no-such-pane`, `no-server`, `tmux-refused`, `tmux-timeout`.
   */
  open(paneId: PaneId, view: View): Promise<number>
  /**
   * Asks for a fresh snapshot with so many lines of history (at most 50 000); resolves when it has been sent. Rejects with
   * `bad-input` for a stream that is not this page's, else as `open`.
   */
  history(stream: number, lines: number): Promise<void>
  close(stream: number): void
  /** A frame from the page: input or ack. Anything else, or a stream that is not this page's, changes nothing. */
  onFrame(frame: Uint8Array): void
  /** The page has gone: closes all its streams. */
  end(): void
}

export interface PeerOptions {
  readonly sources: Sources
  readonly input: Input
  readonly log: Log
  sendFrame(frame: Uint8Array): void
  historyLines(): number
  /** Numbers are never used twice, so that one page's frames can never reach another's stream. */
  nextStream(): number
}

interface Stream {
  readonly paneId: PaneId
  readonly source: PaneSource
  readonly viewer: Viewer
}

/** Rejects when the promise takes longer than `limit` ms. */
function within(limit: number, promise: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new HostError('tmux-timeout', `tmux did not answer in ${limit} ms.`)), limit)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

export function createPeer(options: PeerOptions): PeerTerminals {
  const { sources, log } = options
  const streams = new Map<number, Stream>()
  let ended = false

  const close = (number: number) => {
    const stream = streams.get(number)
    if (!stream) return
    streams.delete(number)
    stream.source.remove(stream.viewer)
    stream.viewer.end(new HostError('cancelled', 'The stream was closed.'), false)
    sources.release(stream.paneId)
    // The others may have waited for this one.
    stream.source.step()
  }
  const open = async (paneId: PaneId, view: View) => {
    await sources.find(paneId)
    if (ended) throw new HostError('disconnected', 'The page has gone.')
    // Not before: the last viewer may have closed while this one was asked for, in the same chunk of the wire.
    const source = sources.of(paneId)
    const stream = options.nextStream()
    const viewer = createViewer({
      stream,
      view,
      lines: options.historyLines(),
      sendFrame: options.sendFrame,
      onNeed: () => source.step(),
    })
    streams.set(stream, { paneId, source, viewer })
    const shown = within(OPEN_LIMIT, viewer.shown())
    source.add(viewer)
    await shown.catch(error => {
      close(stream)
      throw error
    })
    setImmediate(viewer.release)
    return stream
  }
  const onFrame = (data: Uint8Array) => {
    const frame = decodeFrame(data)
    const stream = frame && streams.get(frame.stream)
    if (!frame || !stream) log.debug('a frame was refused', { bytes: data.length, stream: frame?.stream })
    else if (frame.kind === 'input') options.input.type(stream.paneId, frame.bytes)
    else if (frame.kind === 'ack') stream.viewer.parsed(frame.count)
    else log.debug('a frame was refused', { kind: frame.kind, stream: frame.stream })
  }

  return {
    open,
    async history(number, lines) {
      const stream = streams.get(number)
      if (!stream) throw new HostError('bad-input', `There is no stream ${number}.`)
      const shown = within(OPEN_LIMIT, stream.viewer.shown())
      stream.viewer.ask(Math.min(lines, MAX_HISTORY))
      await shown
    },
    close,
    onFrame,
    end() {
      ended = true
      for (const number of [...streams.keys()]) close(number)
    },
  }
}
