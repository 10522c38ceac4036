import { chmod, chown, mkdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { silentLog } from '../log/log'
import { command } from './quote'
import { identifyServer } from './server-identity'
import { createTestFollowers, followed, kind, type TestFollowers } from './test-followers'
import { type TestServer, until } from './test-server'
import type { Tmux, TmuxTarget } from './types'
import { assertSupported, isAtLeast } from './versions'

let t: TestFollowers
let server: TestServer
beforeEach(async () => {
  t = await createTestFollowers()
  server = t.server()
})
afterEach(() => t.end())

describe('trouble in words', () => {
  test('tmux is missing', async () => {
    const tmux = t.open({ target: { ...server.target, binary: join(t.folder, 'no-such-tmux') } })
    await kind(tmux, 'trouble')
    expect(tmux.status().remedy).toMatch(/install|add|-S/)
    expect(tmux.status().remedy).toContain('tmux')
    await expect(tmux.request(command('new-session', '-d'))).rejects.toMatchObject({ code: 'no-tmux' })
  })

  /** A tmux that says it is of another version and otherwise is the real one. */
  async function pretend(version: string, rest = 'exec tmux "$@"'): Promise<TmuxTarget> {
    const binary = join(t.folder, 'tmux')
    await writeFile(binary, `#!/bin/sh\n[ "$1" = -V ] && { echo "tmux ${version}"; exit; }\n${rest}\n`)
    await chmod(binary, 0o755)
    return { ...server.target, binary }
  }

  test('tmux is too old', async () => {
    const tmux = t.open({ target: await pretend('3.1c') })
    await kind(tmux, 'trouble')
    expect(tmux.status().message).toContain('3.2')
    await expect(tmux.request(command('new-session', '-d'))).rejects.toMatchObject({ code: 'tmux-too-old' })
  })

  test.runIf(process.platform === 'linux')('an old server is followed by its own program', async () => {
    await server.tmux('new-session', '-d', '-s', 'one', 'cat')
    // One from the other side of the line that lies between 3.5 and 3.6.
    const other = isAtLeast(await server.version(), 3, 6) ? '3.5a' : '3.7c'
    const tmux = t.open({ target: await pretend(other, 'case "$*" in *-CC*) exec cat ;; *) exec tmux "$@" ;; esac') })
    await followed(tmux, 'one')
    expect(tmux.status()).toMatchObject({ kind: 'connected', clientVersion: other })
  })

  test('a server that is too old is told from a program that is', async () => {
    await server.tmux('new-session', '-d', '-s', 'one', 'cat')
    const old = 'case "$*" in *display-message*) echo "3.1c 99999" ;; *) exec tmux "$@" ;; esac'
    const tmux = t.open({ target: await pretend('3.3a', old) })
    await kind(tmux, 'trouble')
    expect(tmux.status()).toMatchObject({ clientVersion: '3.3a', message: expect.stringContaining('server (3.1c)') })
    expect(tmux.status().remedy).toContain('kill-server')
    await expect(tmux.request(command('new-session', '-d'))).rejects.toMatchObject({ code: 'tmux-too-old' })
  })

  test.runIf(process.platform === 'linux')('a server that hangs is asked by its own program who it is', async () => {
    await server.tmux('new-session', '-d', '-s', 'one', 'cat')
    const pid = await server.pid()
    const client = assertSupported('tmux 3.3a')
    const hanging = await pretend('3.3a', 'exec sleep 30')
    const found = identifyServer(hanging, client, async () => pid)
    // It is not too old: the silence itself is told, and not taken for a difference of versions.
    await expect(found).rejects.toMatchObject({ code: 'tmux-timeout' })
  })

  test.runIf(process.platform === 'linux')(
    'a newer server that refuses every command is followed by its own program',
    async () => {
      await server.tmux('new-session', '-d', '-s', 'one', 'cat')
      const tmux = t.open({ target: await pretend('3.8', 'echo "server exited unexpectedly" >&2; exit 1') })
      await followed(tmux, 'one')
      expect(tmux.status().kind).toBe('connected')
    },
  )

  test('the socket’s folder is open to others', async () => {
    const before = process.env.TMUX_TMPDIR
    process.env.TMUX_TMPDIR = t.folder
    try {
      await mkdir(join(t.folder, `tmux-${process.getuid?.() ?? 0}`), { mode: 0o700 })
      await chmod(join(t.folder, `tmux-${process.getuid?.() ?? 0}`), 0o777)
      const tmux = t.open()
      await expect(tmux.request(command('new-session', '-d'))).rejects.toMatchObject({ code: 'socket-rights' })
    } finally {
      if (before === undefined) delete process.env.TMUX_TMPDIR
      else process.env.TMUX_TMPDIR = before
    }
  })
})

describe('what is on the socket', () => {
  const place = () => mkdir(join(server.socketPath, '..'), { recursive: true, mode: 0o700 })

  test('nothing, the file of a server that died, a file of somebody else: there is no server, and one can be made', async () => {
    const tmux = t.open()
    await kind(tmux, 'none')
    await server.tmux('new-session', '-d', '-s', 'one', 'cat')
    await followed(tmux, 'one')
    process.kill(await server.pid(), 'SIGKILL')
    await kind(tmux, 'lost')
    // "no server running on", where nothing at all says "error connecting to".
    expect((await stat(server.socketPath)).isSocket()).toBe(true)
    const other = t.open()
    await kind(other, 'none')
    expect(other.status()).toMatchObject({ message: '', remedy: '' })
    await other.request(command('new-session', '-d', '-s', 'two', 'cat'))
    await followed(other, 'two')
    await server.tmux('kill-server')
    await rm(server.socketPath, { force: true })
    await writeFile(server.socketPath, 'no socket')
    const third = t.open()
    await kind(third, 'none')
  })

  test.runIf(process.platform === 'linux')('a program that is no tmux, whether it is silent or hangs up', async () => {
    await place()
    const answers: ((socket: Socket) => void)[] = [() => {}, socket => socket.destroy()]
    for (const answer of answers) {
      const open = new Set<Socket>()
      const listener = createServer(socket => {
        open.add(socket.on('error', () => {}))
        answer(socket)
      })
      await new Promise<void>(resolve => listener.listen(server.socketPath, resolve))
      const tmux = t.open()
      try {
        await until(() => tmux.status().kind === 'trouble', 'trouble', 20_000)
        expect(tmux.status().message).toMatch(/is no tmux server: .+ \(process \d+\)/)
        expect(tmux.status().message).toContain(String(process.pid))
        expect(tmux.status().remedy).toContain('another socket')
        const request = tmux.request(command('new-session', '-d'))
        await expect(request).rejects.toMatchObject({ code: 'foreign-server' })
      } finally {
        await tmux.close()
        for (const socket of open) socket.destroy()
        await new Promise(resolve => listener.close(resolve))
      }
    }
    // And when it is gone, all is well.
    const tmux = t.open()
    await kind(tmux, 'none')
  })

  test.runIf(process.geteuid?.() === 0)('a server of another user', async () => {
    await server.tmux('new-session', '-d', '-s', 'one', 'cat')
    await chown(server.socketPath, 65_534, 65_534)
    const tmux = t.open()
    await kind(tmux, 'trouble')
    expect(tmux.status().message).toContain('belongs to another user (uid 65534)')
    expect(tmux.mirror.state().sessions).toEqual([])
    await chown(server.socketPath, 0, 0)
    await followed(tmux, 'one')
  })

  test.runIf(process.geteuid?.() === 0)('a socket that may not be opened', async () => {
    await server.tmux('new-session', '-d', '-s', 'one', 'cat')
    // Rights do not bind root: what tmux says to others is what it says here.
    const binary = join(t.folder, 'tmux')
    const words = `error connecting to ${server.socketPath} (Permission denied)`
    await writeFile(binary, `#!/bin/sh\n[ "$1" = -V ] && { echo "tmux 3.3a"; exit; }\necho "${words}" >&2; exit 1\n`)
    await chmod(binary, 0o755)
    const tmux = t.open({ target: { ...server.target, binary } })
    await kind(tmux, 'trouble')
    expect(tmux.status().message).toContain(words)
    expect(tmux.status().remedy).toContain('chmod 700')
  })
})

describe('a server that goes before it is followed', () => {
  /** Its one session is listed, and its client waits for quiet (500 ms after a session was made). */
  async function listed(): Promise<{ tmux: Tmux; kinds: string[] }> {
    const tmux = t.open()
    const kinds: string[] = []
    tmux.onStatus(status => kinds.push(status.kind))
    await kind(tmux, 'none')
    await server.tmux('new-session', '-d', '-s', 'one', 'cat')
    await until(() => tmux.mirror.state().sessions.length === 1, 'one session')
    return { tmux, kinds }
  }

  test('by force is lost, and followed when it is back', async () => {
    const { tmux, kinds } = await listed()
    process.kill(await server.pid(), 'SIGKILL')
    await kind(tmux, 'lost')
    expect(kinds).not.toContain('connected')
    expect(tmux.status().message).toContain('before it could be followed')
    expect(tmux.mirror.state().sessions).toEqual([])
    await server.tmux('new-session', '-d', '-s', 'two', 'cat')
    await followed(tmux, 'two')
    expect(tmux.status()).toMatchObject({ kind: 'connected', message: '' })
  })

  test('with the last session that we ended ourselves is none', async () => {
    const { tmux, kinds } = await listed()
    await tmux.request(command('kill-session', '-t', '$0'))
    await until(() => tmux.serverPid() === 0, 'the end of the server')
    expect(tmux.status().kind).toBe('none')
    expect(kinds).not.toContain('lost')
  })

  test('while it is being listed stays lost', async () => {
    await server.tmux('new-session', '-d', '-s', 'one', 'cat')
    const tmux = t.open()
    await followed(tmux, 'one')
    const kinds: string[] = []
    tmux.onStatus(status => kinds.push(status.kind))
    // Not followed yet, so that a look lists what is there, by the client of the first.
    await server.tmux('new-session', '-d', '-s', 'two', 'cat')
    await until(() => tmux.mirror.state().sessions.length === 2, 'two sessions')
    const pid = await server.pid()
    process.kill(pid, 'SIGSTOP')
    const now = new Date()
    // A hint to look at once; a stopped server still takes connections, and answers none.
    await utimes(server.socketPath, now, now)
    const listing = tmux.request(command('list-sessions'))
    process.kill(pid, 'SIGKILL')
    await expect(listing).rejects.toMatchObject({ code: 'disconnected' })
    await kind(tmux, 'lost')
    await server.tmux('new-session', '-d', '-s', 'three', 'cat')
    await followed(tmux, 'three')
    expect([...new Set(kinds)]).toEqual(['lost', 'connected'])
  })

  test('and a next one that takes its place at once is not taken for it', async () => {
    await server.tmux('new-session', '-d', '-s', 'first', 'cat')
    const tmux = t.open()
    await followed(tmux, 'first')
    for (const name of ['second', 'third', 'fourth']) {
      const seen: string[] = []
      const undo = tmux.onStatus(status => seen.push(status.kind))
      const pid = tmux.serverPid()
      await server.tmux('kill-server')
      await until(() =>
        server.tmux('new-session', '-d', '-s', name, 'cat').then(
          () => true,
          () => false,
        ),
      )
      await followed(tmux, name)
      undo()
      expect(tmux.serverPid()).not.toBe(pid)
      // Panes of the same numbers are others: whoever follows them must have been told.
      expect(seen[0]).toMatch(/none|lost/)
      expect(seen.at(-1)).toBe('connected')
    }
  })

  test('or that only stood still for a while is attached to as soon as it goes on', async () => {
    const said: string[] = []
    const log = { ...silentLog, info: (what: string) => said.push(what), child: () => log }
    await server.tmux('new-session', '-d', '-s', 'one', 'cat')
    const pid = await server.pid()
    const tmux = t.open({ log, clientRecord: null })
    await followed(tmux, 'one')
    await server.tmux('new-session', '-d', '-s', 'two', 'cat')
    await until(() => tmux.mirror.state().sessions.length === 2, 'two sessions')
    process.kill(pid, 'SIGSTOP')
    // The attach waits for half a second of quiet, and then for the server.
    await new Promise(resolve => setTimeout(resolve, 3000))
    process.kill(pid, 'SIGCONT')
    await followed(tmux, 'one', 'two')
    expect(said).not.toContain('a session cannot be followed')
    expect(await server.pid()).toBe(pid)
  })
})
