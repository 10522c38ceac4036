import { resolve } from 'node:path'
import { silentLog } from '../main/log/log'
import { openControlClient } from '../main/tmux/control-client'
import { median, openLab, until } from './lab'
import { openPage } from './page'
import type { Line } from './report'

const MEGABYTES = Number(process.env.BENCH_FLOOD_MB ?? 100)
const PROGRAM = [process.execPath, resolve('bench/programs/flood.mjs'), String(MEGABYTES)]

/** How often each is measured, one after the other: on a shared machine one pair alone says little. */
const RUNS = Number(process.env.BENCH_FLOOD_RUNS ?? 3)

/**
 * 100 MB of coloured log through one pane: the whole app with the pane in view, against our control client alone.
 *
 * Without a GPU a page's frames are what costs (27 ms of CPU each), and on two cores tmux competes with them: before the page
 * rested between them (`renderer/terminals/flood-pace.ts`) the ratio was 0.80, since then 0.96 (2 cores, tmux 3.3a).
 */
export async function benchFlood(): Promise<Line> {
  const other: number[] = []
  const ours: number[] = []
  for (let run = 0; run < RUNS; run += 1) {
    other.push(await alone())
    ours.push(await wholeApp())
  }
  const ratios = ours.map((ms, run) => (other[run] ?? Number.NaN) / ms)
  const rate = (list: readonly number[]) => {
    const ms = median(list)
    return `median ${(MEGABYTES / (ms / 1000)).toFixed(1)} MB/s (${list.map(one => (one / 1000).toFixed(1)).join(', ')} s)`
  }
  return {
    name: `(b) ${MEGABYTES} MB through one pane, whole app's rate ÷ control client's`,
    ours: `whole app, terminal in view: ${rate(ours)}`,
    other: `control client alone, measured in turn: ${rate(other)}`,
    ratio: median(ratios),
    goal: { kind: 'at-least', value: 0.8 },
  }
}

async function alone(): Promise<number> {
  const lab = await openLab()
  try {
    const pane = await start(lab)
    const client = await openControlClient({
      target: { binary: 'tmux', socket: lab.socket, config: '/dev/null' },
      sessionId: await lab.tmux('display-message', '-p', '-t', pane, '#{session_id}'),
      log: silentLog,
    })
    let tail = ''
    const ended = new Promise<void>(done => {
      client.onOutput((_, bytes) => {
        tail = (tail + bytes.subarray(-20).toString('latin1')).slice(-40)
        if (tail.includes('FLOOD-END')) done()
      })
    })
    const begin = performance.now()
    await lab.tmux('send-keys', '-t', pane, 'Enter')
    await ended
    const took = performance.now() - begin
    await client.close()
    return took
  } finally {
    await lab.close()
  }
}

async function wholeApp(): Promise<number> {
  const lab = await openLab()
  try {
    const pane = await start(lab)
    const { page, browser } = await openPage(await lab.serve())
    await page
      .getByRole('group', { name: / in flood/ })
      .first()
      .dblclick()
    const terminal = page.getByRole('region', { name: /^Terminal .* in flood/ })
    await terminal.getByText('FLOOD-READY').waitFor()
    const begin = performance.now()
    await lab.tmux('send-keys', '-t', pane, 'Enter')
    await terminal.getByText('FLOOD-END').waitFor({ timeout: 300_000 })
    const took = performance.now() - begin
    await browser.close()
    return took
  } finally {
    await lab.close()
  }
}

async function start(lab: Awaited<ReturnType<typeof openLab>>): Promise<string> {
  await lab.tmux('new-session', '-d', '-s', 'flood', '-x', '200', '-y', '50', ...PROGRAM)
  const pane = await lab.tmux('list-panes', '-t', '=flood:', '-F', '#{pane_id}')
  await until(async () => (await lab.tmux('capture-pane', '-p', '-t', pane)).includes('FLOOD-READY'))
  return pane
}
