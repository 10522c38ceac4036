import { randomUUID } from 'node:crypto'
import type { HostClient } from '../ipc/rpc-client'
import { type Lab, median, openLab, until } from './lab'
import { fleetOf, openClient } from './page'
import type { Line } from './report'

const PANES = 50
const WINDOWS = 6
const RUNS = 3
const CHOICE = { layout: true, conversations: true, files: 'none', panes: null, start: false, session: '' } as const

/**
 * The layout of a session of 50 panes back by a restore (plan and build, without its old screens) against a plain script of
 * `tmux` commands that builds the same panes: split, tile, one after the other.
 */
export async function benchRestore(): Promise<Line[]> {
  const lab = await openLab()
  try {
    await lab.tmux('new-session', '-d', '-s', 'stays', 'cat')
    const client = await openClient(await lab.serve())
    const all: Took[] = []
    for (let n = 0; n < RUNS; n += 1) all.push(await once(lab, client))
    client.close()
    const [script, plan, layout] = [
      median(all.map(one => one.script)),
      median(all.map(one => one.plan)),
      median(all.map(one => one.layout)),
    ]
    return [
      {
        name: `(g) layout of ${PANES} panes back, ours ÷ a script of tmux commands`,
        ours: `ours: plan ${plan.toFixed(0)} ms, layout ${layout.toFixed(0)} ms (goals: 1000 and 5000), medians of ${RUNS}`,
        other: `that script: median ${script.toFixed(0)} ms`,
        ratio: (plan + layout) / script,
        goal: { kind: 'at-most', value: 1 },
      },
    ]
  } finally {
    await lab.close()
  }
}

interface Took {
  /** ms. */
  readonly script: number
  readonly plan: number
  readonly layout: number
}

async function build(lab: Lab): Promise<void> {
  await lab.tmux('new-session', '-d', '-s', 'many', '-x', '200', '-y', '60', 'cat')
  for (let window = 0; window < WINDOWS; window += 1) {
    if (window > 0) await lab.tmux('new-window', '-d', '-t', `=many:${window}`, 'cat')
    const panes = Math.floor((PANES + window) / WINDOWS)
    for (let pane = 1; pane < panes; pane += 1) {
      await lab.tmux('split-window', '-d', '-t', `=many:${window}`, 'cat')
      await lab.tmux('select-layout', '-t', `=many:${window}`, 'tiled')
    }
  }
}

async function once(lab: Lab, client: HostClient): Promise<Took> {
  const began = performance.now()
  await build(lab)
  const script = performance.now() - began
  const sessionId = await until(async () => {
    const { sessions, panes } = await fleetOf(client)
    return panes.length === PANES + 1 && (sessions.find(one => one.name === 'many')?.id ?? null)
  })
  const id = randomUUID()
  await client.call('checkpoint.save', { id, sessionId })
  await endSession(lab, '=many')
  await until(async () => (await fleetOf(client)).sessions.every(one => one.name !== 'many'))
  const from = performance.now()
  const plan = await client.call('restore.plan', { id, choice: CHOICE })
  const planned = performance.now()
  let layout = 0
  const undo = client.subscribe('restore', {}, event => {
    if ('run' in event && event.run.sessionId !== '' && layout === 0) layout = performance.now() - planned
  })
  const run = await client.call('restore.run', { id: randomUUID(), plan })
  undo()
  if (run.step !== 'done') throw new Error(`The restore ended as ${run.step}: ${run.problem}`)
  await endSession(lab, run.sessionId)
  return { script, plan: planned - from, layout }
}

/** Its panes one by one: a server may die of a session that is killed while clients follow it (3.3a). */
async function endSession(lab: Lab, target: string): Promise<void> {
  for (const pane of (await lab.tmux('list-panes', '-s', '-t', target, '-F', '#{pane_id}')).split('\n'))
    await lab.tmux('kill-pane', '-t', pane)
}
