import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepIdentity, listClients, listObjects, parseClients, readMirror } from './list'
import { toArgv } from './quote'
import { createTestFolder, createTestServer, until } from './test-server'

const server = createTestServer()
let folder: Awaited<ReturnType<typeof createTestFolder>>

const read = async (own: ReadonlySet<number> = new Set()) =>
  readMirror(await server.raw(...toArgv(listObjects())), await server.raw(...toArgv(listClients())), own)

beforeAll(async () => {
  folder = await createTestFolder()
  await server.tmux(
    'new-session',
    '-d',
    '-x',
    '120',
    '-y',
    '40',
    '-s',
    `a 'b" ü ##(id)`,
    '-n',
    'w 1',
    '-c',
    folder.path,
    'cat',
  )
  await server.tmux('set-option', '-g', 'base-index', '3', ';', 'set-option', '-g', 'pane-base-index', '2')
})

afterAll(async () => {
  await server.end()
  await folder.remove()
})

describe('readMirror', () => {
  it('reads a session, its window and its pane', async () => {
    await server.tmux('select-pane', '-t', '%0', '-T', 'a | title 日')
    const { sessions, windows, panes } = await until(async () => {
      const state = await read()
      return state.panes[0]?.command === 'cat' ? state : null
    }, 'cat runs')
    expect(sessions).toEqual([
      {
        id: '$0',
        name: `a 'b" ü #(id)`,
        created: expect.closeTo(Date.now() / 1000, -3),
        folder: folder.path,
        windows: [{ windowId: '@0', index: 0, active: true }],
        clients: [],
      },
    ])
    expect(windows).toMatchObject([{ id: '@0', name: 'w 1', zoomed: false, width: 120, height: 40, panes: ['%0'] }])
    expect(windows[0]?.layout).toMatch(/^[0-9a-f]{4},120x40,0,0,0$/)
    const { pid, tty, ...rest } = panes[0]!
    expect(pid).toBeGreaterThan(1)
    expect(tty).toMatch(/^\/dev\//)
    expect(rest).toEqual({
      id: '%0',
      windowId: '@0',
      index: 2,
      active: true,
      title: 'a | title 日',
      command: 'cat',
      path: folder.path,
      width: 120,
      height: 40,
      left: 0,
      top: 0,
      dead: false,
      deadStatus: null,
      deadSignal: null,
      inMode: false,
      alternate: false,
      options: { id: '', type: '', name: '', launch: '' },
    })
  })

  it('reads our pane options', async () => {
    for (const [name, value] of Object.entries({ id: 'x1', type: 'cc', name: 'cc_1', launch: 'eyJhIjoxfQ==' }))
      await server.tmux('set-option', '-p', '-t', '%0', `@quarterdeck_${name}`, value)
    const { panes } = await read()
    expect(panes[0]?.options).toEqual({ id: 'x1', type: 'cc', name: 'cc_1', launch: 'eyJhIjoxfQ==' })
  })

  it('reads how a pane ended, copy mode and the alternate screen', async () => {
    await server.tmux('set-option', '-w', '-t', '@0', 'remain-on-exit', 'on')
    await server.tmux('split-window', '-t', '@0', 'exit 7')
    await server.tmux('split-window', '-t', '@0', 'kill -KILL $$')
    await server.tmux('split-window', '-t', '@0', `printf '\\033[?1049h'; exec cat`)
    await server.tmux('copy-mode', '-t', '%0')
    const { panes, windows } = await until(async () => {
      await server.reap()
      const state = await read()
      const done = state.panes.filter(one => one.deadStatus !== null || one.deadSignal !== null).length === 2
      return done && state.panes.some(one => one.alternate) ? state : null
    }, 'two dead panes')
    const byId = new Map(panes.map(one => [one.id, one]))
    expect(byId.get('%1')).toMatchObject({ dead: true, deadStatus: 7, deadSignal: null })
    expect(byId.get('%2')).toMatchObject({ dead: true, deadStatus: null, deadSignal: 9 })
    expect(byId.get('%3')).toMatchObject({ dead: false, deadStatus: null, alternate: true, inMode: false })
    expect(byId.get('%0')).toMatchObject({ inMode: true, alternate: false })
    expect(windows[0]?.panes).toHaveLength(4)
    expect(panes.map(one => one.index).sort()).toEqual([2, 3, 4, 5])
  })

  it('tells the whole layout also while a pane is zoomed', async () => {
    const before = (await read()).windows[0]
    await server.tmux('resize-pane', '-Z', '-t', '%3')
    const zoomed = (await read()).windows[0]
    await server.tmux('resize-pane', '-Z', '-t', '%3')
    expect(zoomed).toEqual({ ...before, zoomed: true })
  })

  it('lists the panes of a linked window once, and the window in each session', async () => {
    await server.tmux('new-session', '-d', '-s', 'two', 'cat')
    await server.tmux('link-window', '-s', '@0', '-t', 'two:9')
    const { sessions, windows, panes } = await read()
    const two = sessions.find(one => one.name === 'two')
    expect(two?.windows.map(one => [one.windowId, one.index])).toEqual([
      ['@1', 3],
      ['@0', 9],
    ])
    expect(sessions.flatMap(one => one.windows).filter(one => one.active)).toHaveLength(2)
    expect(windows.map(one => one.id).sort()).toEqual(['@0', '@1'])
    expect(new Set(panes.map(one => one.id)).size).toBe(panes.length)
    expect(windows.find(one => one.id === '@0')?.panes).toHaveLength(4)
  })

  it('lists clients with their size, without our own', async () => {
    const { spawn } = await import('node-pty')
    const child = spawn('tmux', ['-u', '-L', server.target.socket ?? '', '-CC', 'attach', '-t', 'two'], {
      cols: 90,
      rows: 30,
    })
    const gone = new Promise(resolve => child.onExit(resolve))
    try {
      const state = await until(async () => {
        const now = await read()
        return now.sessions.some(one => one.clients.length > 0) ? now : null
      }, 'a client')
      const [client] = state.sessions.find(one => one.name === 'two')?.clients ?? []
      expect(client).toMatchObject({ pid: child.pid, control: true, sessionId: '$1' })
      expect(client?.name).not.toBe('')
      expect((await read(new Set([child.pid]))).sessions.every(one => one.clients.length === 0)).toBe(true)
      expect(parseClients(await server.raw(...toArgv(listClients())))).toHaveLength(1)
    } finally {
      child.kill()
      await gone
    }
  })
})

describe('keepIdentity', () => {
  it('keeps all that is equal and replaces what is not', async () => {
    const before = await read()
    const again = await read()
    expect(again).not.toBe(before)
    expect(keepIdentity(before, again)).toBe(before)
    const [first, ...others] = again.panes
    const kept = keepIdentity(before, { ...again, panes: [{ ...first!, title: 'new' }, ...others] })
    expect(kept).not.toBe(before)
    expect(kept.sessions).toBe(before.sessions)
    expect(kept.windows).toBe(before.windows)
    expect(kept.panes[0]).not.toBe(before.panes[0])
    expect(kept.panes.slice(1).every((pane, i) => pane === before.panes[i + 1])).toBe(true)
    expect(keepIdentity(before, { ...again, panes: others }).panes).toHaveLength(before.panes.length - 1)
  })
})
