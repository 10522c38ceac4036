import type { PaneId } from '../../ipc/model'
import type { CaptureWay } from '../tmux/capture'
import { command } from '../tmux/quote'
import type { Command, ControlClient, Reply } from '../tmux/types'
import type { ReadSnapshot } from './snapshot'
import { snapshotReading } from './snapshot-read'

/*
 * The two ways to a snapshot that fits the stream exactly: no byte lost, none doubled.
 *
 * A list of commands on one line is atomic inside tmux, but not on its way out: newer output of the pane may overtake an
 * older reply that waits behind a busy neighbour (facts: 5 of 60 naive attaches lost lines).
 */

/** What was read, or in words why nothing was. */
export type ReadResult = ReadSnapshot | string

/** The client that sends this loses what is queued of the pane for it, and gets nothing more. */
export const pausePane = (pane: PaneId): Command => command('refresh-client', '-A', `${pane}:pause`)
/** The client that sends this gets the pane's output from now on. */
const continuePane = (pane: PaneId): Command => command('refresh-client', '-A', `${pane}:continue`)

interface Read {
  readonly client: ControlClient
  readonly pane: PaneId
  /** History lines. */
  readonly history: number
  readonly way: CaptureWay
}

/** Sends one line and gives all its replies together, in the very moment of the last one. */
function sendList(
  client: ControlClient,
  commands: readonly Command[],
  done: (replies: readonly Reply[]) => void,
): void {
  const replies: Reply[] = []
  client.send(commands, reply => {
    replies.push(reply)
    if (replies.length === commands.length) done(replies)
  })
}

/**
 * pause → its reply → `continue ; snapshot` on one line (0 of 60 attaches lost or doubled a line). All output of the pane
 * before the pause's reply is to be dropped, all after it belongs behind the snapshot, also what comes before `done`.
 * Both callbacks run while the stream is parsed. `paused` answers whether to go on.
 */
export function readPaused(
  { client, pane, history, way }: Read,
  on: { paused(): boolean; done(result: ReadResult): void },
): void {
  client.send([pausePane(pane)], reply => {
    if (!reply.ok) return on.done(reply.message)
    if (!on.paused()) return
    const reading = snapshotReading(pane, history, way)
    sendList(client, [continuePane(pane), ...reading.commands], replies => on.done(reading.read(replies.slice(1))))
  })
}

/**
 * The snapshot alone, for one more viewer of a pane that already streams. It fits when no output of the pane came between
 * the call and `done`: what is older always arrives before the reply, and only newer output could have overtaken it. The
 * other viewers lose nothing, as the pane is not paused.
 */
export function readQuiet({ client, pane, history, way }: Read, done: (result: ReadResult) => void): void {
  const reading = snapshotReading(pane, history, way)
  sendList(client, reading.commands, replies => done(reading.read(replies)))
}
