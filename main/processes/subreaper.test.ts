import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fixture, lives, type RealTmux, startRealTmux, until } from './fixtures/real-tmux'
import { readProcesses } from './read'
import { subreaperPrefix } from './subreaper'

let real: RealTmux
beforeEach(async () => {
  real = await startRealTmux()
})
afterEach(() => real.close())

async function run(args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  const [program = '', ...rest] = [...(await subreaperPrefix()), ...args]
  const child = spawn(program, rest, { env })
  const texts = { out: '', err: '' }
  child.stdout.on('data', (bytes: Buffer) => {
    texts.out += bytes
  })
  child.stderr.on('data', (bytes: Buffer) => {
    texts.err += bytes
  })
  const [code] = await once(child, 'close')
  return { code, ...texts }
}

test('is there on this machine', async () => {
  expect(await subreaperPrefix()).not.toEqual([])
})

test('an orphan that cleared its environment and its files stays in the tree', async () => {
  const daemon = ['env', '-i', 'setsid', 'perl', fixture('daemon.pl'), `${real.folder}/bare`, 'null']
  const script = `${daemon.join(' ')} </dev/null; exec sleep 1500`
  const pane = await real.open([...(await subreaperPrefix()), 'sh', '-c', script])
  const bare = await real.note('bare')
  const found = await until(async () => (await readProcesses()).childrenOf(pane.pid).find(one => one.pid === bare))
  expect(found).toMatchObject({ sid: expect.any(Number), tty: '' })
  expect(found.sid).not.toBe(pane.pid)
  expect(await lives(bare)).toBe(true)
})

test('hands on arguments as they are, never to a shell, also a single one', async () => {
  const words = ['a b', "it's", '$HOME', '`id`', '--', '-e', 'ü\n', '']
  const { out, code } = await run(['node', '-p', 'JSON.stringify(process.argv.slice(1))', '--', ...words])
  expect([JSON.parse(out), code]).toEqual([words, 0])
  const single = await run(['echo hello; id'])
  expect(single).toMatchObject({ code: 127, out: '' })
  expect(single.err).toContain('echo hello; id')
})

test('hands on the exit status and the environment, silent under a wrong locale', async () => {
  const env = { ...process.env, LC_ALL: 'xx_XX.nonsense', MARK: '1' }
  const { code, out, err } = await run(['sh', '-c', 'echo "$MARK $PERL_BADLANG"; exit 3'], env)
  expect({ code, out, err }).toEqual({ code: 3, out: '1 \n', err: '' })
})
