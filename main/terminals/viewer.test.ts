import { describe, expect, it } from 'vitest'
import { HostError } from '../../ipc/failure'
import { decodeFrame, type Frame } from '../../ipc/frames'
import { BACKLOG } from './outbox'
import { readSnapshot } from './snapshot'
import { parseSnapshotRow, SNAPSHOT_FORMAT } from './snapshot-row'
import { createViewer, LITTLE_HISTORY } from './viewer'

/** What was read of a pane of 20×2 with 300 lines of history. */
function reading() {
  const values: Record<string, string> = { pane_width: '20', pane_height: '2', history_size: '300', wrap_flag: '1' }
  const row = parseSnapshotRow(SNAPSHOT_FORMAT.replace(/#\{(\w+)\}/g, (_, name: string) => values[name] ?? '0'))
  if (!row) throw new Error('no row')
  const cells = Buffer.from(Array.from({ length: 302 }, (_, i) => `line ${i}\n`).join(''))
  return readSnapshot({ row, asked: 300, cells, joined: cells, saved: null, pending: Buffer.alloc(0) })
}

function viewer(view: 'live' | 'tile' = 'live') {
  const frames: Frame[] = []
  let needs = 0
  const one = createViewer({
    stream: 7,
    view,
    lines: 300,
    sendFrame(data) {
      const frame = decodeFrame(data)
      if (frame) frames.push(frame)
    },
    onNeed() {
      needs += 1
    },
  })
  const kinds = () => frames.map(frame => frame.kind)
  const histories = () => frames.flatMap(frame => (frame.kind === 'snapshot' ? [frame.snapshot.history] : []))
  const snapshotBytes = () =>
    frames.reduce((sum, frame) => sum + (frame.kind === 'snapshot' ? frame.snapshot.bytes.length : 0), 0)
  return { one, frames, kinds, histories, snapshotBytes, needs: () => needs }
}

const gone = new HostError('no-such-pane', 'gone')

describe('a viewer', () => {
  it('keeps its frames until it is released, in order', async () => {
    const { one, kinds } = viewer()
    const shown = one.shown()
    one.show(reading())
    one.push(Buffer.from('later'))
    await shown
    expect(kinds()).toEqual([])
    one.release()
    expect(kinds()).toEqual(['snapshot', 'output'])
  })

  it('takes no output before its snapshot: that is in the snapshot', async () => {
    const { one, kinds } = viewer()
    one.release()
    one.push(Buffer.from('early'))
    await Promise.resolve()
    one.show(reading())
    expect(kinds()).toEqual(['snapshot'])
  })

  it('wants its history when live and none as a tile', () => {
    expect(viewer('live').one.wanted).toBe(300)
    const tile = viewer('tile')
    expect(tile.one.wanted).toBe(0)
    tile.one.release()
    tile.one.show(reading())
    expect(tile.histories()).toEqual([0])
  })

  it('falls behind when its backlog overflows, and asks again when the page has caught up, first for a little', () => {
    const { one, histories, snapshotBytes, needs } = viewer()
    one.release()
    one.show(reading())
    const before = needs()
    one.push(Buffer.alloc(BACKLOG))
    one.push(Buffer.alloc(BACKLOG))
    expect(one.state).toBe('behind')
    expect(needs()).toBe(before + 1)
    one.parsed(snapshotBytes() + 2 * BACKLOG)
    expect(one.state).toBe('waiting')
    expect(needs()).toBe(before + 2)
    expect([one.wanted, one.owed]).toEqual([LITTLE_HISTORY, true])
    one.show(reading())
    expect([one.state, one.owed]).toEqual(['live', true])
    one.ask()
    one.show(reading())
    expect([one.wanted, one.owed]).toEqual([300, false])
    expect(histories()).toEqual([300, LITTLE_HISTORY, 300])
  })

  it('gets more history when it asks for it', () => {
    const { one } = viewer()
    one.show(reading())
    one.ask(5000)
    expect([one.state, one.wanted]).toEqual(['waiting', 5000])
  })

  it('says once that the pane is gone, tells those who wait, and is silent then', async () => {
    const { one, kinds } = viewer()
    const shown = one.shown()
    one.end(gone, true)
    one.end(gone, true)
    one.show(reading())
    one.release()
    await expect(shown).rejects.toBe(gone)
    expect(kinds()).toEqual(['closed'])
  })

  it('that the page closed itself is not told of it', () => {
    const { one, kinds } = viewer()
    one.release()
    one.end(gone, false)
    expect(kinds()).toEqual([])
  })
})
