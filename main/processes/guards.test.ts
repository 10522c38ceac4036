import { afterEach, describe, expect, it, test, vi } from 'vitest'
import { findGuards, isMultiplexerServer, isTmuxClient, nestedServers } from './guards'
import { createTable } from './table'
import type { ProcessInfo } from './types'

/* Tables that are made up: what may never be signalled, rule by rule. Pids above our own, so that none is ours. */

const SELF = process.pid
const at = (offset: number) => SELF + 1000 + offset
const SERVER = at(0)
const [PANE, OTHER] = [at(100), at(200)]

/** A process that leads no session and has no terminal. */
function one(pid: number, ppid: number, more: Partial<ProcessInfo> = {}): ProcessInfo {
  const base = { pgid: pid, sid: at(900), tpgid: -1, tty: '', name: 'sh', argv: ['sh'], started: '1', zombie: false }
  return { ...base, pid, ppid, ...more }
}
const leader = (pid: number, ppid: number, more: Partial<ProcessInfo> = {}) => one(pid, ppid, { sid: pid, ...more })

/** Init, this host under a shell, and a server with two panes. */
const MACHINE = [
  leader(1, 0, { name: 'init' }),
  one(2, 0, { name: 'kthreadd' }),
  leader(at(1), 1, { tty: '/dev/pts/9' }),
  one(SELF, at(1), { name: 'node', tty: '/dev/pts/9' }),
  leader(SERVER, 1, { name: 'tmux: server' }),
  leader(PANE, SERVER, { tty: '/dev/pts/1' }),
  leader(OTHER, SERVER, { tty: '/dev/pts/2' }),
]

function guards(more: readonly ProcessInfo[], { server = SERVER, roots = [PANE], machine = MACHINE } = {}) {
  const table = createTable([...machine, ...more])
  return findGuards(table, server, new Set(roots))
}

afterEach(() => vi.unstubAllGlobals())

describe('always out of bounds', () => {
  it('the system, the server, this host and what it runs in; the pane that ends is free', () => {
    const found = guards([one(at(101), PANE), one(at(300), 1)])
    expect([0, 1, 2].map(pid => found.get(pid))).toEqual(['system', 'system', 'system'])
    expect(found.get(SERVER)).toBe('server')
    expect([SELF, at(1)].map(pid => found.get(pid))).toEqual(['ourselves', 'ourselves'])
    expect([PANE, at(101), at(300)].map(pid => found.get(pid))).toEqual([undefined, undefined, undefined])
  })

  it('what this host started, to the last grandchild, and its process group wherever it hangs', () => {
    const found = guards([one(at(10), SELF), one(at(11), at(10)), one(at(12), 1, { pgid: SELF })])
    expect([at(10), at(11), at(12)].map(pid => found.get(pid))).toEqual(['ourselves', 'ourselves', 'ourselves'])
  })

  it('but not the panes of a server that this host started', () => {
    const machine = MACHINE.map(each => (each.pid === SERVER ? { ...each, ppid: SELF } : each))
    const found = guards([one(at(101), PANE)], { machine })
    expect(found.get(SERVER)).toBe('server')
    expect([PANE, at(101)].map(pid => found.get(pid))).toEqual([undefined, undefined])
  })

  it('all programs around this host, where it runs in the pane itself', () => {
    const machine = MACHINE.map(each => (each.pid === at(1) ? { ...each, ppid: PANE } : each))
    expect([SELF, at(1), PANE].map(pid => guards([], { machine }).get(pid))).toEqual(Array(3).fill('ourselves'))
  })

  it('as the first process of a container, not the orphans that it adopts: only its own clients', () => {
    vi.stubGlobal('process', { ...process, pid: 1 })
    const machine = [
      leader(1, 0, { name: 'node' }),
      leader(SERVER, 1, { name: 'tmux: server' }),
      leader(PANE, SERVER, { tty: '/dev/pts/1' }),
    ]
    const found = guards([one(at(10), 1, { name: 'tmux: client' }), leader(at(11), 1), one(at(12), at(11))], {
      machine,
    })
    expect([at(10), at(11), at(12), PANE].map(pid => found.get(pid))).toEqual([
      'ourselves',
      ...Array(3).fill(undefined),
    ])
  })

  it('a loop in the parent links of this host ends', () => {
    const machine = MACHINE.map(each => (each.pid === at(1) ? { ...each, ppid: SELF } : each))
    expect(guards([], { machine }).get(at(1))).toBe('ourselves')
  })
})

describe('other panes', () => {
  it('with their trees, their kernel sessions and whatever has their terminal', () => {
    const tree = [one(at(201), OTHER), one(at(202), at(201), { sid: at(202) })]
    const orphans = [one(at(203), 1, { sid: OTHER }), one(at(204), 1, { sid: at(204), tty: '/dev/pts/2' })]
    const found = guards([...tree, ...orphans, one(at(205), 1, { tty: '/dev/pts/1' })])
    for (const pid of [OTHER, at(201), at(202), at(203), at(204)]) expect(found.get(pid), `${pid}`).toBe('other-pane')
    expect(found.get(at(205))).toBeUndefined()
  })

  it('do not hold what the ending pane itself runs on their terminal', () => {
    const found = guards([one(at(101), PANE, { tty: '/dev/pts/2' }), one(at(102), at(101), { sid: OTHER })])
    expect([at(101), at(102)].map(pid => found.get(pid))).toEqual([undefined, undefined])
  })

  it('that end too are none, and jobs of the server are', () => {
    expect(guards([one(at(201), OTHER)], { roots: [PANE, OTHER] }).get(at(201))).toBeUndefined()
    // `#(…)` of a status line: a child of the server in the server's own session, which says nothing of others in it.
    const found = guards([one(at(400), SERVER, { sid: SERVER }), one(at(401), 1, { sid: SERVER })])
    expect([at(400), at(401)].map(pid => found.get(pid))).toEqual(['other-pane', undefined])
  })

  it('where sessions are not told (0), are none of each other', () => {
    const machine = MACHINE.map(each => (each.pid === OTHER ? { ...each, sid: 0 } : each))
    expect(guards([one(at(500), 1, { sid: 0 })], { machine }).get(at(500))).toBeUndefined()
  })

  test.each([0, 1])('of no server (%s) do not exist: the whole machine would be one', server => {
    expect(guards([one(at(500), 1)], { server }).get(at(500))).toBeUndefined()
  })
})

describe('servers of multiplexers', () => {
  test.each([
    ['tmux: server', ['tmux', '-L', 'x']],
    ['renamed', ['/usr/local/bin/tmux']],
    ['SCREEN', ['SCREEN']],
    ['screen', ['screen']],
    ['zellij', ['zellij']],
    ['dtach', ['dtach']],
    ['abduco', ['abduco']],
    ['shpool', ['shpool']],
  ])('%s, with all that lives in it', (name, argv) => {
    const inner = leader(at(110), PANE, { name, argv })
    const found = guards([inner, leader(at(111), at(110), { tty: '/dev/pts/5' }), one(at(112), at(111))])
    expect([at(110), at(111), at(112)].map(pid => found.get(pid))).toEqual(Array(3).fill('nested-server'))
    expect(found.get(PANE)).toBeUndefined()
    const table = createTable([...MACHINE, inner, one(at(111), at(110))])
    expect([...nestedServers(table, findGuards(table, SERVER, new Set([PANE])))]).toEqual([at(110)])
  })

  it('are no pane that is just being born: its program is a copy of its own server for a moment', () => {
    const argv = ['tmux', '-L', 'ours']
    const machine = MACHINE.map(each =>
      [SERVER, PANE].includes(each.pid) ? { ...each, name: 'tmux: server', argv, tty: '' } : each,
    )
    expect(guards([], { machine }).get(PANE)).toBeUndefined()
    const nested = machine.map(each => (each.pid === PANE ? { ...each, argv: ['tmux', '-L', 'inner'] } : each))
    expect(guards([], { machine: nested }).get(PANE)).toBe('nested-server')
  })

  it('leave the server of these panes, and so the panes, out of it', () => {
    // Ours was started within a nested one.
    const outer = leader(at(110), 1, { name: 'tmux: server' })
    const machine = MACHINE.map(each => (each.pid === SERVER ? { ...each, ppid: at(110) } : each))
    const found = guards([outer, one(at(101), PANE)], { machine })
    expect([at(110), SERVER, at(101)].map(pid => found.get(pid))).toEqual(['nested-server', 'server', undefined])
  })

  it('are no clients, no namesakes on a terminal or in another session, and nothing that has ended', () => {
    const tmux = { name: 'tmux', argv: ['tmux'] }
    expect(isMultiplexerServer(leader(9, 1, tmux))).toBe(true)
    expect(isMultiplexerServer(leader(9, 1, { ...tmux, tty: '/dev/pts/1' }))).toBe(false)
    expect(isMultiplexerServer(one(9, 1, tmux))).toBe(false)
    expect(isMultiplexerServer(leader(9, 1, { ...tmux, zombie: true }))).toBe(false)
    expect(isMultiplexerServer(leader(9, 1, { name: 'x', argv: ['x', 'tmux'] }))).toBe(false)
    expect(isMultiplexerServer(leader(9, 1, { name: 'x', argv: [] }))).toBe(false)
    expect([isTmuxClient(one(9, 1, { name: 'tmux: client' })), isTmuxClient(one(9, 1, tmux))]).toEqual([true, false])
  })
})

describe('daemons of the login', () => {
  const NAMES = 'gpg-agent scdaemon keyboxd dirmngr ssh-agent dbus-daemon dbus-broker gnome-keyring-d'.split(' ')
  test.each([...NAMES, 'pulseaudio', 'pipewire', 'conmon', 'adb'])('%s, with what it runs', name => {
    const found = guards([leader(at(120), PANE, { name }), one(at(121), at(120))])
    expect([at(120), at(121)].map(pid => found.get(pid))).toEqual(['user-daemon', 'user-daemon'])
  })

  it('are none on a terminal, or in the session of somebody else', () => {
    const found = guards([
      leader(at(120), PANE, { name: 'ssh-agent', tty: '/dev/pts/1' }),
      one(at(121), PANE, { name: 'ssh-agent' }),
    ])
    expect([at(120), at(121)].map(pid => found.get(pid))).toEqual([undefined, undefined])
  })
})

it('the first rule that fits counts', () => {
  const found = guards([
    leader(at(10), SELF, { name: 'ssh-agent' }),
    leader(at(210), OTHER, { name: 'tmux: server' }),
    leader(at(130), PANE, { name: 'SCREEN' }),
    leader(at(131), at(130), { name: 'gpg-agent' }),
  ])
  expect([at(10), at(210), at(130), at(131)].map(pid => found.get(pid))).toEqual([
    ...['ourselves', 'other-pane', 'nested-server', 'nested-server'],
  ])
})
