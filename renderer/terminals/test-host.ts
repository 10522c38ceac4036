import type { CallName } from '../../ipc/contract'
import type { FailureCode } from '../../ipc/failure'
import { decodeFrame, encodeClosed, encodeOutput, encodeSnapshot, type Frame, type Snapshot } from '../../ipc/frames'
import { createHostClient, type HostClient } from '../../ipc/rpc-client'
import { createEmitter, createWirePair, type Undo } from '../../ipc/wire'

/* For tests: a host on the other end of a real wire that serves streams as told. */

type Call = { readonly id: number; readonly name: CallName; readonly in: Record<string, unknown> }

export interface TestHost {
  readonly calls: Call[]
  readonly frames: Frame[]
  /** Answers a call; without it, calls wait. */
  answer(call: Call, out: unknown): void
  refuse(call: Call, code: FailureCode, message: string): void
  send(frame: Uint8Array): void
  close(): void
}

/** What `onConnect` is to the page, with connections made by the test. */
export function testConnections() {
  let current: HostClient | null = null
  const connected = createEmitter<HostClient>()
  return {
    onConnect(listener: (client: HostClient) => void): Undo {
      if (current) listener(current)
      return connected.on(listener)
    },
    connect(): TestHost {
      const [page, wire] = createWirePair()
      const calls: Call[] = []
      const frames: Frame[] = []
      wire.onMessage(message => {
        if (typeof message === 'string') calls.push(JSON.parse(message))
        else {
          const frame = decodeFrame(message)
          if (frame) frames.push(frame)
        }
      })
      current = createHostClient(page)
      connected.emit(current)
      return {
        calls,
        frames,
        answer: (call, out) => wire.send(JSON.stringify({ t: 'ok', id: call.id, out })),
        refuse: (call, code, message) =>
          wire.send(JSON.stringify({ t: 'fail', id: call.id, failure: { code, message } })),
        send: frame => wire.send(frame),
        close() {
          current = null
          wire.close()
        },
      }
    },
  }
}

const encoder = new TextEncoder()

export function testSnapshot(text: string, more: Partial<Snapshot> = {}): Snapshot {
  return { cols: 20, rows: 4, history: 0, historyTotal: 0, bytes: encoder.encode(text), ...more }
}

export const snapshotFrame = (stream: number, text: string, more: Partial<Snapshot> = {}) =>
  encodeSnapshot(stream, testSnapshot(text, more))
export const outputFrame = (stream: number, text: string) => encodeOutput(stream, encoder.encode(text))
export const closedFrame = encodeClosed

/** All that was sent on a wire pair has been delivered after a turn of the event loop. */
export const delivered = () => new Promise<void>(resolve => setTimeout(resolve, 0))
