import { spawn } from 'node:child_process'
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Checkpoint } from '../../../ipc/checkpoint'
import { readProcesses } from '../../processes/read'
import { createTestFolder, createTestServer, type TestServer, until } from '../../tmux/test-server'
import { captureTrees } from '../capture/capture-trees'
import { git } from '../git/git'
import { savedCheckpoint, savedPane } from '../test-checkpoint'
import { dataIn as dataOf, EVERYTHING, openCrashHost } from './test-crash-host'

/** How often a host is killed while it restores: `npm run test:crash` asks for more. */
const CRASHES = Math.ceil(Number(process.env.QUARTERDECK_CRASHES ?? 6) / 4)

let folder: Awaited<ReturnType<typeof createTestFolder>>
let base: string
let server: TestServer
let repo: string
beforeEach(async () => {
  folder = await createTestFolder()
  base = await realpath(folder.path)
  server = createTestServer()
  repo = join(base, 'repo')
  await mkdir(repo)
  await mkdir(dataOf(base))
  await git(repo, ['init', '--quiet', '--initial-branch=main'])
  for (let at = 0; at < 40; at += 1) await writeFile(join(repo, `file ${at}`), 'committed\n')
  await git(repo, ['add', '-A'])
  await git(repo, ['-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'x'])
  for (let at = 0; at < 30; at += 1) await writeFile(join(repo, `file ${at}`), 'changed\n')
  await writeFile(join(repo, 'new'), 'untracked\n')
  await server.tmux('new-session', '-d', '-s', 'stays', 'exec sleep 1000')
})
afterEach(async () => {
  await server.end()
  await folder.remove()
})

/** A checkpoint of two windows with six panes, one of which was started by us, and of the repository. */
async function save(): Promise<Checkpoint> {
  const host = await openCrashHost(dataOf(base), server.target)
  await server.tmux('new-session', '-d', '-s', 'model', '-x', '90', '-y', '30', 'exec sleep 1000')
  for (let at = 0; at < 4; at += 1) {
    await server.tmux('split-window', '-d', '-t', 'model:0', 'exec sleep 1000')
    await server.tmux('select-layout', '-t', 'model:0', 'tiled')
  }
  const layout = await server.tmux('display-message', '-p', '-t', 'model:0', '#{window_layout}')
  await server.tmux('kill-session', '-t', 'model')
  const checkpoint = await host.store.saving(async blobs => {
    const { ref } = await blobs.put(Buffer.from('old words\n'.repeat(500)))
    const { trees } = await captureTrees([repo], { checkpointFileMb: 1, checkpointTreeMb: 5 }, { blobs })
    const pane = (key: string, more = {}) =>
      savedPane(key, [ref], { agent: '', type: '', folder: repo, rows: 500, active: key.endsWith('.0'), ...more })
    const launch = { type: 'x', kind: 'program', command: '/bin/cat', args: [], env: {}, folder: repo } as const
    const ours = pane('1.0', { agent: 'x_1', type: 'x', launch: { ...launch, args: [] } })
    const one = { index: 0, name: 'a', layout, active: true, zoomed: false, width: 90, height: 30 }
    const windows = [
      { ...one, panes: ['0.0', '0.1', '0.2', '0.3', '0.4'].map(key => pane(key)) },
      { ...one, index: 1, name: 'b', active: false, panes: [ours] },
    ]
    const made = savedCheckpoint([], { session: 'api', folder: repo, at: Date.now(), trees, windows })
    await host.store.save(made, 0)
    return made
  })
  await host.close()
  return checkpoint
}

/** Restores in a process of its own, kills it `moment` ms after it began, and says what it told. */
async function crash(id: string, moment: number): Promise<{ notices: string[]; pid: number }> {
  const script = fileURLToPath(new URL('fixtures/restore-and-die.mjs', import.meta.url))
  const args = [script, dataOf(base), JSON.stringify(server.target), id]
  const host = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const told = { notices: ['it told nothing'], pid: host.pid ?? 0 }
  const ended = new Promise(resolve => host.once('exit', resolve))
  for await (const line of createInterface({ input: host.stdout })) {
    const fact = JSON.parse(line) as { notices?: string[] }
    if (!fact.notices) continue
    told.notices = fact.notices
    setTimeout(() => host.kill('SIGKILL'), moment)
  }
  await ended
  return told
}

/** Whether no placeholder of that host's restores is left (`waitingArgv`). */
async function nothingWaitsFor(pid: number): Promise<boolean> {
  const { all } = await readProcesses()
  return !all.some(({ argv }) => argv.includes(String(pid)) && argv.some(word => word.includes('/restore-')))
}

const list = (format: string) => server.tmux('list-panes', '-a', '-F', format)

async function expectWhole(checkpoint: Checkpoint, hint: string): Promise<void> {
  const from = (await list('#{@quarterdeck_from}')).split('\n').filter(Boolean).sort()
  const keys = checkpoint.windows.flatMap(window => window.panes.map(pane => `${checkpoint.id}/${pane.key}`))
  expect(from, hint).toEqual(keys)
}

/** Ends what was restored, so that the next round begins anew. */
async function clear(target: string): Promise<void> {
  // A server of 3.3a dies of a session that ends while a client that follows it has not gone yet.
  await until(async () => (await server.tmux('list-clients')) === '', 'no client')
  for (const session of (await server.tmux('list-sessions', '-F', '#{session_id} #{session_name}')).split('\n'))
    if (!session.endsWith(' stays')) await server.tmux('kill-session', '-t', session.split(' ')[0] ?? '')
  await git(repo, ['worktree', 'remove', '--force', '--force', target])
  await git(repo, ['worktree', 'prune'])
  const made = (await git(repo, ['branch', '--list', 'restored/*', '--format=%(refname:short)'])).split('\n')
  for (const branch of made.filter(Boolean)) await git(repo, ['branch', '-D', branch])
}

it(
  'a host that is killed while it restores leaves no half session, loses nothing, and its heir finishes the work once',
  async () => {
    const checkpoint = await save()
    const others = await list('#{session_name} #{pane_pid}')
    for (let round = 0; round < CRASHES; round += 1) {
      const moment = Math.random() * 2500
      const hint = `killed after ${moment} ms`
      const told = await crash(checkpoint.id, moment)
      expect(told.notices, hint).toEqual([])
      const unfinished = async () => (await list('#{session_name}')).includes('(restoring')
      await until(async () => !(await unfinished()), `${hint}: nothing is left under a temporary name`, 20_000)
      const heir = await openCrashHost(dataOf(base), server.target)
      expect(heir.notices, hint).toEqual([])
      expect(await heir.store.check(checkpoint.id, true), hint).toBe('')
      await until(
        () => nothingWaitsFor(told.pid),
        `${hint}: panes that wait for their old screen go with the host`,
        20_000,
      )
      const plan = await heir.restore.plan(checkpoint.id, EVERYTHING)
      const run = await heir.restore.run({ id: 'heir', plan })
      expect([run.step, run.problem, run.done.filter(line => !line.ok)], hint).toEqual(['done', '', []])
      await expectWhole(checkpoint, hint)
      const target = plan.trees[0]?.target ?? ''
      expect(await readFile(join(target, 'file 7'), 'utf8'), hint).toBe('changed\n')
      expect(await readFile(join(target, 'new'), 'utf8'), hint).toBe('untracked\n')
      expect((await heir.restore.plan(checkpoint.id, EVERYTHING)).session, hint).toBe('')
      await heir.close()
      await clear(target)
      expect(await list('#{session_name} #{pane_pid}')).toBe(others)
    }
  },
  60_000 + CRASHES * 30_000,
)
