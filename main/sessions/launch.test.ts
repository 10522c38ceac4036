import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { command, toArgv } from '../tmux/quote'
import { createTestFolder, createTestServer, type TestServer, until } from '../tmux/test-server'
import { decodeLaunch, encodeLaunch, type Launch, launchArgv, launchEnvironment } from './launch'

let server: TestServer
let folder: { path: string; remove: () => Promise<void> }
let home: string

beforeEach(async () => {
  server = createTestServer()
  folder = await createTestFolder()
  home = join(folder.path, 'home')
  await mkdir(join(home, 'bin'), { recursive: true })
  // Only the login shell's start-up files know this folder.
  await writeFile(join(home, '.profile'), `echo noise; PATH="$HOME/bin:$PATH"; export PATH\n`)
})

afterEach(async () => {
  await server.end()
  await folder.remove()
})

const NODE = process.execPath

/** A fake agent in the login shell's PATH; `body` is JavaScript, `out` the file it may write. */
async function fakeAgent(name: string, body: string): Promise<void> {
  const path = join(home, 'bin', name)
  const prelude = `const fs = require('fs'); const out = ${JSON.stringify(join(folder.path, 'out'))};`
  await writeFile(path, `#!${NODE}\n${prelude}\n${body}\n`)
  await chmod(path, 0o755)
}

const SAY = `fs.writeFileSync(out + '.part', JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd(),
  id: process.env.QUARTERDECK_AGENT_ID, extra: process.env.EXTRA,
  ignored: /SigIgn:\\s*(\\w+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1], tty: process.stdin.isTTY }));
  fs.renameSync(out + '.part', out)`

function launch(command: string, args: string[] = [], where = folder.path): Launch {
  return { type: 'fake', kind: 'program', command, args, env: { EXTRA: 'a;b $x' }, folder: where }
}

async function start(one: Launch, shell: string, subreaper: string[] = []): Promise<void> {
  const env = Object.entries(launchEnvironment(one, 'the-id')).flatMap(([name, value]) => ['-e', `${name}=${value}`])
  const size = ['-x', '80', '-y', '24', '-e', `HOME=${home}`]
  await server.tmux('new-session', '-d', ...size, 'sleep', '1000')
  await server.tmux('set-option', '-g', 'remain-on-exit', 'on')
  const words = [...env, '-e', `HOME=${home}`, '--', ...launchArgv(one, { shell, subreaper }, 'the-id')]
  await server.tmux(...toArgv(command('new-window', '-c', one.folder, ...words)))
}

const said = () => until(() => readFile(join(folder.path, 'out'), 'utf8').catch(() => ''), 'what the agent says')
async function died(): Promise<void> {
  await until(async () => (await pane('#{pane_dead}')) === '1', 'its death')
  await until(async () => {
    await server.reap()
    return pane('#{pane_dead_status}')
  }, 'its status')
}

const pane = (format: string) => server.tmux('display-message', '-p', '-t', ':1', format)

test.each(['/bin/bash', '/bin/dash'])(
  '%s: PATH of the login shell, exact words, no signal left ignored',
  async shell => {
    await fakeAgent('qd-fake', `${SAY}; setInterval(() => {}, 1000)`)
    const args = ['a b', '$(touch x)', "q'q", 'q"q', '', '-x', 'ü;', '#{pane_id}', '*']
    await start(launch('qd-fake', args), shell)
    const heard = JSON.parse(await said())
    expect(heard).toMatchObject({ args, id: 'the-id', extra: 'a;b $x', tty: true })
    // INT, QUIT, TERM, TSTP, TTIN, TTOU: what an interactive shell ignores and must give back.
    const shells = [2, 3, 15, 20, 21, 22].reduce((mask, signal) => mask | (1 << (signal - 1)), 0)
    expect(Number.parseInt(heard.ignored.slice(-8), 16) & shells).toBe(0)
  },
)

test('a folder and a program with hostile names work', async () => {
  const hostile = join(folder.path, `a b'"$(touch bad)\`;ü`)
  await mkdir(hostile)
  await fakeAgent('qd fake;$x', SAY)
  await start(launch('qd fake;$x', [], hostile), '/bin/bash')
  expect(JSON.parse(await said()).cwd).toBe(hostile)
})

test('Ctrl+C and Ctrl+Z reach the agent and end neither it nor its wrapper', async () => {
  await fakeAgent(
    'qd-fake',
    `let n = 0; for (const signal of ['SIGINT', 'SIGQUIT'])
      process.on(signal, () => { n += 1; console.log(signal + n) }); setInterval(() => {}, 1000);
    console.log('re' + 'ady')`,
  )
  await start(launch('qd-fake'), '/bin/bash')
  const shows = (text: string) =>
    until(async () => (await server.tmux('capture-pane', '-p', '-t', ':1')).includes(text), text)
  await shows('ready')
  await server.tmux('send-keys', '-t', ':1', 'C-c')
  await shows('SIGINT1')
  await server.tmux('send-keys', '-t', ':1', 'C-\\')
  await shows('SIGQUIT2')
  await server.tmux('send-keys', '-t', ':1', 'C-z')
  await server.tmux('send-keys', '-t', ':1', 'C-c')
  await shows('SIGINT3')
  expect(await pane('#{pane_dead} #{pane_current_command}')).toBe('0 sh')
})

test.each([
  ['process.exit(3)', '3'],
  ['process.kill(process.pid, "SIGKILL")', '137'],
])('the end of %s is seen as status %s, its last output too', async (end, status) => {
  await fakeAgent('qd-fake', `fs.writeSync(1, 'x'.repeat(9000) + '\\r\\nTHE-END'); ${end}`)
  await start(launch('qd-fake'), '/bin/bash')
  await died()
  expect(await pane('#{pane_dead_status}')).toBe(status)
  expect(await server.tmux('capture-pane', '-p', '-t', ':1')).toContain('THE-END')
})

test('a program that is not there ends with status 127', async () => {
  await start(launch('qd-not-there'), '/bin/dash')
  await died()
  expect(await pane('#{pane_dead_status}')).toBe('127')
})

test('shells: fish takes words without $0, unknown shells give way to sh', () => {
  const starter = { subreaper: ['reap'] }
  expect(launchArgv(launch('p', ['x']), { ...starter, shell: '/usr/bin/fish' }, 'i').slice(0, 6)).toEqual([
    '/usr/bin/fish',
    '-l',
    '-i',
    '-c',
    'exec $argv',
    'reap',
  ])
  for (const shell of ['/bin/tcsh', '/usr/bin/nu', '/opt/strange'])
    expect(launchArgv(launch('p'), { ...starter, shell }, 'i')[0]).toBe('/bin/sh')
  const own = { ...launch('/bin/zsh', ['-l']), kind: 'shell' as const }
  expect(launchArgv(own, { shell: '/bin/zsh', subreaper: [] }, 'i')).toEqual(['/bin/zsh', '-l'])
  expect(launchArgv({ ...own, args: [] }, { shell: '/bin/zsh', subreaper: [] }, 'i').length).toBeGreaterThan(1)
})

test('a launch survives its option; anything else there is refused', () => {
  const one = launch('p', ['ü', '\n', '#(x)'])
  expect(decodeLaunch(encodeLaunch(one))).toEqual(one)
  expect(encodeLaunch(one)).toMatch(/^[A-Za-z0-9+/=]+$/)
  const strange = ['', 'x', encodeLaunch({ ...one, env: { 'A=B': 'x' } }), Buffer.from('{"type":1}').toString('base64')]
  expect(strange.map(decodeLaunch)).toEqual([null, null, null, null])
})

test('reporting arguments are put in when a program is started, and are no part of what is kept', () => {
  const one = launch('agent', ['--own'])
  const words = (of: Launch, id: string) => [of.command, '--report', id, ...of.args]
  const argv = launchArgv(one, { shell: '/bin/sh', subreaper: [], words }, 'the-id')
  expect(argv.slice(-4)).toEqual(['agent', '--report', 'the-id', '--own'])
  expect(decodeLaunch(encodeLaunch(one))).toEqual(one)
  expect(launchArgv({ ...one, kind: 'shell' }, { shell: '/bin/sh', subreaper: [], words }, 'x')).toEqual([
    'agent',
    '--own',
  ])
})
