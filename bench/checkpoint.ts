import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { HostClient } from '../ipc/rpc-client'
import { type Lab, median, openLab, until } from './lab'
import { fleetOf, openClient } from './page'
import type { Line } from './report'

const PANES = 50
const ROWS = 10_000
const RUNS = 3
const run = promisify(execFile)

/**
 * Saving a session of 50 panes with 10,000 lines each as agents write them, safe on the disk, against 50 `tmux capture-pane`
 * processes one after the other whose output is only written to files; and what a second checkpoint adds to the disk.
 */
export async function benchCheckpoint(): Promise<Line[]> {
  const lab = await openLab()
  try {
    const panes = await startPanes(lab)
    const other: number[] = []
    for (let n = 0; n < RUNS; n += 1) other.push(await timed(() => captureEach(lab, panes)))
    const first = await saves(lab)
    const { later, restarted } = await savedLater(lab, panes[0] ?? '')
    return [
      {
        name: `(d) first checkpoint of ${PANES} panes × ${ROWS} lines in the moment the app starts, ours ÷ ${PANES} tmux processes`,
        ours: `ours: median ${median(first.map(one => one.first)).toFixed(0)} ms until it is safe on the disk, ${RUNS} hosts`,
        other: `${PANES} \`tmux capture-pane -pe\` processes into plain files: median ${median(other).toFixed(0)} ms`,
        ratio: median(first.map(one => one.first)) / median(other),
        goal: { kind: 'at-most', value: 1.5 },
      },
      {
        name: '(h) first checkpoint of a session that was followed for a while (histories are read ahead), ours ÷ the same processes',
        ours: `ours: ${later.toFixed(0)} ms until it is safe on the disk`,
        other: `those processes: median ${median(other).toFixed(0)} ms`,
        ratio: later / median(other),
        goal: { kind: 'at-most', value: 0.5 },
      },
      {
        name: '(i) first checkpoint after a restart of the app that had followed the session, ours ÷ the same processes',
        ours: `ours: ${restarted.toFixed(0)} ms until it is safe on the disk, in the moment the app starts`,
        other: `those processes: median ${median(other).toFixed(0)} ms`,
        ratio: restarted / median(other),
        goal: { kind: 'at-most', value: 0.5 },
      },
      {
        name: '(e) second checkpoint of the unchanged session, ours ÷ the same processes',
        ours: `ours: median ${median(first.map(one => one.second)).toFixed(0)} ms`,
        other: `those processes: median ${median(other).toFixed(0)} ms`,
        ratio: median(first.map(one => one.second)) / median(other),
        goal: { kind: 'at-most', value: 0.5 },
      },
      {
        name: '(f) what the second checkpoint adds to the disk ÷ the first',
        ours: `second: ${first[0]?.secondAdded} bytes`,
        other: `first: ${first[0]?.firstAdded} bytes`,
        ratio: median(first.map(one => one.secondAdded / one.firstAdded)),
        goal: { kind: 'at-most', value: 0.02 },
      },
    ]
  } finally {
    await lab.close()
  }
}

/** Fifty panes of a session `fleet` that have written all their lines; their ids. */
export async function startPanes(lab: Lab): Promise<string[]> {
  const program = (n: number) => [process.execPath, resolve('bench/programs/agent-rows.mjs'), `pane-${n}`]
  await lab.tmux('new-session', '-d', '-s', 'fleet', '-x', '120', '-y', '40', 'cat')
  await lab.tmux('set-option', '-g', 'history-limit', '20000')
  for (let n = 0; n < PANES; n += 1) await lab.tmux('new-window', '-d', '-t', '=fleet:', ...program(n))
  await lab.tmux('kill-window', '-t', '=fleet:0')
  const list = async () =>
    (await lab.tmux('list-panes', '-s', '-t', '=fleet', '-F', '#{history_size} #{pane_id}')).split('\n')
  await until(async () => (await list()).every(line => Number(line.split(' ')[0]) >= ROWS - 40))
  return (await list()).map(line => line.split(' ')[1] ?? '')
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

async function captureEach(lab: Lab, panes: readonly string[]): Promise<void> {
  for (const pane of panes) {
    const args = ['-L', lab.socket, 'capture-pane', '-pe', '-S', String(-ROWS), '-t', pane]
    const { stdout } = await run('tmux', args, { maxBuffer: 1 << 28, encoding: 'buffer' })
    await writeFile(join(lab.folder, `${pane}.txt`), stdout)
  }
}

interface Saves {
  /** ms. */
  readonly first: number
  readonly second: number
  /** Bytes. */
  readonly firstAdded: number
  readonly secondAdded: number
}

async function twoSaves(client: HostClient): Promise<Saves> {
  const sessionId = await until(async () => sessionOf(client))
  const save = () => client.call('checkpoint.save', { id: randomUUID(), sessionId })
  const began = performance.now()
  const one = await save()
  const between = performance.now()
  const two = await save()
  return {
    first: between - began,
    second: performance.now() - between,
    firstAdded: one.info.added,
    secondAdded: two.info.added,
  }
}

/** ms without a new part on the disk after which all is read: the host looks every 10 s. */
const SETTLED = 15_000

/** Resolves when the host has read all histories ahead, as those of a session that holds an agent are. */
async function readAhead(lab: Lab, data: string): Promise<void> {
  let parts = 0
  let since = performance.now()
  await until(async () => {
    const names = await readdir(join(lab.folder, data, 'checkpoints'), { recursive: true }).catch(() => [])
    const now = names.filter(name => name.endsWith('.gz')).length
    if (now !== parts) since = performance.now()
    parts = now
    return parts >= PANES && performance.now() - since > SETTLED
  }, 300_000)
}

/**
 * ms of the first checkpoint of a host that has followed the session for a while (its pane is made an agent's), and of the
 * host that is started after it.
 */
async function savedLater(lab: Lab, pane: string): Promise<{ later: number; restarted: number }> {
  for (const [name, value] of [
    ['id', 'one'],
    ['type', 'shell'],
    ['name', 'agent_1'],
  ] as const)
    await lab.tmux('set-option', '-p', '-t', pane, `@quarterdeck_${name}`, value)
  const later = await savedBy(lab, () => readAhead(lab, 'data-later'))
  return { later, restarted: await savedBy(lab, async () => undefined) }
}

async function savedBy(lab: Lab, ready: () => Promise<void>): Promise<number> {
  const client = await openClient(await lab.serve('data-later'))
  const sessionId = await until(async () => sessionOf(client))
  await ready()
  const took = await timed(() => client.call('checkpoint.save', { id: randomUUID(), sessionId }))
  client.close()
  await lab.endShells()
  return took
}

/** Each host has a store of its own, so that each has a first checkpoint. */
async function saves(lab: Lab): Promise<Saves[]> {
  const found: Saves[] = []
  for (let n = 0; n < RUNS; n += 1) {
    const shell = await lab.serve(`data-${n}`)
    const client = await openClient(shell)
    found.push(await twoSaves(client))
    client.close()
    await lab.endShells()
  }
  return found
}

/** Id of that session as soon as the host has all its panes. */
export async function sessionOf(client: HostClient): Promise<string | null> {
  const { panes, sessions } = await fleetOf(client)
  return panes.length === PANES ? (sessions[0]?.id ?? null) : null
}
