import { afterEach, describe, expect, it } from 'vitest'
import { HostError } from '../../ipc/failure'
import type { WindowId } from '../../ipc/model'
import { silentLog } from '../log/log'
import { createMirror, type DrivenMirror } from './mirror'
import { toArgv } from './quote'
import { createTestServer, type TestServer, until } from './test-server'
import type { Command, MirrorState } from './types'

/** A mirror over a real server, with a count of listings and, when asked, a gate before each reply. */
interface Setup {
  readonly server: TestServer
  readonly mirror: DrivenMirror
  readonly changes: MirrorState[]
  listings(): number
  /** Replies wait for the returned function. */
  hold(): () => void
}

const servers: TestServer[] = []

async function setUp(panes = 1): Promise<Setup> {
  const server = createTestServer()
  servers.push(server)
  await server.tmux('new-session', '-d', '-x', '200', '-y', '60', '-s', 'one', '-n', 'w', 'cat')
  for (let i = 1; i < panes; i += 1) await server.tmux('split-window', '-d', 'cat', ';', 'select-layout', 'tiled')
  let listings = 0
  let gate: Promise<void> | null = null
  const request = async (one: Command) => {
    if (one.verb === 'list-panes') listings += 1
    const reply = await server.raw(...toArgv(one)).catch(error => {
      throw new HostError('tmux-refused', String(error))
    })
    await gate
    return reply
  }
  const mirror = createMirror({ request, ownClientPids: () => new Set(), log: silentLog })
  const changes: MirrorState[] = []
  mirror.onChange(state => changes.push(state))
  const hold = () => {
    let open = () => {}
    gate = new Promise(resolve => {
      open = resolve
    })
    return () => {
      gate = null
      open()
    }
  }
  return { server, mirror, changes, listings: () => listings, hold }
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.end()
})

const subscription = (name: string, value: string, paneId: string | null = '%0') =>
  ({ kind: 'subscription-changed', name, paneId, value }) as const

describe('refresh', () => {
  it('is empty before the first listing and then holds what tmux has', async () => {
    const { mirror, changes } = await setUp(3)
    expect(mirror.state().panes).toEqual([])
    const state = await mirror.refresh()
    expect(state.panes.map(one => one.id).sort()).toEqual(['%0', '%1', '%2'])
    expect(mirror.state()).toBe(state)
    expect(mirror.pane('%1')).toBe(state.panes.find(one => one.id === '%1'))
    expect(mirror.pane('%9')).toBeNull()
    expect(changes).toEqual([state])
  })

  it('waits for a listing that began after the call', async () => {
    const { server, mirror, hold } = await setUp()
    const open = hold()
    const first = mirror.refresh()
    await until(async () => (await server.tmux('list-panes')) !== '', 'the first listing has read')
    await server.tmux('rename-session', 'two')
    const second = mirror.refresh()
    open()
    await first
    expect((await second).sessions[0]?.name).toBe('two')
  })

  it('serves any number of calls during a listing with one more listing', async () => {
    const { mirror, listings, hold } = await setUp()
    const open = hold()
    const all = [mirror.refresh(), ...Array.from({ length: 50 }, () => mirror.refresh())]
    expect(listings()).toBe(1)
    open()
    await Promise.all(all)
    expect(listings()).toBe(2)
  })

  it('rejects when tmux does not answer, keeps the state, and works again afterwards', async () => {
    const { server, mirror } = await setUp()
    const before = await mirror.refresh()
    await server.tmux('kill-server')
    await expect(mirror.refresh()).rejects.toBeInstanceOf(HostError)
    expect(mirror.state()).toBe(before)
    await until(() =>
      server.tmux('new-session', '-d', '-s', 'again', 'cat').then(
        () => true,
        () => false,
      ),
    )
    expect((await mirror.refresh()).sessions[0]?.name).toBe('again')
  })

  it('says nothing and keeps identity when nothing changed', async () => {
    const { mirror, changes } = await setUp(2)
    const first = await until(async () => {
      const state = await mirror.refresh()
      return state.panes.every(one => one.command === 'cat') ? state : null
    })
    const told = changes.length
    expect(await mirror.refresh()).toBe(first)
    expect(changes).toHaveLength(told)
  })
})

describe('nudge', () => {
  it('makes a handful of listings of a storm, the last of them after the storm', async () => {
    const { server, mirror, listings } = await setUp()
    for (let i = 0; i < 1000; i += 1) {
      mirror.nudge()
      if (i % 50 === 0) await new Promise(resolve => setImmediate(resolve))
    }
    await server.tmux('rename-session', 'after')
    mirror.nudge()
    await until(() => mirror.state().sessions[0]?.name === 'after')
    expect(listings()).toBeGreaterThanOrEqual(1)
    expect(listings()).toBeLessThanOrEqual(6)
  })

  it('during a listing causes one more', async () => {
    const { mirror, listings, hold } = await setUp()
    const open = hold()
    const first = mirror.refresh()
    for (let i = 0; i < 20; i += 1) mirror.nudge()
    open()
    await first
    expect(listings()).toBe(1)
    await until(() => listings() === 2)
    await mirror.refresh()
    expect(listings()).toBe(3)
  })
})

describe('apply', () => {
  it('takes the values of subscriptions without a listing', async () => {
    const { mirror, listings, changes } = await setUp(2)
    const before = await mirror.refresh()
    mirror.apply(subscription('qd-title', '⠐ busy'))
    mirror.apply(subscription('qd-command', 'vim'))
    mirror.apply(subscription('qd-dead', `1 3  1795346072 ${before.panes[0]?.pid}`))
    mirror.apply(subscription('qd-mode', '1 1'))
    expect(mirror.pane('%0')).toEqual({
      ...before.panes[0],
      title: '⠐ busy',
      command: 'vim',
      dead: true,
      deadStatus: 3,
      deadSignal: null,
      inMode: true,
      alternate: true,
    })
    expect(mirror.state().panes[1]).toBe(before.panes[1])
    expect(mirror.state().windows).toBe(before.windows)
    const told = changes.length
    mirror.apply(subscription('qd-title', '⠐ busy'))
    mirror.apply(subscription('qd-other', 'x'))
    mirror.apply(subscription('qd-title', 'x', null))
    mirror.apply(subscription('qd-path', before.panes[0]?.path ?? ''))
    expect(changes).toHaveLength(told)
    expect(listings()).toBe(1)
  })

  it('takes names and the active pane at once', async () => {
    const { mirror, listings } = await setUp(2)
    await mirror.refresh()
    mirror.apply({ kind: 'window-renamed', windowId: '@0', name: 'x' })
    mirror.apply({ kind: 'session-renamed', sessionId: '$0', name: 's' })
    mirror.apply({ kind: 'window-pane-changed', windowId: '@0', paneId: '%1' })
    const { sessions, windows, panes } = mirror.state()
    expect([sessions[0]?.name, windows[0]?.name, panes.map(one => one.active)]).toEqual(['s', 'x', [false, true]])
    mirror.apply({ kind: 'pause', paneId: '%0' })
    mirror.apply({ kind: 'exit', reason: '' })
    expect(listings()).toBe(1)
  })

  it.each([
    ['a folder', subscription('qd-path', '/elsewhere')],
    ['an unreadable value', subscription('qd-dead', 'x')],
    ['an unknown pane', subscription('qd-title', 'x', '%77')],
    ['an unknown window', { kind: 'unlinked-window-renamed', windowId: '@7' as WindowId, name: 'x' } as const],
    ['a new window', { kind: 'window-add', windowId: '@7' as WindowId } as const],
    ['sessions', { kind: 'sessions-changed' } as const],
    ['a mode', { kind: 'pane-mode-changed', paneId: '%0' } as const],
  ])('asks tmux about %s', async (_, notification) => {
    const { server, mirror } = await setUp()
    await mirror.refresh()
    await server.tmux('rename-session', 'seen')
    mirror.apply(notification)
    await until(() => mirror.state().sessions[0]?.name === 'seen')
  })

  it('lists once more when told something during a listing, as that one may have read older values', async () => {
    const { server, mirror, hold } = await setUp()
    await mirror.refresh()
    const open = hold()
    const old = mirror.refresh()
    await until(async () => (await server.tmux('list-panes')) !== '')
    await server.tmux('select-pane', '-t', '%0', '-T', 'new')
    mirror.apply(subscription('qd-title', 'new'))
    expect(mirror.pane('%0')?.title).toBe('new')
    open()
    await old
    await until(() => mirror.pane('%0')?.title === 'new')
  })
})

describe('reset', () => {
  it('empties the state and throws away a listing under way', async () => {
    const { mirror, changes, hold } = await setUp()
    await mirror.refresh()
    const open = hold()
    const late = mirror.refresh()
    mirror.reset()
    expect(mirror.state()).toEqual({ sessions: [], windows: [], panes: [] })
    const told = changes.length
    open()
    await expect(late).rejects.toMatchObject({ code: 'no-server' })
    expect(mirror.state().panes).toEqual([])
    expect(changes).toHaveLength(told)
    expect((await mirror.refresh()).panes).toHaveLength(1)
  })
})
