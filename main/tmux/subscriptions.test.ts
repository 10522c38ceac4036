import { mkdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../log/log'
import { openControlClient } from './control-client'
import { createMirror } from './mirror'
import { runTmux } from './run'
import { applySubscription, createWatch } from './subscriptions'
import { createTestFolder, createTestServer, until } from './test-server'
import type { ControlClient, Notification } from './types'
import { isAtLeast } from './versions'

/*
 * With a real control client, subscribed to each pane that the mirror knows; tmux looks once a second.
 */

const server = createTestServer()
let folder: Awaited<ReturnType<typeof createTestFolder>>
let client: ControlClient
let listings = 0
const notifications: Notification[] = []
const mirror = createMirror({
  request: one => {
    if (one.verb === 'list-panes') listings += 1
    return runTmux(server.target, one)
  },
  ownClientPids: () => new Set(client ? [client.pid] : []),
  log: silentLog,
})

beforeAll(async () => {
  folder = await createTestFolder()
  await server.tmux('new-session', '-d', '-x', '80', '-y', '24', '-s', 'one', '-n', 'w', '-c', folder.path, 'sh')
  await server.tmux('set-option', '-g', 'remain-on-exit', 'on')
  client = await openControlClient({ target: server.target, sessionId: '$0', log: silentLog })
  client.onNotification(one => {
    notifications.push(one)
    mirror.apply(one)
  })
  const watch = createWatch(client, silentLog)
  mirror.onChange(({ panes, windows }) => watch([...windows, ...panes].map(one => one.id)))
  await mirror.refresh()
  // The first values have come, and the nudges of the attaching are over.
  await until(
    () => new Set(notifications.flatMap(one => (one.kind === 'subscription-changed' ? one.name : []))).size >= 5,
  )
  await mirror.refresh()
})

afterAll(async () => {
  await client.close()
  await server.end()
  await folder.remove()
})

const type = (text: string) => server.tmux('send-keys', '-t', '%0', text, 'Enter')

describe('subscriptions', () => {
  it('tell title and program of a pane, without a listing', async () => {
    const before = listings
    await type(`printf '\\033]2;⠐ a | "title" é\\007'; exec cat`)
    await until(() => mirror.pane('%0')?.title === '⠐ a | "title" é', 'the title')
    await until(() => mirror.pane('%0')?.command === 'cat', 'the program')
    expect(listings).toBe(before)
  })

  it('tell copy mode, both ways', async () => {
    await server.tmux('copy-mode', '-t', '%0')
    await until(() => mirror.pane('%0')?.inMode, 'in copy mode')
    await server.tmux('send-keys', '-t', '%0', '-X', 'cancel')
    await until(() => mirror.pane('%0')?.inMode === false, 'out of it')
  })

  it('tell a dead pane with its status', async () => {
    await server.tmux('split-window', '-d', 'read x; exit 5')
    await until(() => mirror.pane('%1'), 'the pane')
    await server.tmux('send-keys', '-t', '%1', 'Enter')
    await until(() => mirror.pane('%1')?.dead, 'dead')
    await until(async () => {
      await server.reap()
      return mirror.pane('%1')?.deadStatus === 5
    }, 'its status')
    expect(mirror.pane('%1')?.deadSignal).toBeNull()
  })

  it('tell a folder, and names with line breaks forge no notification', async () => {
    const hostile = `${folder.path}/x\n%exit\n%window-close @0`
    await mkdir(hostile)
    const hostilePane = await server.tmux(
      'new-window',
      '-d',
      '-P',
      '-F',
      '#{pane_id}',
      '-c',
      hostile,
      `exec bash -c 'exec -a "a\n%exit forged" sleep 300'`,
    )
    await until(() => mirror.state().panes.find(one => one.path === hostile), 'the folder, exactly')
    // From 3.7 on tmux itself tells no program whose name holds a line break.
    const silent = isAtLeast(await server.version(), 3, 7)
    const harmless = (name: string) => (silent ? name === '' : name.startsWith('a?%exit'))
    await until(() => harmless(mirror.pane(hostilePane)?.command ?? '-'), 'the program, made harmless')
    const told = (name: string) =>
      notifications.find(
        one =>
          one.kind === 'subscription-changed' && one.name === name && one.paneId === hostilePane && one.value !== '',
      )
    await until(() => told('qd-path') && (silent || told('qd-command')), 'tmux has told both')
    // Whatever they forged has come before this.
    await server.tmux('rename-window', '-t', '@0', 'still')
    await until(() => mirror.state().windows.find(one => one.name === 'still'), 'the client still follows')
    expect(notifications.map(one => one.kind)).not.toContain('exit')
    expect(notifications.map(one => one.kind)).not.toContain('window-close')
    expect(client.open).toBe(true)
  })

  it('leave no title or program that lasted for less than the second after which tmux looks again', async () => {
    const pane = await server.tmux('new-window', '-d', '-P', '-F', '#{pane_id}', 'sh')
    const toldOf = (name: string, value: string) =>
      notifications.some(
        one =>
          one.kind === 'subscription-changed' && one.paneId === pane && one.name === name && one.value.includes(value),
      )
    await server.tmux('select-pane', '-t', pane, '-T', 'lasting')
    // Its looks are a second apart, and one has just been: what follows lies between two.
    await until(() => toldOf('qd-title', 'lasting') && toldOf('qd-command', 'sh'), 'tmux has looked')
    const shell = mirror.pane(pane)?.command
    await server.tmux('select-pane', '-t', pane, '-T', 'short')
    await server.tmux('send-keys', '-t', pane, 'cat', 'Enter')
    await until(async () => (await mirror.refresh()).panes.some(one => one.id === pane && one.command === 'cat'))
    expect(mirror.pane(pane)?.title).toBe('short')
    await server.tmux('select-pane', '-t', pane, '-T', 'lasting')
    await server.tmux('send-keys', '-t', pane, 'C-c')
    await until(() => mirror.pane(pane)?.title === 'lasting' && mirror.pane(pane)?.command === shell, 'the truth')
    await server.tmux('kill-pane', '-t', pane)
  })
})

describe('applySubscription', () => {
  it('keeps the pane for a value that is known, or a name that is not ours', () => {
    const pane = mirror.pane('%0')!
    expect(applySubscription(pane, 'qd-title', pane.title)).toBe(pane)
    expect(applySubscription(pane, 'other', 'x')).toBe(pane)
    expect(applySubscription(pane, 'qd-path', pane.path)).toBe(pane)
  })

  it.each([
    ['qd-dead', '2 0   1'],
    ['qd-dead', '1 4  1795346072 1'],
    ['qd-dead', ''],
    ['qd-mode', '1'],
    ['qd-path', '/other'],
  ])('asks for a listing when %s is %j', (name, value) => {
    expect(applySubscription(mirror.pane('%0')!, name, value)).toBeNull()
  })
})

describe('what is watched', () => {
  /** Records the lines that would be sent. */
  function recorder() {
    const lines: string[] = []
    const watch = createWatch(
      {
        async requestAll(commands) {
          lines.push(...commands.map(one => one.args.join(' ')))
          return commands.map(() => ({ ok: true, body: Buffer.alloc(0) }))
        },
      },
      silentLog,
    )
    return { watch, take: () => lines.splice(0) }
  }

  it('are subscribed to one by one, never by a pattern, and only when they change', () => {
    const { watch, take } = recorder()
    watch(['@7', '%1', '%22'])
    const first = take()
    expect(first).toHaveLength(9)
    for (const line of first) expect(line).toMatch(/^-B qd-[a-z]+-(\d+):[%@]\1:#/)
    watch(['%22', '@7', '%1'])
    expect(take()).toEqual([])
    watch(['%22', '%3'])
    const next = take()
    expect(next.filter(line => /^-B qd-[a-z]+-1$/.test(line))).toHaveLength(4)
    expect(next.filter(line => /^-B qd-[a-z]+-3:%3:#/.test(line))).toHaveLength(4)
    expect(next).toContain('-B qd-dead-7')
    expect(next).toHaveLength(9)
  })

  it('kill no server when a session ends before its client does (3.3a)', async () => {
    await server.tmux('new-session', '-d', '-s', 'short', 'cat')
    const ids = await server.tmux('display-message', '-p', '-t', '=short:', '#{session_id} #{window_id} #{pane_id}')
    const [id = '', ...objects] = ids.split(' ')
    const slow = await openControlClient({ target: server.target, sessionId: id, log: silentLog })
    const told: string[] = []
    slow.onNotification(one => {
      if (one.kind === 'subscription-changed') told.push(one.name)
    })
    createWatch(slow, silentLog)(objects)
    await until(() => told.length >= 5, 'watched')
    // A client that cannot run, as on a machine that has no time for it: tmux waits for its end, and looks again.
    process.kill(slow.pid, 'SIGSTOP')
    const looks = () => notifications.filter(one => one.kind === 'subscription-changed').length
    await server.tmux('kill-session', '-t', '=short')
    for (const title of ['look 1', 'look 2']) {
      const before = looks()
      await server.tmux('select-pane', '-t', '%0', '-T', title)
      await until(() => looks() > before, `tmux has looked: ${title}`)
    }
    process.kill(slow.pid, 'SIGCONT')
    await slow.close()
    expect(await server.tmux('list-sessions', '-F', '#{session_name}')).toBe('one')
  })
})
