import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { sessionOf, startPanes } from './checkpoint'
import { type Lab, openLab, quantile, until } from './lab'
import { openClient, openPage } from './page'
import type { Line } from './report'

/** ms of a window at rest that are looked at. */
const REST = 4000
/** ms between two frames of which one was dropped: at 60 a second they are 16.7 ms apart. */
const DROPPED = 34

interface Frames {
  readonly perSecond: number
  /** Of a hundred frames, how many came too late. */
  readonly late: number
  /** ms. */
  readonly longest: number
}

/**
 * Frames of a window that shows the session's panes while it is saved for the first time (50 panes × 10,000 lines), against
 * those of the same window at rest.
 */
export async function benchFrames(): Promise<Line> {
  const lab = await openLab()
  try {
    await startPanes(lab)
    const [rest, saving] = await measure(lab)
    const words = ({ perSecond, late, longest }: Frames) =>
      `${perSecond.toFixed(1)} frames a second, ${late.toFixed(1)} % late, the longest pause ${longest.toFixed(0)} ms`
    return {
      name: '(g) frames of the window while its session is saved ÷ at rest',
      ours: `while it is saved: ${words(saving)}`,
      other: `at rest: ${words(rest)}`,
      ratio: saving.perSecond / rest.perSecond,
      goal: { kind: 'at-least', value: 0.95 },
    }
  } finally {
    await lab.close()
  }
}

async function measure(lab: Lab): Promise<[Frames, Frames]> {
  const address = await lab.serve()
  const { page, browser } = await openPage(address)
  const client = await openClient(await lab.serve())
  try {
    const sessionId = await until(async () => sessionOf(client))
    const session = page.getByRole('listitem', { name: 'fleet', exact: true })
    await session
      .getByRole('button', { name: /^fleet/ })
      .first()
      .click()
    await page
      .getByRole('group', { name: / in fleet/ })
      .nth(10)
      .waitFor()
    const rest = await frames(page, () => new Promise(done => setTimeout(done, REST)))
    const saving = await frames(page, () => client.call('checkpoint.save', { id: randomUUID(), sessionId }))
    return [rest, saving]
  } finally {
    client.close()
    await browser.close()
  }
}

/** Frames that the page draws while this is at work. */
async function frames(page: Page, work: () => Promise<unknown>): Promise<Frames> {
  await page.evaluate(() => {
    const times: number[] = []
    Object.assign(window, { frameTimes: times })
    const next = (at: number) => {
      times.push(at)
      requestAnimationFrame(next)
    }
    requestAnimationFrame(next)
  })
  await work()
  const times = await page.evaluate(() => [...(window as unknown as { frameTimes: number[] }).frameTimes])
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? at))
  const took = (times.at(-1) ?? 0) - (times[0] ?? 0)
  return {
    perSecond: (gaps.length / took) * 1000,
    late: (gaps.filter(gap => gap > DROPPED).length / gaps.length) * 100,
    longest: quantile(gaps, 1),
  }
}
