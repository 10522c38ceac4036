import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { spawn as spawnPty } from 'node-pty'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listClients } from './list'
import { command, escapeFormat } from './quote'
import { serverArgs, tmuxEnvironment } from './socket'
import { createTestFollowers, followed, kind, type TestFollowers } from './test-followers'
import { type TestServer, until } from './test-server'
import type { ControlClient } from './types'

let t: TestFollowers
let server: TestServer
beforeEach(async () => {
  t = await createTestFollowers()
  server = t.server()
})
afterEach(() => t.end())

describe('coming and going of the server', () => {
  test('none, then connected by our own new session, without starting a server by looking', async () => {
    const tmux = t.open()
    await kind(tmux, 'none')
    expect(tmux.status().clientVersion).toMatch(/^\d/)
    await expect(access(server.socketPath)).rejects.toThrow()
    const id = await tmux.request(command('new-session', '-dP', '-F', '#{session_id}', '-s', 'made', '--', 'cat'))
    expect(id).toBe('$0')
    await kind(tmux, 'connected')
    await followed(tmux, 'made')
    expect(tmux.serverPid()).toBe(await server.pid())
    expect(tmux.status().serverVersion).toBe(tmux.status().clientVersion)
  })

  test('a server that somebody else starts is found at once', async () => {
    const tmux = t.open()
    await kind(tmux, 'none')
    await server.tmux('new-session', '-d', '-s', 'theirs', 'cat')
    await followed(tmux, 'theirs')
    expect(tmux.status().kind).toBe('connected')
  })

  test('loss by force is told at once, the mirror is emptied, and a server that is back is followed', async () => {
    await server.tmux('new-session', '-d', '-s', 'one', 'cat')
    await server.tmux('new-session', '-d', '-s', 'two', 'cat')
    const tmux = t.open()
    await followed(tmux, 'one', 'two')
    const start = performance.now()
    let lostAfter = 0
    tmux.onStatus(status => {
      if (status.kind === 'lost') lostAfter ||= performance.now() - start
    })
    process.kill(await server.pid(), 'SIGKILL')
    await kind(tmux, 'lost')
    console.log(`lost ${lostAfter.toFixed(1)} ms after the look for the pid began`)
    expect(tmux.mirror.state().sessions).toEqual([])
    expect(tmux.serverPid()).toBe(0)
    await expect(tmux.request(command('list-sessions'))).rejects.toMatchObject({ code: 'no-server' })
    const back = performance.now()
    await server.tmux('new-session', '-d', '-s', 'three', 'cat')
    await followed(tmux, 'three')
    console.log(`back ${(performance.now() - back).toFixed(0)} ms after new-session began`)
    expect(tmux.status()).toMatchObject({ kind: 'connected', message: '' })
  })

  test('the end of the last session is no loss', async () => {
    await server.tmux('new-session', '-d', '-s', 'one', 'cat')
    const tmux = t.open()
    await followed(tmux, 'one')
    const kinds: string[] = []
    tmux.onStatus(status => kinds.push(status.kind))
    await tmux.request(command('kill-session', '-t', '$0'))
    await kind(tmux, 'none')
    expect(kinds).not.toContain('lost')
    await tmux.request(command('new-session', '-d', '-s', 'next', '--', 'cat'))
    await followed(tmux, 'next')
  })

  test('a server that lives on without a session is followed as what it is: empty, until there is one again', async () => {
    await server.tmux('new-session', '-d', '-s', 'one', 'cat')
    await server.tmux('set-option', '-s', 'exit-empty', 'off')
    const tmux = t.open()
    await followed(tmux, 'one')
    const kinds: string[] = []
    tmux.onStatus(status => kinds.push(status.kind))
    await server.tmux('kill-session', '-t', '=one')
    await until(() => tmux.mirror.state().panes.length === 0, 'nothing is listed')
    const second = t.open()
    await kind(second, 'connected')
    expect([(await second.mirror.refresh()).sessions, await tmux.request(listClients())]).toEqual([[], ''])
    expect(tmux.status()).toMatchObject({ kind: 'connected', message: '' })
    expect(new Set(kinds)).toEqual(new Set(kinds.filter(one => one === 'connected')))
    // Only a listing of all is empty there: what was asked of one thing is refused.
    for (const [target, code] of [
      ['%0', 'no-such-pane'],
      ['@0', 'no-such-window'],
      ['$0', 'no-such-session'],
    ] as const)
      await expect(tmux.request(command('list-panes', '-t', target))).rejects.toMatchObject({ code })
    await server.tmux('new-session', '-d', '-s', 'theirs', 'cat')
    await followed(tmux, 'theirs')
    await server.tmux('kill-session', '-t', '=theirs')
    await until(() => tmux.mirror.state().sessions.length === 0, 'nothing is listed')
    await tmux.request(command('new-session', '-d', '-s', 'ours', '--', 'cat'))
    await followed(tmux, 'ours')
  })

  test('kill-server from outside leaves none', async () => {
    await server.tmux('new-session', '-d', '-s', 'one', 'cat')
    await server.tmux('new-session', '-d', '-s', 'two', 'cat')
    const tmux = t.open()
    await followed(tmux, 'one', 'two')
    await server.tmux('kill-server')
    await kind(tmux, 'none')
    expect(tmux.mirror.state().panes).toEqual([])
  })
})

describe('sessions', () => {
  test('get a client when they come and lose it when they go', async () => {
    await server.tmux('new-session', '-d', '-s', 'one', 'cat')
    const tmux = t.open()
    const came: ControlClient[] = []
    tmux.onClient(client => came.push(client))
    await followed(tmux, 'one')
    await server.tmux('new-session', '-d', '-s', 'two', 'cat')
    await followed(tmux, 'one', 'two')
    expect(came.map(client => client.sessionId)).toEqual(['$0', '$1'])
    const late: ControlClient[] = []
    tmux.onClient(client => late.push(client))()
    expect(late).toEqual(came)
    await server.tmux('kill-session', '-t', '=one')
    await followed(tmux, 'two')
    expect(came.map(client => client.open)).toEqual([false, true])
    expect(tmux.mirror.state().sessions[0]?.clients).toEqual([])
  })

  test('a client that somebody kills is replaced', async () => {
    await server.tmux('new-session', '-d', '-s', 'one', 'cat')
    const tmux = t.open()
    const came: ControlClient[] = []
    tmux.onClient(client => came.push(client))
    await followed(tmux, 'one')
    process.kill(came[0]?.pid ?? 0, 'SIGKILL')
    await until(() => came.length === 2 && tmux.clientOfPane('%0') === came[1])
    expect(tmux.status().kind).toBe('connected')
  })

  test('names of every kind are followed', async () => {
    const names = ['a b', `it's "quoted"`, '$(touch ran)', '日本 👩‍👩‍👧', '#{pane_id}', '-t', '=x', '%end 1 2', '~']
    const tmux = t.open()
    for (const name of names) await tmux.request(command('new-session', '-d', '-s', escapeFormat(name), '--', 'cat'))
    await followed(tmux, ...names)
  })

  test('bursts of new sessions, ours and others’, do not kill the server while clients are attached', async () => {
    await server.tmux('new-session', '-d', '-s', 'first', 'cat')
    const tmux = t.open()
    await followed(tmux, 'first')
    const pid = await server.pid()
    const names = ['first']
    for (let round = 0; round < 3; round += 1) {
      const [ours, others] = ['o', 't'].map(who => [0, 1, 2, 3].map(i => `${who}${round}-${i}`)) as [string[], string[]]
      for (const name of ours) await tmux.request(command('new-session', '-d', '-s', name, '--', 'cat'))
      names.push(...ours)
      await followed(tmux, ...names)
      // In one go: what somebody else does in the instant of our attach can kill tmux 3.3a.
      await server.tmux(...others.flatMap(name => ['new-session', '-d', '-s', name, 'cat', ';']).slice(0, -1))
      names.push(...others)
      await followed(tmux, ...names)
    }
    expect(await server.pid()).toBe(pid)
  })

  test('clientOfPane of a linked window is one client, and stays it', async () => {
    await server.tmux('new-session', '-d', '-s', 'one', 'cat')
    await server.tmux('new-session', '-d', '-s', 'two', 'cat')
    await server.tmux('link-window', '-s', 'two:0', '-t', 'one:5')
    const tmux = t.open()
    await followed(tmux, 'one', 'two')
    const pane = '%1'
    await until(() => tmux.mirror.state().sessions[0]?.windows.length === 2)
    const first = tmux.clientOfPane(pane)
    const bytes: string[] = []
    tmux.onClient(client =>
      client.onOutput((id, chunk) => id === pane && tmux.clientOfPane(id) === client && bytes.push(`${id} ${chunk}`)),
    )
    await tmux.request(command('send-keys', '-t', pane, '-l', '--', 'once'))
    await until(() => bytes.length > 0)
    await server.tmux('new-window', '-d', '-t', 'one:')
    await until(() => tmux.mirror.state().sessions[0]?.windows.length === 3)
    expect(tmux.clientOfPane(pane)).toBe(first)
    expect(bytes).toEqual(['%1 once'])
    await server.tmux('unlink-window', '-t', first?.sessionId === '$0' ? 'one:5' : 'two:0')
    await until(() => tmux.clientOfPane(pane)?.sessionId === (first?.sessionId === '$0' ? '$1' : '$0'))
    expect(tmux.clientOfPane('%99')).toBe(null)
  })
})

describe('requests', () => {
  test('errors have codes', async () => {
    await server.tmux('new-session', '-d', '-s', 'one', 'cat')
    const tmux = t.open()
    await followed(tmux, 'one')
    await expect(tmux.request(command('send-keys', '-t', '%9', 'x'))).rejects.toMatchObject({ code: 'no-such-pane' })
    await expect(tmux.request(command('kill-session', '-t', '$9'))).rejects.toMatchObject({ code: 'no-such-session' })
    await expect(tmux.request(command('new-session', '-d', '-s', 'one'))).rejects.toMatchObject({ code: 'name-taken' })
    await expect(tmux.request(command('select-layout', '-t', '%0', '0000,80x24,0,0,0'))).rejects.toMatchObject({
      code: 'tmux-refused',
      message: expect.stringContaining('invalid layout'),
    })
  })

  test('bytes on standard input arrive', async () => {
    await server.tmux('new-session', '-d', '-s', 'one', 'cat')
    const tmux = t.open()
    const text = `${'x'.repeat(1_000_000)}\n\u0001é`
    await tmux.runWithInput(command('load-buffer', '-b', 'in', '-'), Buffer.from(text))
    expect(await server.raw('show-buffer', '-b', 'in')).toBe(text)
  })

  test('requestAll works with a client and without', async () => {
    const all = [1, 2, 3].map(n =>
      command('display-message', '-p', n === 2 ? '-t' : `n${n}`, ...(n === 2 ? ['%77'] : [])),
    )
    const tmux = t.open()
    expect((await tmux.requestAll(all)).map(reply => reply.ok)).toEqual([false, false, false])
    await server.tmux('new-session', '-d', '-s', 'one', 'cat')
    await followed(tmux, 'one')
    expect((await tmux.requestAll(all)).map(reply => reply.ok)).toEqual([true, true, true])
  })

  test('respawn replaces the program of a flooding pane and the server lives', async () => {
    await server.tmux('new-session', '-d', '-s', 'one', 'yes flood')
    await server.tmux('new-session', '-d', '-s', 'two', 'cat')
    await server.tmux('link-window', '-s', 'one:0', '-t', 'two:5')
    const tmux = t.open()
    await followed(tmux, 'one', 'two')
    const pid = await server.pid()
    for (let i = 0; i < 5; i += 1) {
      expect(await tmux.respawn('%0', ['--', 'sh', '-c', `echo life ${i}; exec yes flood`])).toMatchObject({ ok: true })
      expect(await server.pid()).toBe(pid)
    }
    let seen = 0
    tmux.clientOfPane('%0')?.onOutput((_, bytes) => {
      seen += bytes.length
    })
    await until(() => seen > 100_000, 'output after the restart')
    expect(await tmux.respawn('%99', [])).toMatchObject({ ok: false })
  })
})

describe('a user’s own tmux.conf', () => {
  test('with hooks, three status rows, mouse, other bases and a default command', async () => {
    server = await t.configure(
      'set -g base-index 1',
      'setw -g pane-base-index 1',
      'set -g mouse on',
      'set -g status 3',
      'set -g remain-on-exit on',
      'set -g detach-on-destroy off',
      'set -g default-command "exec cat"',
      'set-hook -g client-attached "display-message -p attached"',
      'set-hook -g after-send-keys "display-message -p sent"',
      'set-hook -g after-display-message "set-option -g @seen 1"',
      'set-hook -g session-created "set-option -g @made 1"',
    )
    const tmux = t.open()
    await tmux.request(command('new-session', '-d', '-s', 'one'))
    await tmux.request(command('new-session', '-d', '-s', 'two'))
    await followed(tmux, 'one', 'two')
    const client = tmux.clientOfPane('%0')
    const replies = await client?.requestAll(
      Array.from({ length: 30 }, (_, i) =>
        i % 2 ? command('send-keys', '-t', '%0', 'x') : command('display-message', '-p', `n${i}`),
      ),
    )
    expect(replies?.map(reply => reply.ok && reply.body.toString())).toEqual(
      Array.from({ length: 30 }, (_, i) => (i % 2 ? '' : `n${i}`)),
    )
    await tmux.request(command('kill-session', '-t', '$0'))
    await followed(tmux, 'two')
    expect(tmux.mirror.state().sessions[0]?.windows[0]?.index).toBe(1)
    expect((await server.tmux('list-clients', '-F', '#{session_name}')).split('\n')).toEqual(['two'])
  })

  test('a plain client of another size and a foreign control client live beside ours', async () => {
    await server.tmux('new-session', '-d', '-s', 'one', '-x', '80', '-y', '24', 'cat')
    const settings = { cols: 101, rows: 31, env: tmuxEnvironment() }
    const plain = spawnPty('tmux', [...serverArgs(server.target), 'attach'], settings)
    const foreign = spawnPty('tmux', [...serverArgs(server.target), '-CC', 'attach', '-f', 'ignore-size'], settings)
    plain.onData(() => {})
    foreign.onData(() => {})
    try {
      const tmux = t.open()
      await followed(tmux, 'one')
      await until(() => tmux.mirror.state().sessions[0]?.clients.length === 2)
      expect(
        tmux.mirror
          .state()
          .sessions[0]?.clients.map(one => one.control)
          .sort(),
      ).toEqual([false, true])
      expect(tmux.mirror.state().windows[0]).toMatchObject({ width: 101, height: 30 })
      await tmux.close()
      expect((await server.tmux('list-clients')).split('\n').length).toBe(2)
    } finally {
      plain.kill('SIGKILL')
      foreign.kill('SIGKILL')
    }
  })
})

test('closing leaves sessions, and no client, process or note of ours', async () => {
  await server.tmux('new-session', '-d', '-s', 'one', 'yes flood')
  const tmux = t.open()
  const came: ControlClient[] = []
  tmux.onClient(client => came.push(client))
  await followed(tmux, 'one')
  await until(async () =>
    access(join(t.folder, 'clients', `clients-${process.pid}.json`)).then(
      () => true,
      () => false,
    ),
  )
  await tmux.close()
  expect(await server.tmux('list-clients')).toBe('')
  expect(await server.tmux('list-sessions', '-F', '#{session_name}')).toBe('one')
  for (const { pid } of came) expect(() => process.kill(pid, 0)).toThrow()
  await expect(access(join(t.folder, 'clients', `clients-${process.pid}.json`))).rejects.toThrow()
})
