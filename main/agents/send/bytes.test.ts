import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PaneId } from '../../../ipc/model'
import { fakeAgent, got } from '../../sessions/test-agents'
import { createTestFleet, type TestFleet } from '../../sessions/test-fleet'
import { until } from '../../tmux/test-server'
import { cleanPrompt } from './clean-text'

let t: TestFleet
let panes: readonly PaneId[]
beforeEach(async () => {
  t = await createTestFleet()
  await fakeAgent(t, 'a')
  const agents = [{ type: 'a', count: 6 }]
  panes = (await t.spawn.create({ name: 's', folder: t.folder, createFolder: false, agents })).panes
  await t.connected()
  await until(() => panes.every(id => t.fleet.pane(id)?.state.name === 'idle'), 'idle')
})
afterEach(() => t.end())

/** Sends each text to the pane whose turn it is, six at a time; returns the result and what arrived last. */
async function arrive(texts: readonly string[]): Promise<[result: string | undefined, text: string | undefined][]> {
  const found: [string | undefined, string | undefined][] = []
  for (let at = 0; at < texts.length; at += panes.length) {
    const acts = texts.slice(at, at + panes.length).map((text, place) => {
      const to = { target: { kind: 'pane', paneId: panes[place]! } } as const
      return t.send.send({ id: randomUUID(), text, to, whenBusy: 'hold', clearDraft: true })
    })
    const over = () => acts.every(act => t.book.find(act.id)?.open === false)
    await until(over, 'the end', 25_000).catch(() => undefined)
    for (const [place, act] of acts.entries()) {
      const receipt = t.book.find(act.id)?.receipts[0]
      const came = (await got(t, panes[place]!)).at(-1)
      found.push([receipt?.result === 'done' ? 'done' : receipt?.detail, came])
    }
  }
  return found
}

test('text of any kind arrives byte for byte', async () => {
  const texts = [
    ';',
    'ends with ;',
    '-x --help',
    '/clear',
    '@file.ts',
    '!ls',
    '#note',
    'two\nlines\n\n\tand a tab\t',
    `"double" 'single' \`tick\` \\ $HOME $(id) #{pane_id} #(id) %1 ~ ~/x`,
    '😀 👩‍👩‍👧 é é 漢字 العربية',
    '  blanks around  ',
    'exit now',
    '[201~ ^C \\e[201~',
    'long '.repeat(20_000),
  ]
  expect(await arrive(texts)).toEqual(texts.map(text => ['done', text]))
})

test('random text too', async () => {
  const lines = fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), { minLength: 1, maxLength: 5 })
  const texts = fc.sample(lines, { numRuns: 24, seed: 7 }).map(some => `x${some.join('\n')}`)
  expect(await arrive(texts)).toEqual(texts.map(text => ['done', cleanPrompt(text).text]))
})
