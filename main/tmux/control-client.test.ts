import { spawn as spawnPty } from 'node-pty'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { silentLog } from '../log/log'
import { openControlClient } from './control-client'
import { command } from './quote'
import { serverArgs, tmuxEnvironment } from './socket'
import { createWatch } from './subscriptions'
import { createTestServer, type TestServer, until } from './test-server'
import type { ControlClient, Notification, Reply } from './types'

let server: TestServer
const clients: ControlClient[] = []

beforeEach(async () => {
  server = createTestServer()
  await server.tmux('new-session', '-d', '-s', 'one', '-x', '80', '-y', '24', 'cat')
})
afterEach(async () => {
  await Promise.all(clients.splice(0).map(client => client.close()))
  await server.end()
})

async function attach(sessionId = '$0', more: { replyTimeout?: number } = {}): Promise<ControlClient> {
  const client = await openControlClient({ target: server.target, sessionId, log: silentLog, ...more })
  clients.push(client)
  return client
}

async function ask(client: ControlClient, format: string): Promise<string> {
  const reply = await client.request(command('display-message', '-p', format))
  return reply.ok ? reply.body.toString() : `${reply.reason}: ${reply.message}`
}

describe('requests', () => {
  test('are answered in order, errors in their place', async () => {
    const client = await attach()
    const replies = await Promise.all([
      ask(client, 'a'),
      client.request(command('kill-pane', '-t', '%99')),
      ask(client, 'ünï 日本'),
    ])
    expect(replies).toEqual(['a', { ok: false, reason: 'error', message: "can't find pane: %99" }, 'ünï 日本'])
  })

  test('an error ends its list and nothing else', async () => {
    const client = await attach()
    const replies: [number, Reply][] = []
    client.send(
      [
        command('display-message', '-p', 'first'),
        command('kill-pane', '-t', '%99'),
        command('set-option', '-t', '$0', '@never', 'set'),
      ],
      (reply, index) => replies.push([index, reply]),
    )
    expect(replies).toEqual([])
    expect(await ask(client, 'next #{@never}')).toBe('next ')
    expect(replies.map(([index, reply]) => [index, reply.ok || reply.reason])).toEqual([
      [0, true],
      [1, 'error'],
      [2, 'skipped'],
    ])
  })

  test('100 lines in one write are all answered, whatever fails among them', async () => {
    const client = await attach()
    const commands = Array.from({ length: 100 }, (_, i) =>
      i % 10 === 3
        ? command('kill-pane', '-t', `%${900 + i}`)
        : command('display-message', '-p', `line ${i} ${'x'.repeat(60)}`),
    )
    const replies = await client.requestAll(commands)
    expect(replies.map(reply => reply.ok)).toEqual(commands.map((_, i) => i % 10 !== 3))
    expect(replies[99]?.ok && replies[99].body.toString()).toContain('line 99')
  })

  test('a line of one megabyte arrives whole', async () => {
    const client = await attach()
    const text = '0123456789'.repeat(100_000)
    expect((await client.request(command('set-buffer', '-b', 'big', '--', text))).ok).toBe(true)
    expect(await server.tmux('show-buffer', '-b', 'big')).toBe(text)
    const back = await client.request(command('show-buffer', '-b', 'big'))
    expect(back.ok && back.body.length).toBe(text.length)
  })

  test('a timeout is told and a late reply does not reach the next caller', async () => {
    const client = await attach('$0', { replyTimeout: 50 })
    const pid = await server.pid()
    process.kill(pid, 'SIGSTOP')
    const late = await client
      .request(command('display-message', '-p', 'late'))
      .finally(() => process.kill(pid, 'SIGCONT'))
    expect(late).toMatchObject({ ok: false, reason: 'timeout' })
    await until(async () => (await ask(client, 'fresh')) === 'fresh', 'an answer of its own')
    expect(await ask(client, 'again')).toBe('again')
  })

  test('a closed client answers closed, later', async () => {
    const client = await attach()
    await client.close()
    const seen: string[] = []
    client.send([command('display-message', '-p', 'x')], reply => seen.push(reply.ok ? 'ok' : reply.reason))
    expect(seen).toEqual([])
    expect(await client.request(command('display-message', '-p', 'x'))).toMatchObject({ ok: false, reason: 'closed' })
    expect(await client.requestAll([command('display-message', '-p', 'x')])).toMatchObject([{ reason: 'closed' }])
    expect(seen).toEqual(['closed'])
  })

  test('a body that forges an end of the block does not shift the replies', async () => {
    const client = await attach()
    const forged = Array.from(
      { length: 50 },
      (_, i) => `%end ${Math.floor(Date.now() / 1000)} ${i} 0\n%exit\n%output %0 x`,
    )
    await client.request(command('set-buffer', '-b', 'evil', '--', `${forged.join('\n')}\nlast`))
    const reply = await client.request(command('show-buffer', '-b', 'evil'))
    // Whether or not a guess was right: who asked next is never given somebody else's bytes as an answer.
    const next = await client.request(command('display-message', '-p', 'mine'))
    expect(next.ok ? next.body.toString() : next.reason).toMatch(/^(mine|closed)$/)
    if (client.open) expect(reply.ok && reply.body.toString().endsWith('last')).toBe(true)
  })
})

describe('what tmux tells', () => {
  test('output comes as bytes, before the replies that follow it', async () => {
    const client = await attach()
    const bytes: Buffer[] = []
    client.onOutput((paneId, chunk) => paneId === '%0' && bytes.push(chunk))
    await client.request(command('send-keys', '-t', '%0', '-H', 'c3', 'a9', '0d', '5c', '0d'))
    await until(
      () =>
        Buffer.concat(bytes).toString().endsWith('\\\r\n\\\r\n') || Buffer.concat(bytes).toString().endsWith('\\\r\n'),
    )
    expect(Buffer.concat(bytes).toString()).toContain('é')
  })

  test('%pause and %continue of refresh-client come as notifications, not in the reply', async () => {
    const client = await attach()
    const told: Notification[] = []
    client.onNotification(one => told.push(one))
    const reply = await client.request(command('refresh-client', '-A', '%0:pause'))
    await client.request(command('refresh-client', '-A', '%0:continue'))
    expect(reply.ok && reply.body.length).toBe(0)
    expect(told.filter(one => one.kind === 'pause' || one.kind === 'continue')).toEqual([
      { kind: 'pause', paneId: '%0' },
      { kind: 'continue', paneId: '%0' },
    ])
  })

  test('subscriptions tell of title and death', async () => {
    const client = await attach()
    const told: Notification[] = []
    client.onNotification(one => told.push(one))
    createWatch(client, silentLog)(['%0'])
    await server.tmux('select-pane', '-t', '%0', '-T', 'new : title ünï')
    await until(() => told.some(one => one.kind === 'subscription-changed' && one.value === 'new : title ünï'))
  })

  test('a failing listener harms neither the others nor the stream', async () => {
    const client = await attach()
    const told: string[] = []
    client.onNotification(() => {
      throw new Error('on purpose')
    })
    const undo = client.onNotification(one => told.push(one.kind))
    await server.tmux('new-window', '-d', '-t', 'one:')
    await until(() => told.includes('window-add'))
    undo()
    const before = told.length
    await server.tmux('new-window', '-d', '-t', 'one:')
    expect(await ask(client, 'still')).toBe('still')
    expect(told.length).toBe(before)
  })
})

describe('the end', () => {
  test('of the session is told once, cleanly', async () => {
    await server.tmux('new-session', '-d', '-s', 'two')
    const client = await attach()
    const ends: { reason: string; clean: boolean }[] = []
    client.onClose(end => ends.push(end))
    await server.tmux('kill-session', '-t', '=one')
    await until(() => ends.length > 0)
    await client.close()
    expect(ends).toMatchObject([{ clean: true }])
    expect(client.open).toBe(false)
  })

  test('of the server by force is told at once', async () => {
    const client = await attach()
    const pid = await server.pid()
    const end = new Promise<{ reason: string; clean: boolean; ms: number }>(resolve => {
      const start = performance.now()
      client.onClose(one => resolve({ ...one, ms: performance.now() - start }))
      process.kill(pid, 'SIGKILL')
    })
    const { reason, clean, ms } = await end
    console.log(`loss of the server noticed after ${ms.toFixed(1)} ms: ${reason}`)
    expect({ reason, clean }).toEqual({ reason: 'server exited unexpectedly', clean: false })
  })

  test('tells those who wait that it is closed', async () => {
    const client = await attach()
    const pid = await server.pid()
    process.kill(pid, 'SIGSTOP')
    const reply = client.request(command('display-message', '-p', 'x'))
    process.kill(pid, 'SIGKILL')
    expect(await reply).toMatchObject({ ok: false, reason: 'closed' })
  })

  test('with detach-on-destroy off it does not wander into another session', async () => {
    await server.tmux('new-session', '-d', '-s', 'two')
    await server.tmux('set-option', '-g', 'detach-on-destroy', 'off')
    const client = await attach()
    const closed = new Promise(resolve => client.onClose(resolve))
    await server.tmux('kill-session', '-t', '=one')
    await closed
    await until(async () => (await server.tmux('list-clients', '-F', '#{session_name}')) === '')
  })

  test('close leaves no process and no client behind, also while a pane floods', async () => {
    await server.tmux('new-window', '-t', 'one:', 'yes flood')
    const client = await attach()
    let seen = 0
    client.onOutput((_, bytes) => {
      seen += bytes.length
    })
    await until(() => seen > 1_000_000)
    await client.close()
    expect(await server.tmux('list-clients')).toBe('')
    expect(() => process.kill(client.pid, 0)).toThrow()
  })
})

describe('a failed start', () => {
  test.each([
    ['$77', 'no-such-session'],
    ['$0', 'no-server'],
  ])('%s: %s', async (sessionId, code) => {
    if (code === 'no-server') await server.end()
    await expect(attach(sessionId)).rejects.toMatchObject({ code })
  })

  test('a program that says nothing is given up in time', async () => {
    const target = { ...server.target, binary: '/bin/cat' }
    await expect(openControlClient({ target, sessionId: '$0', log: silentLog })).rejects.toMatchObject({
      name: 'HostError',
    })
    const pid = await server.pid()
    process.kill(pid, 'SIGSTOP')
    const failed = openControlClient({ target: server.target, sessionId: '$0', log: silentLog, beginTimeout: 100 })
    await expect(failed.finally(() => process.kill(pid, 'SIGCONT'))).rejects.toMatchObject({ code: 'version-skew' })
    await until(async () => (await server.tmux('list-clients')) === '', 'no client is left')
  })
})

describe('harmless to others', () => {
  test('sizes of windows, the environment and other clients stay as they are', async () => {
    const plain = spawnPty('tmux', [...serverArgs(server.target), 'attach', '-t', '=one'], {
      cols: 101,
      rows: 31,
      env: tmuxEnvironment(),
    })
    try {
      await until(async () => (await server.tmux('display-message', '-p', '-t', '%0', '#{window_width}')) === '101')
      // The plain client has just put its own there; ours must not.
      await server.tmux('set-environment', '-t', 'one', 'DISPLAY', ':77')
      const client = await attach()
      await ask(client, 'settings are made')
      expect(await server.tmux('display-message', '-p', '-t', '%0', '#{window_width}x#{window_height}')).toBe('101x30')
      expect(
        await server.tmux('list-clients', '-F', '#{client_width}x#{client_height} #{client_control_mode}'),
      ).toContain('101x31 0')
      const flags = await server.tmux('list-clients', '-F', '#{client_flags}')
      expect(flags).toMatch(/control-mode,ignore-size,.*pause-after=5/)
      expect(await server.tmux('show-environment', '-t', 'one', 'DISPLAY')).toBe('DISPLAY=:77')
    } finally {
      plain.kill('SIGKILL')
    }
  })

  test('another control client beside ours hears and says its own', async () => {
    const [ours, theirs] = await Promise.all([attach(), attach()])
    const answers = await Promise.all([ask(ours, 'ours'), ask(theirs, 'theirs'), ask(ours, 'ours 2')])
    expect(answers).toEqual(['ours', 'theirs', 'ours 2'])
  })
})
