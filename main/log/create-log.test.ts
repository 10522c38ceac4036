import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog } from './create-log'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qd-log-'))
  file = join(folder, 'host.log')
})
afterEach(() => rm(folder, { recursive: true }))

async function lines(): Promise<Record<string, unknown>[]> {
  const text = await readFile(file, 'utf8')
  return text
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
}

test('writes JSON lines that only the owner may read, with the part that wrote them', async () => {
  const log = await createLog('host', { file, level: 'info' })
  log.info('started', { panes: 3 })
  log.child('tmux').warn('server\nlost', { socket: 'default' })
  log.debug('too fine')
  await log.flush()
  const [first, second, ...more] = await lines()
  expect(first).toMatchObject({ level: 30, name: 'host', msg: 'started', panes: 3, pid: process.pid })
  expect(second).toMatchObject({ level: 40, part: 'tmux', msg: 'server\nlost', socket: 'default' })
  expect(more).toEqual([])
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('writes errors with code and stack, cuts long texts, survives facts that JSON cannot hold', async () => {
  const log = await createLog('host', { file, level: 'debug' })
  const loop: Record<string, unknown> = { big: 10n }
  loop.self = loop
  const trap = {
    get fact(): string {
      throw new Error('trap')
    },
  }
  log.error('failed', { error: Object.assign(new Error('no tmux'), { code: 'no-tmux' }) })
  log.debug('long', { screen: 'x'.repeat(1_000_000) })
  log.info('odd', { loop })
  log.info('trapped', trap)
  log.info('after')
  await log.flush()
  const [error, long, odd, ...more] = await lines()
  expect(error?.error).toMatchObject({ message: 'no tmux', code: 'no-tmux', stack: expect.stringContaining('no tmux') })
  expect(String(long?.screen).length).toBeLessThan(5000)
  expect(odd?.msg).toBe('odd')
  expect(more.at(-1)?.msg).toBe('after')
})

test('a large file is set aside at start, and only the newest old one is kept', async () => {
  await writeFile(file, 'a'.repeat(5_000_001))
  await writeFile(`${file}.1`, 'older')
  const log = await createLog('host', { file, level: 'info' })
  log.info('fresh')
  await log.flush()
  expect((await stat(`${file}.1`)).size).toBe(5_000_001)
  expect((await lines()).map(line => line.msg)).toEqual(['fresh'])
})

test('a small file is continued', async () => {
  await writeFile(file, '{"msg":"before"}\n')
  const log = await createLog('host', { file, level: 'info' })
  log.info('after')
  await log.flush()
  expect((await lines()).map(line => line.msg)).toEqual(['before', 'after'])
})

test('a full disk, a file in place of the folder, and no file at all are survived', async () => {
  await writeFile(join(folder, 'not-a-folder'), '')
  await chmod(folder, 0o700)
  for (const bad of ['/dev/full', join(folder, 'not-a-folder', 'host.log'), null]) {
    const log = await createLog('host', { file: bad, level: 'debug' })
    for (let n = 0; n < 100; n++) log.child('part').info('hello', { n, text: 'y'.repeat(3000) })
    log.error('still here')
    await log.flush()
  }
})
