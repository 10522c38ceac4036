import { afterEach, describe, expect, it, vi } from 'vitest'
import type { TopicOut } from '../../ipc/contract'
import type { Fleet, Pane } from '../../ipc/model'
import { type Handlers, type Sources, serveWire } from '../../ipc/rpc-server'
import { DEFAULT_SETTINGS } from '../../ipc/settings'
import { createWirePair, type Wire } from '../../ipc/wire'
import { onAct } from '../state/acts-store'
import { fleetStore } from '../state/fleet-store'
import { settingsStore } from '../state/settings-store'
import { connect } from './connect'
import { call } from './host'

const EMPTY: Fleet = {
  server: { kind: 'none', clientVersion: '3.3a', serverVersion: '', socket: 'x', message: '', remedy: '', since: 0 },
  sessions: [],
  windows: [],
  panes: [],
}

const INFO = {
  version: '0.1.0',
  shell: 'web' as const,
  platform: 'linux',
  dataFolder: '/data',
  readOnly: '',
  notices: [],
  home: '/home/me',
}

/** A host that knows the topics and `app.info`; every other call is a bug of the test. */
function fakeHost() {
  const send: { [N in keyof Sources<null>]?: (event: TopicOut<N>) => void } = {}
  const ends: Wire[] = []
  const asked = { count: 0 }
  const open = async () => {
    const [page, host] = createWirePair()
    ends.push(host)
    const handlers = {
      'app.info': () => {
        asked.count += 1
        return INFO
      },
    } as unknown as Handlers<null>
    const sources: Sources<null> = {
      fleet(out) {
        send.fleet = out
        out({ full: EMPTY })
        return () => {}
      },
      settings(out) {
        out(DEFAULT_SETTINGS)
        return () => {}
      },
      acts(out) {
        send.acts = out
        out({ hello: true })
        return () => {}
      },
      act(out) {
        send.act = out
        out({ open: [] })
        return () => {}
      },
      finish(out) {
        out({ open: [] })
        return () => {}
      },
      checkpoints(out) {
        out({ list: [], saving: [], trouble: '' })
        return () => {}
      },
      restore(out) {
        out({ open: [] })
        return () => {}
      },
      recovery(out) {
        out({ lost: [] })
        return () => {}
      },
    }
    serveWire(host, { handlers, sources, peer: null, onFrame() {}, onTrouble() {} })
    return page
  }
  return { open, send, ends, asked }
}

const undos: (() => void)[] = []
afterEach(() => {
  for (const undo of undos.splice(0)) undo()
  fleetStore.setState({ fleet: null, connection: 'connecting' })
  settingsStore.setState({ settings: null, info: null })
})

describe('connect', () => {
  it('fills the stores and applies patches', async () => {
    const host = fakeHost()
    undos.push(connect(host.open))
    await vi.waitFor(() => expect(fleetStore.getState().connection).toBe('open'))
    await vi.waitFor(() => expect(settingsStore.getState()).toEqual({ settings: DEFAULT_SETTINGS, info: INFO }))
    expect(fleetStore.getState().fleet).toEqual(EMPTY)
    const pane = { id: '%1', windowId: '@1' } as Pane
    host.send.fleet?.({ patch: { panes: [pane] } })
    await vi.waitFor(() => expect(fleetStore.getState().fleet?.panes).toEqual([pane]))
    host.send.fleet?.({ patch: { removed: ['%1'] } })
    await vi.waitFor(() => expect(fleetStore.getState().fleet?.panes).toEqual([]))
  })

  it('passes acts on, also those that came before anybody listened, and never the greeting', async () => {
    const host = fakeHost()
    undos.push(connect(host.open))
    await vi.waitFor(() => expect(host.send.acts).toBeDefined())
    host.send.acts?.({ command: 'session.new' })
    await vi.waitFor(() => expect(settingsStore.getState().info).not.toBeNull())
    const seen: unknown[] = []
    undos.push(onAct(act => seen.push(act)))
    expect(seen).toEqual([{ command: 'session.new' }])
    host.send.acts?.({ notice: 'hello' })
    await vi.waitFor(() => expect(seen).toHaveLength(2))
    expect(seen[1]).toEqual({ notice: 'hello' })
    // A notice may be about the host's facts: they are asked for again.
    await vi.waitFor(() => expect(host.asked.count).toBe(2))
  })

  it('keeps the last fleet in view while the host is away, and refuses calls', async () => {
    const host = fakeHost()
    let up = true
    undos.push(connect(() => (up ? host.open() : Promise.reject(new Error('away')))))
    await vi.waitFor(() => expect(fleetStore.getState().connection).toBe('open'))
    up = false
    host.ends[0]?.close()
    await vi.waitFor(() => expect(fleetStore.getState().connection).toBe('lost'))
    expect(fleetStore.getState().fleet).toEqual(EMPTY)
    await expect(call('app.info', {})).rejects.toMatchObject({ code: 'disconnected' })
    up = true
    await vi.waitFor(() => expect(fleetStore.getState().connection).toBe('open'), 3000)
    await expect(call('app.info', {})).resolves.toEqual(INFO)
  })
})
