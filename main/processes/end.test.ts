import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { silentLog } from '../log/log'
import { branches, endProcesses } from './end'
import { fixture, lives, type RealTmux, startRealTmux, until } from './fixtures/real-tmux'
import { findOwned } from './owned'
import { readProcesses } from './read'
import { subreaperPrefix } from './subreaper'
import type { OwnedProcess, PaneRoot } from './types'

const TEN = [
  'setsid',
  'nohup',
  'deaf-shell',
  'deaf-child',
  'daemon',
  'detached',
  'bare-terminal',
  'bare-null',
  'agent',
  'agent-child',
]

let real: RealTmux
beforeEach(async () => {
  real = await startRealTmux()
})
afterEach(() => real.close())

/** Starts the ten in a pane and waits until all have left their pids, and the daemons their parents. */
async function startTen(prefix: readonly string[] = []) {
  const pane = await real.open([...prefix, 'sh', fixture('nasty.sh'), real.folder, process.execPath])
  const pids = new Map<string, number>()
  for (const name of TEN) pids.set(name, await real.note(name))
  for (const name of ['daemon', 'detached', 'bare-terminal', 'bare-null']) {
    const adopter = prefix.length > 0 ? pane.pid : 1
    await until(async () => (await parentOf(pids.get(name) ?? 0)) === adopter)
  }
  return { pane, pids }
}

async function parentOf(pid: number): Promise<number> {
  return Number(/^PPid:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1])
}

async function end(
  panes: readonly PaneRoot[],
  options: { graceMs?: number; exclude?: (one: OwnedProcess) => boolean } = {},
) {
  const serverPid = await real.serverPid()
  return endProcesses({ find: seen => findOwned(panes, serverPid, seen), log: silentLog, ...options })
}

async function living(pids: ReadonlyMap<string, number>): Promise<string[]> {
  const names: string[] = []
  for (const [name, pid] of pids) if (await lives(pid)) names.push(name)
  return names
}

test('ends nine of the ten by evidence alone, the bare one cannot be told from a stranger', async () => {
  const { pane, pids } = await startTen()
  const before = await findOwned([pane], await real.serverPid())
  const reason = (name: string) => before.find(one => one.pid === pids.get(name))?.because
  expect(reason('setsid')).toBe('tree')
  expect(reason('daemon')).toBe('environment')
  expect(reason('detached')).toBe('environment')
  expect(reason('bare-terminal')).toBe('open-terminal')
  const result = await end([pane])
  expect(await living(pids)).toEqual(['bare-null'])
  expect(result.proven).toBe(true)
  expect(result.survivors).toEqual([])
  const signals = new Map(result.ended.map(one => [one.pid, one.signal]))
  expect(signals.get(pids.get('setsid') ?? 0)).toBe('TERM')
  expect(signals.get(pids.get('agent') ?? 0)).toBe('KILL')
  expect(signals.get(pids.get('deaf-child') ?? 0)).toBe('KILL')
})

test('under a subreaper the tree alone finds all ten, and none survives', async () => {
  const { pane, pids } = await startTen(await subreaperPrefix())
  const before = await findOwned([pane], await real.serverPid())
  const reasons = TEN.map(name => before.find(one => one.pid === pids.get(name))?.because)
  expect(reasons).toEqual(TEN.map(() => 'tree'))
  const result = await end([pane])
  expect(await living(pids)).toEqual([])
  expect(result).toMatchObject({ survivors: [], proven: true })
})

test('innocent bystanders live: another pane with its daemon, a process outside, a writer to our terminal', async () => {
  const { pane, pids } = await startTen(await subreaperPrefix())
  const other = await real.open([
    'sh',
    '-c',
    `perl ${fixture('daemon.pl')} ${real.folder}/other-daemon keep; (exec sleep 1200 >${pane.tty}) & echo $! >${real.folder}/writer; exec sleep 1201`,
  ])
  const bystanders = new Map([
    ['other pane', other.pid],
    ['its daemon', await real.note('other-daemon')],
    ['writer to our terminal', await real.note('writer')],
    ['outside', await real.outside('outside')],
    // The same pane id, but of another server.
    ['namesake', await real.outside('namesake', { TMUX_PANE: pane.paneId, TMUX: '/tmp/tmux-0/else,99999999,0' })],
    ['server', await real.serverPid()],
  ])
  const result = await end([pane])
  expect(result.proven).toBe(true)
  expect(await living(pids)).toEqual([])
  expect(await living(bystanders)).toEqual([...bystanders.keys()])
})

test('a child that is born during the grace, of a parent that ends at once, is found by remembering the parent', async () => {
  // The parent leads its own session without a trace of the pane; on TERM it leaves a child behind and exits.
  const pane = await real.open(['perl', fixture('last-word.pl'), real.folder])
  await real.note('parent')
  const result = await end([pane], { graceMs: 2000 })
  const heir = await real.note('heir')
  expect(result.proven).toBe(true)
  expect(await lives(heir)).toBe(false)
  expect(result.ended.find(one => one.pid === heir)?.signal).toBe('KILL')
})

test('only by remembering its parent is that child found at all', async () => {
  const pane = await real.open(['perl', fixture('last-word.pl'), real.folder])
  const parent = await real.note('parent')
  const serverPid = await real.serverPid()
  const before = await findOwned([pane], serverPid)
  expect(before.map(one => one.pid)).toContain(parent)
  process.kill(parent, 'SIGTERM')
  const heir = await real.note('heir')
  await until(async () => (await readProcesses()).get(parent) === null)
  expect((await findOwned([pane], serverPid)).map(one => one.pid)).not.toContain(heir)
  const after = await findOwned([pane], serverPid, before)
  expect(after.find(one => one.pid === heir)).toMatchObject({ because: 'session', paneId: pane.paneId })
})

test('what is excluded lives on with its children, and proves nothing wrong', async () => {
  const pane = await real.open(['sh', '-c', `perl ${fixture('deaf-agent.pl')} ${real.folder}; :`])
  const agent = await real.note('agent')
  const child = await real.note('agent-child')
  const result = await end([pane], { exclude: one => one.pid === agent })
  expect(await lives(agent)).toBe(true)
  expect(await lives(child)).toBe(true)
  expect(await lives(pane.pid)).toBe(false)
  expect(result).toMatchObject({ proven: true, survivors: [] })
  expect(result.ended.map(one => one.pid)).not.toContain(agent)
})

test('a stopped process is woken for its TERM', async () => {
  const pane = await real.open(['sh', '-c', `sh -c 'echo $$ >${real.folder}/asleep; kill -STOP $$'; exec sleep 1300`])
  const asleep = await real.note('asleep')
  await until(async () => /^State:\s+T/m.test(await readFile(`/proc/${asleep}/status`, 'utf8')))
  const result = await end([pane], { graceMs: 5000 })
  expect(result.ended.find(one => one.pid === asleep)?.signal).toBe('TERM')
  expect(result.proven).toBe(true)
})

test('who needs time to save, or ends by a hangup alone, has the whole grace', async () => {
  // bash ignores TERM where a person types; it writes its history when its terminal hangs up.
  const slow = `$SIG{HUP} = "IGNORE"; $SIG{TERM} = sub { select undef, undef, undef, 0.2; exit }; open N, ">${real.folder}/slow"; print N $$; close N; sleep 60`
  const pane = await real.open(['sh', '-c', `perl -e '${slow}' & exec bash --norc -i`])
  const pid = await real.note('slow')
  await until(async () => (await readProcesses()).get(pane.pid)?.name === 'bash')
  await real.tmux('send-keys', '-t', pane.paneId, `echo $$ >${real.folder}/typed`, 'Enter')
  await real.note('typed')
  const result = await end([pane], { graceMs: 10_000 })
  const signals = new Map(result.ended.map(one => [one.pid, one.signal]))
  expect([pid, pane.pid].map(one => signals.get(one))).toEqual(['TERM', 'TERM'])
})

test('one that the system refuses to end is told as a survivor, and keeps no other one alive', async () => {
  const pane = await real.open(['perl', fixture('deaf-agent.pl'), real.folder])
  const [agent, child] = [await real.note('agent'), await real.note('agent-child')]
  const kill = process.kill.bind(process)
  const tried: unknown[] = []
  const refusing = vi.spyOn(process, 'kill').mockImplementation((pid, name) => {
    if (pid !== agent) return kill(pid, name)
    tried.push(name)
    throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' })
  })
  const result = await end([pane], { graceMs: 50 }).finally(() => refusing.mockRestore())
  expect(await lives(child)).toBe(false)
  expect(result.ended.map(one => [one.pid, one.signal])).toEqual([[child, 'KILL']])
  expect(result.survivors.map(one => one.pid)).toEqual([agent])
  expect(result.proven).toBe(false)
  // Not round after round.
  expect(tried.filter(name => name === 'SIGKILL')).toHaveLength(1)
})

test('a branch is all that came of it, in whatever order it was found', () => {
  const one = (pid: number, ppid: number) => ({ pid, ppid }) as OwnedProcess
  const found = [one(40, 30), one(30, 20), one(20, 10), one(10, 1), one(11, 1), one(12, 11)]
  expect([...branches(found, each => each.pid === 20)].sort()).toEqual([20, 30, 40])
})

test('never signals a pid whose start time is another', async () => {
  const stranger = await real.outside('stranger')
  const pane = await real.open(['sleep', '1401'])
  const [real1] = await findOwned([pane], await real.serverPid())
  const stale: OwnedProcess = { ...real1!, pid: stranger, started: '1' }
  let looks = 0
  const result = await endProcesses({ find: async () => (looks++ === 0 ? [stale] : []), log: silentLog })
  expect(await lives(stranger)).toBe(true)
  expect(result.ended.map(one => [one.pid, one.signal])).toEqual([[stranger, 'gone']])
})

test('a look that fails later ends what is known, and does not claim a proof', async () => {
  const pane = await real.open(['perl', fixture('deaf-agent.pl'), real.folder])
  const agent = await real.note('agent')
  await real.note('agent-child')
  const serverPid = await real.serverPid()
  let looks = 0
  const result = await endProcesses({
    find: async seen => {
      if (looks++ > 0) throw new Error('tmux went away')
      return findOwned([pane], serverPid, seen)
    },
    graceMs: 50,
    log: silentLog,
  })
  expect(await lives(agent)).toBe(false)
  expect(result).toMatchObject({ proven: false, survivors: [] })
  await expect(endProcesses({ find: () => Promise.reject(new Error('no')), log: silentLog })).rejects.toThrow('no')
})

test('nothing to end is proven at once', async () => {
  expect(await endProcesses({ find: async () => [], log: silentLog })).toEqual({
    ended: [],
    survivors: [],
    proven: true,
  })
})
