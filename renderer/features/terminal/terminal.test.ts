import { afterEach, describe, expect, it } from 'vitest'
import { HostError } from '../../../ipc/failure'
import { createHostClient } from '../../../ipc/rpc-client'
import { createWirePair } from '../../../ipc/wire'
import { setHost } from '../../host/host'
import { countWords } from './find-bar'
import { fitPane, fitStore, unfitPane } from './fit-store'
import { coverWords } from './status-cover'

afterEach(() => {
  setHost(null)
  fitStore.setState({ undo: new Map() })
})

/** A host that answers by name; what was asked. */
function host(answer: (name: string, input: Record<string, unknown>) => unknown): [string, unknown][] {
  const [page, wire] = createWirePair()
  const asked: [string, unknown][] = []
  wire.onMessage(message => {
    const { id, name, in: input } = JSON.parse(String(message))
    asked.push([name, input])
    wire.send(JSON.stringify({ t: 'ok', id, out: answer(name, input) }))
  })
  setHost(createHostClient(page))
  return asked
}

describe('find', () => {
  it('says where one is among the hits', () => {
    expect(countWords('', { resultIndex: -1, resultCount: 0 })).toBe('')
    expect(countWords('x', { resultIndex: -1, resultCount: 0 })).toBe('No hits')
    expect(countWords('x', { resultIndex: 1, resultCount: 14 })).toBe('2 of 14')
    expect(countWords('x', { resultIndex: -1, resultCount: 1000 })).toBe('1000 hits')
  })
})

describe('the words over a terminal', () => {
  it('are none while all is well, else what happened', () => {
    expect(coverWords({ kind: 'open' })).toBe('')
    expect(coverWords({ kind: 'lost' })).toMatch(/No connection/)
    expect(coverWords({ kind: 'closed' })).toMatch(/gone/)
    const error = new HostError('tmux-timeout', 'tmux did not answer in 2 s.')
    expect(coverWords({ kind: 'failed', error })).toMatch(/^tmux did not answer in 2 s\. ./)
  })
})

describe('fit to window', () => {
  it('keeps what leads back to the size before the first fit', async () => {
    let count = 0
    const asked = host(() => ({ undo: `undo ${++count}` }))
    await fitPane('%1', { cols: 100, rows: 30 })
    await fitPane('%1', { cols: 120, rows: 40 })
    expect(fitStore.getState().undo.get('%1')).toBe('undo 1')
    await unfitPane('%1')
    expect(asked.at(-1)).toEqual(['window.unfit', { undo: 'undo 1' }])
    expect(fitStore.getState().undo.has('%1')).toBe(false)
  })

  it('offers no undo of what did not happen', async () => {
    await fitPane('%1', { cols: 100, rows: 30 })
    expect(fitStore.getState().undo.size).toBe(0)
    const asked = host(() => ({}))
    await unfitPane('%1')
    expect(asked).toEqual([])
  })
})
