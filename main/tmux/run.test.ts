import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { installCommandHere } from './install-command'
import { command } from './quote'
import { runTmux, runVersion } from './run'
import { classify, failureOf } from './run-errors'
import { socketPlace, tmuxEnvironment } from './socket'
import { socketOwner } from './socket-owner'
import { createTestFolder, createTestServer, type TestServer, until } from './test-server'
import { assertSupported, isAtLeast, parseVersion, understand } from './versions'

let server: TestServer
let folder = { path: '', remove: async () => {} }
beforeEach(async () => {
  server = createTestServer()
  folder = await createTestFolder()
})
afterEach(async () => {
  await server.end()
  await folder.remove()
})

describe('one command as a process', () => {
  test('its output, and bytes on its input', async () => {
    await runTmux(server.target, command('new-session', '-d', '-s', 'ünï', '--', 'cat'))
    expect(await runTmux(server.target, command('list-sessions', '-F', '#{session_name}'))).toBe('ünï')
    const bytes = Buffer.from([...Array(255).keys()].map(i => i + 1))
    await runTmux(server.target, command('load-buffer', '-b', 'x', '-'), { input: bytes })
    expect(await server.tmux('list-buffers', '-F', '#{buffer_size}')).toBe('255')
  })

  test('failures have codes', async () => {
    await expect(runTmux(server.target, command('list-sessions'))).rejects.toMatchObject({ code: 'no-server' })
    await server.tmux('new-session', '-d', '-s', 'one', 'cat')
    await expect(runTmux(server.target, command('kill-window', '-t', '@9'))).rejects.toMatchObject({
      code: 'no-such-window',
    })
    const detail = await installCommandHere()
    await expect(runTmux({ ...server.target, binary: '/no/tmux' }, command('list-sessions'))).rejects.toMatchObject({
      code: 'no-tmux',
      message: expect.stringContaining('/no/tmux'),
      detail,
    })
    const long = { ...server.target, socket: 'x'.repeat(120) }
    await expect(runTmux(long, command('list-sessions'))).rejects.toMatchObject({ code: 'socket-rights' })
  })

  test('a stale socket of a dead server is no server', async () => {
    await server.tmux('new-session', '-d', 'cat')
    const pid = await server.pid()
    process.kill(pid, 'SIGKILL')
    await until(async () => (await socketOwner(server.socketPath)) === 0)
    await expect(runTmux(server.target, command('list-sessions'))).rejects.toMatchObject({ code: 'no-server' })
  })

  test('a stopped server is a timeout, not a wait', async () => {
    await server.tmux('new-session', '-d', 'cat')
    const pid = await server.pid()
    process.kill(pid, 'SIGSTOP')
    const asked = runTmux(server.target, command('list-sessions'), { timeout: 100 })
    await expect(asked.finally(() => process.kill(pid, 'SIGCONT'))).rejects.toMatchObject({ code: 'tmux-timeout' })
  })

  test('a program that reads no input does no harm', async () => {
    const binary = join(folder.path, 'deaf')
    await writeFile(binary, '#!/bin/sh\nexec 0<&-\necho "no space for bytes" >&2\nexit 1\n')
    await chmod(binary, 0o755)
    const input = Buffer.alloc(5_000_000)
    await expect(runTmux({ ...server.target, binary }, command('load-buffer', '-'), { input })).rejects.toMatchObject({
      code: 'tmux-refused',
      message: 'no space for bytes',
    })
  })
})

describe('the words of tmux', () => {
  test.each([
    ['no server running on /tmp/tmux-0/x', 'no-server'],
    ['error connecting to /tmp/tmux-0/x (No such file or directory)', 'no-server'],
    ['error connecting to /tmp/tmux-0/x (Connection refused)', 'no-server'],
    ['error connecting to /tmp/tmux-0/x (Permission denied)', 'socket-rights'],
    ['directory /tmp/tmux-0 has unsafe permissions', 'socket-rights'],
    ["couldn't create directory /x/tmux-0 (Read-only file system)", 'socket-rights'],
    ['error creating /tmp/xxx (File name too long)', 'socket-rights'],
    ['server exited unexpectedly', 'version-skew'],
    ['protocol version mismatch (client 8, server 7)', 'version-skew'],
    ["can't find session: $9", 'no-such-session'],
    ["can't find window: @9", 'no-such-window'],
    ["can't find pane: %9", 'no-such-pane'],
    ['duplicate session: a', 'name-taken'],
    ['invalid session name: #(x)', 'bad-name'],
  ])('%s: %s', (words, code) => {
    expect(classify(words)?.code).toBe(code)
  })
  test('anything else keeps its words', () => {
    expect(classify('invalid layout')).toBe(null)
    expect(failureOf(' invalid layout\n')).toMatchObject({ code: 'tmux-refused', message: 'invalid layout' })
    expect(failureOf('').message).not.toBe('')
  })
})

describe('versions', () => {
  test.each([
    ['tmux 3.3a', 3, 3, 1],
    ['3.7c', 3, 7, 3],
    ['tmux next-3.8', 3, 8, 0],
    ['tmux 2.9', 2, 9, 0],
    ['tmux master', 99, 0, 0],
    ['tmux openbsd-7.4', 99, 0, 0],
  ])('%s', (words, major, minor, letter) => {
    expect(parseVersion(words)).toMatchObject({ major, minor, letter })
  })
  test('3.2 is the oldest', () => {
    expect(assertSupported('tmux 3.2').text).toBe('3.2')
    expect(assertSupported('tmux 10.0').text).toBe('10.0')
    for (const words of ['tmux 3.1c', 'tmux 2.9', 'nonsense', ''])
      expect(() => assertSupported(words)).toThrowError(expect.objectContaining({ code: 'tmux-too-old' }))
  })
  test('the line lies between 3.5 and 3.6', () => {
    const can = (a: string, b: string) => understand(assertSupported(a), assertSupported(b))
    expect([can('3.3a', '3.5a'), can('3.6b', '3.7c'), can('3.5a', '3.6'), can('3.7', '3.4')]).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
  test('compare with one that a feature came with', () => {
    const from37 = (text: string) => isAtLeast(text, 3, 7)
    expect(['3.7', '3.7c', '3.8', '4.0', 'master'].filter(from37)).toHaveLength(5)
    expect(['', '3.3a', '3.6b', '2.9', 'nonsense'].filter(from37)).toEqual([])
  })
  test('of the program here', async () => {
    expect(assertSupported(await runVersion('tmux')).major).toBeGreaterThanOrEqual(3)
  })
})

describe('the socket', () => {
  test('is where tmux puts it', async () => {
    await server.tmux('new-session', '-d', 'cat')
    expect(socketPlace(server.target).path).toBe(await server.tmux('display-message', '-p', '#{socket_path}'))
    expect(socketPlace({ ...server.target, socket: null }, { TMUX_TMPDIR: '/x' }).path).toMatch(
      /^\/x\/tmux-\d+\/default$/,
    )
  })
  test.runIf(process.platform === 'linux')('its owner is the server', async () => {
    expect(await socketOwner(server.socketPath)).toBe(0)
    await server.tmux('new-session', '-d', 'cat')
    expect(await socketOwner(server.socketPath)).toBe(await server.pid())
  })
  test('our own tmux is not what our children see', () => {
    const env = tmuxEnvironment({ TMUX: '/tmp/x,1,2', TMUX_PANE: '%1', HOME: '/h', LINES: '3' })
    expect(env).toEqual({ HOME: '/h', TERM: 'xterm-256color' })
  })
})
