import { afterEach, beforeEach, expect, test } from 'vitest'
import { fixture, type RealTmux, startRealTmux, until } from './fixtures/real-tmux'
import { findOwned } from './owned'
import { readProcesses } from './read'
import { continueProcesses, stopProcesses } from './stop'
import type { OwnedProcess, PaneRoot } from './types'

let real: RealTmux
beforeEach(async () => {
  real = await startRealTmux()
})
afterEach(() => real.close())

/** All of a pane but its own program, which tmux would wake again with all of its group. */
async function finder(pane: PaneRoot) {
  const server = await real.serverPid()
  return async (seen: readonly OwnedProcess[] = []) =>
    (await findOwned([pane], server, seen)).filter(one => one.pid !== pane.pid)
}

async function stopped(pids: readonly number[]): Promise<(boolean | undefined)[]> {
  const table = await readProcesses()
  return pids.map(pid => table.get(pid)?.stopped)
}

test('stops daemons that left the tree too, leaves the pane’s program, and wakes all again', async () => {
  const pane = await real.open(['sh', fixture('nasty.sh'), real.folder, process.execPath])
  const names = ['agent', 'agent-child', 'setsid', 'daemon', 'detached', 'deaf-shell', 'deaf-child']
  const pids: number[] = []
  for (const name of names) pids.push(await real.note(name))
  const find = await finder(pane)
  const { changed, left } = await stopProcesses(find)
  expect(left).toEqual([])
  expect(changed.map(one => one.pid)).toEqual(expect.arrayContaining(pids))
  expect(await stopped(pids)).toEqual(pids.map(() => true))
  expect(await stopped([pane.pid])).toEqual([false])
  const woken = await continueProcesses(await find())
  expect(woken.left).toEqual([])
  expect(await stopped(pids)).toEqual(pids.map(() => false))
})

test('a shell in between does not see its job stop: parents stop first and wake last', async () => {
  const pane = await real.open(['sh', '-c', '"$@"; exit 3', 'outer', 'bash', '--norc', '-i'])
  const job = async () => (await readProcesses()).treeOf(pane.pid).find(one => one.argv.join(' ') === 'sleep 987')
  await until(async () => (await readProcesses()).treeOf(pane.pid).some(one => one.argv[0] === 'bash'))
  await real.tmux('send-keys', '-t', pane.paneId, 'sleep 987; echo over', 'Enter')
  const found = await until(job)
  const find = await finder(pane)
  for (let turn = 0; turn < 2; turn++) {
    expect((await stopProcesses(find)).left).toEqual([])
    expect((await job())?.stopped).toBe(true)
    await continueProcesses(await find())
  }
  expect(await stopped([found.pid])).toEqual([false])
  // Still in the foreground: its end is what the shell waits for.
  process.kill(found.pid, 'SIGTERM')
  const screen = () => real.tmux('capture-pane', '-p', '-t', pane.paneId)
  await until(async () => (await screen()).includes('Terminated'))
  expect(await screen()).not.toContain('Stopped')
})

test('what somebody else wakes at once is told as left, and is not tried for ever', async () => {
  const pane = await real.open(['sleep', '985'])
  const server = await real.serverPid()
  const looks: number[] = []
  // tmux wakes the program of a pane whenever it stops.
  const { changed, left } = await stopProcesses(seen => {
    looks.push(seen.length)
    return findOwned([pane], server, seen)
  })
  expect([changed, left.map(one => one.pid)]).toEqual([[], [pane.pid]])
  expect(looks).toEqual([0, 1])
})

test('what has ended is neither changed nor left, collected or not', async () => {
  // The parent does not collect its child.
  const script = `$| = 1; if (!fork) { exit } open N, ">${real.folder}/parent"; print N $$; close N; sleep 60`
  const pane = await real.open(['perl', '-e', script])
  await real.note('parent')
  const zombie = await until(async () => (await readProcesses()).childrenOf(pane.pid).find(one => one.zombie))
  const found: OwnedProcess = { ...zombie, zombie: false, paneId: pane.paneId, because: 'tree' }
  const once = async (seen: readonly OwnedProcess[]) => (seen.length === 0 ? [found] : [])
  expect(await stopProcesses(once)).toEqual({ changed: [], left: [] })
  process.kill(pane.pid, 'SIGKILL')
  await until(async () => (await readProcesses()).get(zombie.pid) === null)
  expect(await stopProcesses(once)).toEqual({ changed: [], left: [] })
})

test('a process that is gone is no failure, and one with a reused pid is left alone', async () => {
  const pane = await real.open(['sh', '-c', 'sleep 986; exit 1'])
  const one = await until(async () => (await readProcesses()).treeOf(pane.pid).find(each => each.argv[0] === 'sleep'))
  const other: OwnedProcess = { ...one, started: '1', paneId: pane.paneId, because: 'tree' }
  expect(await stopProcesses(async () => [other])).toEqual({ changed: [], left: [] })
  expect(await stopped([one.pid])).toEqual([false])
})
