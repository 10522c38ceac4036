import { afterEach, describe, expect, it, vi } from 'vitest'
import { createWirePair, type Wire } from '../../ipc/wire'
import { keepConnected, pauseBefore } from './reconnect'

const undos: (() => void)[] = []
afterEach(() => {
  for (const undo of undos.splice(0)) undo()
})

/** A host that can be switched off: `open` then rejects. */
function fakeHost() {
  const hostEnds: Wire[] = []
  const state = { up: true, attempts: 0 }
  const open = async () => {
    state.attempts += 1
    if (!state.up) throw new Error('away')
    const [page, host] = createWirePair()
    hostEnds.push(host)
    return page
  }
  return { state, open, hostEnds }
}

describe('pauseBefore', () => {
  it('doubles and stops at five seconds', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 100].map(n => pauseBefore(n))).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000, 5000])
  })
})

describe('keepConnected', () => {
  it('opens again after a loss, also when the host is away for some attempts', async () => {
    const { state, open, hostEnds } = fakeHost()
    const onOpen = vi.fn()
    const onLost = vi.fn()
    undos.push(keepConnected({ open, onOpen, onLost, firstPauseMs: 1 }))
    await vi.waitFor(() => expect(onOpen).toHaveBeenCalledTimes(1))
    state.up = false
    hostEnds[0]?.close()
    await vi.waitFor(() => expect(state.attempts).toBeGreaterThan(3))
    expect(onLost).toHaveBeenCalled()
    state.up = true
    await vi.waitFor(() => expect(onOpen).toHaveBeenCalledTimes(2))
    expect(hostEnds).toHaveLength(2)
  })

  it('says that there is no host when the first attempt fails', async () => {
    const { state, open } = fakeHost()
    state.up = false
    const onLost = vi.fn()
    undos.push(keepConnected({ open, onOpen: vi.fn(), onLost, firstPauseMs: 1 }))
    await vi.waitFor(() => expect(onLost).toHaveBeenCalled())
  })

  it('closes the wire and tries no more once undone', async () => {
    const { state, open, hostEnds } = fakeHost()
    const onOpen = vi.fn()
    const undo = keepConnected({ open, onOpen, onLost: vi.fn(), firstPauseMs: 1 })
    await vi.waitFor(() => expect(onOpen).toHaveBeenCalled())
    const closed = vi.fn()
    hostEnds[0]?.onClose(closed)
    undo()
    expect(closed).toHaveBeenCalled()
    window.dispatchEvent(new Event('online'))
    expect(state.attempts).toBe(1)
  })

  it('closes a wire that comes up after the undo', async () => {
    const [page, host] = createWirePair()
    const closed = vi.fn()
    host.onClose(closed)
    let give = (_wire: Wire) => {}
    const onOpen = vi.fn()
    const undo = keepConnected({ open: () => new Promise(resolve => (give = resolve)), onOpen, onLost: vi.fn() })
    undo()
    give(page)
    await vi.waitFor(() => expect(closed).toHaveBeenCalled())
    expect(onOpen).not.toHaveBeenCalled()
  })
})
