import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeFrame, encodeAck, encodeClosed, encodeInput, encodeOutput, encodeSnapshot } from './frames'

const stream = fc.integer({ min: 0, max: 0xffff_ffff })
const bytes = fc.uint8Array({ maxLength: 300 })

describe('frames', () => {
  it('carry output and input byte for byte', () => {
    fc.assert(
      fc.property(stream, bytes, (id, data) => {
        expect(decodeFrame(encodeOutput(id, data))).toEqual({ kind: 'output', stream: id, bytes: data })
        expect(decodeFrame(encodeInput(id, data))).toEqual({ kind: 'input', stream: id, bytes: data })
      }),
    )
  })

  it('carry a snapshot with its sizes', () => {
    const snapshot = {
      cols: 706,
      rows: 247,
      history: 1000,
      historyTotal: 200_000,
      bytes: new Uint8Array([27, 91, 72, 0, 255]),
    }
    expect(decodeFrame(encodeSnapshot(7, snapshot))).toEqual({ kind: 'snapshot', stream: 7, snapshot })
  })

  it('carry acks and the end', () => {
    expect(decodeFrame(encodeAck(3, 5_000_000))).toEqual({ kind: 'ack', stream: 3, count: 5_000_000 })
    expect(decodeFrame(encodeClosed(3))).toEqual({ kind: 'closed', stream: 3 })
  })

  it('are read also from the middle of a larger buffer', () => {
    const whole = new Uint8Array(64)
    const frame = encodeAck(9, 1234)
    whole.set(frame, 11)
    expect(decodeFrame(whole.subarray(11, 11 + frame.length))).toEqual({ kind: 'ack', stream: 9, count: 1234 })
  })

  it('are refused when cut or unknown, whatever the bytes', () => {
    expect(decodeFrame(new Uint8Array([1, 0, 0]))).toBeNull()
    expect(decodeFrame(new Uint8Array([99, 0, 0, 0, 1, 2]))).toBeNull()
    expect(decodeFrame(encodeAck(1, 2).subarray(0, 7))).toBeNull()
    expect(
      decodeFrame(
        encodeSnapshot(1, { cols: 1, rows: 1, history: 0, historyTotal: 0, bytes: new Uint8Array() }).subarray(0, 16),
      ),
    ).toBeNull()
    fc.assert(fc.property(bytes, data => void decodeFrame(data)))
  })
})
