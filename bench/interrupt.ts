import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Act } from '../ipc/act'
import type { HostClient } from '../ipc/rpc-client'
import { type Lab, median, openLab, until } from './lab'
import { fleetOf, openClient } from './page'
import type { Line } from './report'

const PANES = 100
const RUNS = 5
const run = promisify(execFile)

/**
 * Interrupting 100 panes: from the call that the button makes until the last of 100 programs has its signal, against
 * 100 `tmux send-keys` processes one after the other, as a script would.
 */
export async function benchInterrupt(): Promise<Line> {
  const lab = await openLab()
  try {
    const panes = await startPanes(lab)
    const client = await openClient(await lab.serve())
    /** When each act was over, ms after its start. */
    const over = new Map<string, number>()
    client.subscribe('act', {}, news => {
      if ('act' in news && !news.act.open) over.set(news.act.id, Date.now() - news.act.startedAt)
    })
    await until(async () => (await agents(client)) === PANES)
    const ours: number[] = []
    const other: number[] = []
    const sent: number[] = []
    const proven: number[] = []
    for (let n = 0; n < RUNS; n += 1) {
      const act: { last?: Act } = {}
      ours.push(
        await timed(lab, async () => {
          act.last = await client.call('agents.interrupt', { target: { kind: 'fleet' } })
        }),
      )
      sent.push(act.last?.sentInMs ?? Number.NaN)
      // The looks that follow would slow the other way down; and a second key within its guard time is refused by design.
      proven.push(await until(async () => over.get(act.last?.id ?? '') ?? null))
      other.push(await timed(lab, () => spawnEach(lab, panes)))
    }
    client.close()
    return {
      name: `(c) interrupting ${PANES} panes, ours ÷ ${PANES} tmux processes`,
      ours: `ours: median ${median(ours).toFixed(1)} ms until the last has it (keys with tmux after ${median(sent).toFixed(1)} ms, all receipts after ${(median(proven) / 1000).toFixed(2)} s), ${RUNS} runs`,
      other: `${PANES} \`tmux send-keys\` processes: median ${median(other).toFixed(1)} ms`,
      ratio: median(ours) / median(other),
      goal: { kind: 'at-most', value: 1 / 20 },
    }
  } finally {
    await lab.close()
  }
}

async function startPanes(lab: Lab): Promise<string[]> {
  const stamps = join(lab.folder, 'stamps')
  const data = join(lab.folder, 'data')
  await Promise.all([mkdir(stamps), mkdir(data, { mode: 0o700 })])
  const type = { id: 'bench', name: 'Bench', command: 'perl', args: [], env: {}, interrupt: 'ctrl-c' }
  await writeFile(join(data, 'settings.json'), JSON.stringify({ agentTypes: [type] }), { mode: 0o600 })
  const program = (n: number) => ['perl', resolve('bench/programs/interrupted.pl'), join(stamps, String(n))]
  await lab.tmux('new-session', '-d', '-s', 'fleet', '-x', '200', '-y', '200', ...program(0))
  for (let n = 1; n < PANES; n += 1) {
    if (n % 10 === 0) await lab.tmux('new-window', '-d', '-t', '=fleet:', ...program(n))
    else
      await lab.tmux(
        'split-window',
        '-d',
        '-t',
        `=fleet:${Math.floor(n / 10)}`,
        ...program(n),
        ';',
        'select-layout',
        '-t',
        `=fleet:${Math.floor(n / 10)}`,
        'tiled',
      )
  }
  const panes = (await lab.tmux('list-panes', '-s', '-t', '=fleet', '-F', '#{pane_id}')).split('\n')
  for (const [n, pane] of panes.entries())
    await lab.tmux(
      'set-option',
      '-p',
      '-t',
      pane,
      '@quarterdeck_type',
      'bench',
      ';',
      'set-option',
      '-p',
      '-t',
      pane,
      '@quarterdeck_name',
      `bench_${n + 1}`,
      ';',
      'set-option',
      '-p',
      '-t',
      pane,
      '@quarterdeck_id',
      `bench-${n}`,
    )
  await until(async () => (await readdir(stamps)).length === PANES)
  return panes
}

async function agents(client: HostClient): Promise<number> {
  return (await fleetOf(client)).panes.filter(pane => pane.agent !== null).length
}

/** Milliseconds from the start of `act` until the last of all panes has one more signal than before. */
async function timed(lab: Lab, act: () => Promise<void>): Promise<number> {
  const before = await stampsOf(lab)
  const start = performance.timeOrigin + performance.now()
  await act()
  const last = await until(async () => {
    const now = await stampsOf(lab)
    return now.every((list, n) => list.length > (before[n]?.length ?? 0))
      ? Math.max(...now.map(list => list.at(-1) ?? 0))
      : null
  }, 30_000)
  return last / 1000 - start
}

async function stampsOf(lab: Lab): Promise<number[][]> {
  const folder = join(lab.folder, 'stamps')
  const files = await readdir(folder)
  return Promise.all(
    files
      .sort()
      .map(async file => (await readFile(join(folder, file), 'utf8')).split('\n').filter(Boolean).map(Number)),
  )
}

async function spawnEach(lab: Lab, panes: readonly string[]): Promise<void> {
  for (const pane of panes) await run('tmux', ['-L', lab.socket, 'send-keys', '-t', pane, 'C-c'])
}
