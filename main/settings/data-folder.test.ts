import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  rmdir,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as processes from '../processes/identity'
import { type DataFolder, openDataFolder } from './data-folder'
import { defaultDataFolder } from './folder-path'
import { describeSelf, writeHolder } from './holder'

let base: string
let path: string
const open: DataFolder[] = []
const hosts: ChildProcessWithoutNullStreams[] = []
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'qd-data-'))
  path = join(base, 'data')
})
afterEach(async () => {
  for (const folder of open.splice(0)) await folder.release()
  for (const host of hosts.splice(0)) {
    if (host.exitCode !== null || host.signalCode !== null) continue
    host.kill('SIGKILL')
    await once(host, 'exit')
  }
  await rm(base, { recursive: true })
})

async function openHere(where: string | null = path): Promise<DataFolder> {
  const folder = await openDataFolder(where, { shell: 'electron', processes })
  open.push(folder)
  return folder
}

/** Another host: a process of its own. `say` writes a word and gives the next answer. */
async function startHost() {
  const script = fileURLToPath(new URL('fixtures/hold-folder.mjs', import.meta.url))
  const host = spawn(process.execPath, [script, path])
  hosts.push(host)
  const answers = createInterface({ input: host.stdout })[Symbol.asyncIterator]()
  const next = async () => JSON.parse((await answers.next()).value ?? '{}')
  await next()
  return {
    pid: host.pid,
    say: (word: string) => {
      host.stdin.write(`${word}\n`)
      return next()
    },
    async kill(signal: NodeJS.Signals) {
      host.kill(signal)
      if (signal === 'SIGKILL') await once(host, 'exit')
    },
  }
}

/** A fresh lock whose holder is gone: its pid is that of a living process, which started at another time. */
async function leaveDeadHolder(): Promise<void> {
  await mkdir(join(path, 'host.lock'), { recursive: true })
  const self = await describeSelf('web', processes)
  await writeHolder(join(path, 'host.json'), { ...self, started: '1' })
}

async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 15_000
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`never: ${check}`)
    await sleep(20)
  }
}

describe('the place', () => {
  const home = '/home/me'
  const at = (env: Record<string, string>, platform: NodeJS.Platform = 'linux') =>
    defaultDataFolder({ env, platform, home })
  test('is named by the environment, else by the platform', () => {
    expect(at({ QUARTERDECK_DATA: '/srv/qd', XDG_DATA_HOME: '/x' })).toBe('/srv/qd')
    expect(at({ QUARTERDECK_DATA: 'here' })).toBe(join(process.cwd(), 'here'))
    expect(at({ XDG_DATA_HOME: '/x' })).toBe('/x/quarterdeck')
    expect(at({ XDG_DATA_HOME: 'relative', QUARTERDECK_DATA: '' })).toBe('/home/me/.local/share/quarterdeck')
    expect(at({}, 'darwin')).toBe('/home/me/Library/Application Support/Quarterdeck')
  })

  test('is created for the owner alone, parents included', async () => {
    const folder = await openHere(join(path, 'deep'))
    expect(folder).toMatchObject({ path: join(path, 'deep'), lock: { held: true, holder: '' } })
    expect((await stat(folder.path)).mode & 0o777).toBe(0o700)
  })

  test.each([
    ['a file', 'is not a folder', () => writeFile(path, '')],
    ['below a file', 'is not a folder', async () => writeFile(base.concat('/f'), '').then(() => join(base, 'f', 'x'))],
    ['a link', 'is a symbolic link', () => symlink(base, path)],
    ['a dangling link', 'is a symbolic link', () => symlink(join(base, 'none'), path)],
    ['writable for all', 'can be written by everybody', () => mkdir(path).then(() => chmod(path, 0o777))],
    ['a bad name', 'cannot be created', async () => 'nul\0byte'],
    // The kernel says of these that they are not there, though their parent is: Node's own recursive mkdir hangs (20.20).
    ['one of the kernel’s', 'cannot be created', async () => '/proc/quarterdeck'],
    ['deep in one of the kernel’s', 'cannot be created', async () => '/proc/quarterdeck/data'],
  ])('%s is refused with a reason', async (_, reason, prepare) => {
    const where = (await prepare()) ?? path
    const error = await openHere(where).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'bad-folder', message: expect.stringContaining(reason) })
  })

  test.runIf(process.getuid?.() === 0)("another user's is refused", async () => {
    await mkdir(path)
    await chown(path, 12345, 12345)
    await expect(openHere()).rejects.toMatchObject({
      code: 'bad-folder',
      message: expect.stringContaining('another user'),
    })
  })

  test('a folder that nothing can be created in is refused', async () => {
    // One of the kernel's folders stands for a read-only disk: its rights alone would not stop root.
    await expect(openHere(`/proc/${process.pid}/task`)).rejects.toMatchObject({
      code: 'bad-folder',
      message: expect.stringContaining('cannot be written'),
    })
  })
})

describe('one writer', () => {
  test('the second host is told who holds the folder, and gets it when the first lets go', async () => {
    const first = await openHere()
    const second = await openHere()
    expect(first.lock.held).toBe(true)
    expect(second.lock.held).toBe(false)
    expect(second.lock.holder).toMatch(
      new RegExp(`^the electron shell, pid ${process.pid}, since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d$`),
    )
    expect(await second.tryAcquire()).toBe(false)
    let told = 0
    second.onAcquired(() => told++)
    await first.release()
    expect(first.lock.held).toBe(false)
    // Told a moment after it holds, when the holder file is written.
    await until(() => told > 0)
    expect(second.lock.held).toBe(true)
    expect(second.lock.holder).toBe('')
    expect(told).toBe(1)
    expect(await first.tryAcquire()).toBe(false)
    await second.release()
    expect(await readdir(path)).toEqual([])
  })

  test('tries again only while somebody listens', async () => {
    await openHere()
    const second = await openHere()
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const undo = [second.onAcquired(() => {}), second.onAcquired(() => {})]
      expect(vi.getTimerCount()).toBe(1)
      undo[0]?.()
      expect(vi.getTimerCount()).toBe(1)
      undo[1]?.()
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  test('a holder that was killed is replaced at once', async () => {
    const host = await startHost()
    expect(await host.say('open')).toEqual({ held: true, holder: '' })
    const here = await openHere()
    expect(here.lock.holder).toContain(`the web shell, pid ${host.pid}, since`)
    await host.kill('SIGKILL')
    const began = performance.now()
    expect(await here.tryAcquire()).toBe(true)
    expect(performance.now() - began).toBeLessThan(1500)
    expect(JSON.parse(await readFile(join(path, 'host.json'), 'utf8'))).toMatchObject({
      pid: process.pid,
      shell: 'electron',
    })
  })

  test('a pid that now belongs to somebody else does not keep the folder', async () => {
    await leaveDeadHolder()
    expect((await openHere()).lock.held).toBe(true)
  })

  test('a frozen holder keeps the folder, however old its lock is', async () => {
    const host = await startHost()
    await host.say('open')
    await host.kill('SIGSTOP')
    await utimes(join(path, 'host.lock'), new Date(0), new Date(0))
    const here = await openHere()
    expect(here.lock.held).toBe(false)
  })

  test("another machine's lock counts until it has not been renewed for long", async () => {
    await mkdir(join(path, 'host.lock'), { recursive: true })
    const far = { pid: 1, started: '1', boot: 'x', host: 'far', shell: 'web', since: Date.now() }
    await writeFile(join(path, 'host.json'), JSON.stringify(far))
    const here = await openHere()
    expect(here.lock.holder).toContain('the web shell, pid 1 on far, since')
    await utimes(join(path, 'host.lock'), new Date(0), new Date(0))
    expect(await here.tryAcquire()).toBe(true)
    expect(hostname()).not.toBe('far')
  })

  test('a damaged holder file is somebody, not nobody', async () => {
    await mkdir(join(path, 'host.lock'), { recursive: true })
    await writeFile(join(path, 'host.json'), '{"pid":"')
    expect((await openHere()).lock).toMatchObject({ held: false, holder: 'another Quarterdeck' })
  })

  test('of two processes that race for a dead holder’s folder exactly one gets it', async () => {
    const [a, b] = await Promise.all([startHost(), startHost()])
    await leaveDeadHolder()
    const answers = await Promise.all([a.say('open'), b.say('open')])
    expect(answers.filter(one => one.held)).toHaveLength(1)
    const [loser] = answers.filter(one => !one.held)
    const winner = answers[0].held ? a : b
    expect(loser.holder).toContain(`pid ${winner.pid},`)
  })

  test('many that race in one process: exactly one gets it, each time', async () => {
    for (let round = 0; round < 3; round++) {
      const all = await Promise.all(Array.from({ length: 8 }, () => openHere()))
      expect(all.filter(one => one.lock.held)).toHaveLength(1)
      for (const one of all) await one.release()
    }
  })

  test('a host that ends in order leaves the folder free', async () => {
    const host = await startHost()
    await host.say('open')
    expect(await host.say('release')).toEqual({ released: true })
    expect((await openHere()).lock.held).toBe(true)
  })

  test('who loses the lock is told and does not write on', async () => {
    const here = await openHere()
    let lost = 0
    here.onLost(() => lost++)
    await rmdir(join(path, 'host.lock'))
    await until(() => !here.lock.held)
    expect(lost).toBe(1)
    expect(await here.tryAcquire()).toBe(true)
  })
})
