import { randomUUID } from 'node:crypto'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Act, Receivers } from '../../../ipc/act'
import type { PaneId } from '../../../ipc/model'
import { fakeAgent, got } from '../../sessions/test-agents'
import { createTestFleet, type TestFleet } from '../../sessions/test-fleet'
import { until } from '../../tmux/test-server'

let t: TestFleet
beforeEach(async () => {
  t = await createTestFleet()
})
afterEach(() => t.end())

/** Agents of these types in one session; waits until each shows its composer. */
async function start(...types: string[]): Promise<PaneId[]> {
  const counts = types.map(type => ({ type, count: 1 }))
  const made = await t.spawn.create({ name: 's', folder: t.folder, createFolder: false, agents: counts })
  await t.connected()
  for (const pane of made.panes) await until(() => shows(pane, '>'), 'a composer')
  return made.panes
}

async function shows(pane: PaneId, text: string): Promise<boolean> {
  const screen = await t.fleet.readScreen(pane)
  return screen?.rows.some(row => row.text.startsWith(text)) ?? false
}

const to = (...paneIds: PaneId[]): Receivers => ({ target: { kind: 'panes', paneIds } })

function send(
  text: string,
  receivers: Receivers,
  more: { whenBusy?: 'skip' | 'hold'; clearDraft?: boolean } = {},
): Act {
  return t.send.send({ id: randomUUID(), text, to: receivers, whenBusy: 'skip', clearDraft: false, ...more })
}

/** The act when it is over. */
const over = (act: Act) =>
  until(() => {
    const now = t.book.find(act.id)
    return now?.open === false ? now : null
  }, 'the end of the act')
const results = (act: Act) => act.receipts.map(one => one.result)

test('a prompt arrives whole, once, with one Enter, and the receipt says what was seen', async () => {
  await fakeAgent(t, 'one')
  const [pane] = await start('one')
  const act = await over(send('hello', to(pane!)))
  expect(results(act)).toEqual(['done'])
  expect(act.receipts[0]?.detail).toMatch(/^Sent with Enter: its (title|composer|screen)/)
  expect(act.title).toBe('Send to one_1')
  expect(act.sentInMs).toBeGreaterThan(0)
  expect(await got(t, pane!)).toEqual(['hello'])
})

test('the same id again is the same act, and nothing is sent; a host that starts anew knows it too', async () => {
  await fakeAgent(t, 'one')
  const [pane] = await start('one')
  const input = { id: randomUUID(), text: 'once', to: to(pane!), whenBusy: 'skip', clearDraft: false } as const
  t.send.send(input)
  expect(t.send.send(input).id).toBe(input.id)
  await over(t.send.send(input))
  expect(t.send.send({ ...input, text: 'other' }).text).toBe('once')
  await t.history.settled()
  await t.history.reload()
  expect(t.history.find(input.id)?.receipts.map(one => one.result)).toEqual(['done'])
  expect(await got(t, pane!)).toEqual(['once'])
})

test('an agent that works, asks or has a draft gets nothing, and the receipt says why', async () => {
  await fakeAgent(t, 'a')
  const [busy, asks, draft, free] = await start('a', 'a', 'a', 'a')
  await t.server.tmux('send-keys', '-t', busy!, 'C-w')
  await t.server.tmux('send-keys', '-t', asks!, 'C-q')
  await t.server.tmux('send-keys', '-t', draft!, '-l', 'my own words')
  await until(async () => (await shows(busy!, 'WORKING')) && (await shows(asks!, 'QUESTION')) && shows(draft!, '> my'))
  const act = await over(send('x', { target: { kind: 'fleet' } }))
  // Only where it is a draft, and one that can be removed, is that offered.
  expect(act.receipts.map(one => one.next)).toEqual([undefined, undefined, ['clear-draft'], undefined])
  expect(act.receipts.map(one => [one.paneId, one.result, one.detail])).toEqual([
    [busy, 'skipped', 'It is working.'],
    [asks, 'skipped', 'It waits for an answer: “May I?”'],
    [draft, 'skipped', 'There is a draft: “my own words”.'],
    [free, 'done', expect.stringMatching(/^Sent/)],
  ])
  expect(await got(t, draft!)).toEqual([])
  expect(await shows(draft!, '> my own words')).toBe(true)
})

test('a draft is cleared when the user agrees, and nothing is sent where that fails', async () => {
  await fakeAgent(t, 'a')
  await fakeAgent(t, 'b', { stubborn: true })
  const [soft, hard] = await start('a', 'b')
  for (const pane of [soft!, hard!]) await t.server.tmux('send-keys', '-t', pane, '-l', 'old')
  await until(async () => (await shows(soft!, '> old')) && shows(hard!, '> old'))
  const act = await over(send('new', to(soft!, hard!), { clearDraft: true }))
  expect(results(act)).toEqual(['done', 'skipped'])
  expect(act.receipts.map(one => one.next)).toEqual([undefined, undefined])
  expect(act.receipts[1]?.detail).toBe('The draft could not be cleared. There is a draft: “old”.')
  expect([await got(t, soft!), await got(t, hard!)]).toEqual([['new'], []])
})

test('held until idle; cancelled before it was sent; given up when the agent ends', async () => {
  await fakeAgent(t, 'a')
  const panes = await start('a', 'a', 'a')
  for (const pane of panes) await t.server.tmux('send-keys', '-t', pane, 'C-w')
  await until(async () => (await Promise.all(panes.map(pane => shows(pane, 'WORKING')))).every(Boolean))
  const acts = panes.map(pane => send('later', to(pane), { whenBusy: 'hold' }))
  await until(() => acts.every(act => t.book.find(act.id)?.receipts[0]?.detail.startsWith('Held until it is idle.')))
  expect(t.send.cancel(acts[1]!.id).receipts[0]).toMatchObject({
    result: 'skipped',
    detail: 'Cancelled before it was sent.',
  })
  await t.server.tmux('send-keys', '-t', panes[0]!, 'C-w')
  await t.server.tmux('send-keys', '-t', panes[2]!, 'C-x')
  expect(results(await over(acts[0]!))).toEqual(['done'])
  expect(results(await over(acts[2]!))).toEqual(['failed'])
  await t.server.tmux('send-keys', '-t', panes[1]!, 'C-w')
  await until(() => shows(panes[1]!, 'ready'))
  expect(await got(t, panes[1]!)).toEqual([])
})

test('who stops an agent does not want a held prompt to start it again', async () => {
  await fakeAgent(t, 'a')
  const [one = '', other = ''] = await start('a', 'a')
  for (const pane of [one, other]) await t.server.tmux('send-keys', '-t', pane, 'C-w')
  await until(async () => (await Promise.all([one, other].map(pane => shows(pane, 'WORKING')))).every(Boolean))
  const act = send('later', to(one, other), { whenBusy: 'hold' })
  await until(() => t.book.find(act.id)?.receipts.every(({ detail }) => detail.startsWith('Held until it is idle.')))
  await t.interrupt.interrupt({ kind: 'pane', paneId: one }, { origin: 'page' })
  expect(t.book.find(act.id)?.receipts).toMatchObject([
    { result: 'skipped', detail: 'Held back, as the agent was interrupted. It can be sent again from the history.' },
    { result: 'pending' },
  ])
  await t.server.tmux('send-keys', '-t', other, 'C-w')
  expect(results(await over(act))).toEqual(['skipped', 'done'])
  expect(await got(t, one)).toEqual([])
})

test('an Enter that is swallowed gets one more; a second one is the last, and that is said', async () => {
  await fakeAgent(t, 'a', { swallow: 1 })
  await fakeAgent(t, 'b', { swallow: 9, newline: true })
  const [once, never] = await start('a', 'b')
  const act = await over(send('knock', to(once!, never!)))
  expect(act.receipts.map(one => [one.result, one.detail])).toEqual([
    ['done', expect.stringMatching(/^Sent with a second Enter, as the first one was not taken: /)],
    ['unconfirmed', 'The text is still in its composer after a second Enter.'],
  ])
  expect(await got(t, once!)).toEqual(['knock'])
  const bytes = (await got(t, never!, 'bytes')).join('')
  expect(bytes).toBe(`${Buffer.from('\x1b[200~knock\x1b[201~').toString('hex')}0d0d`)
})

test('a question that opens between paste and Enter gets no Enter', async () => {
  await fakeAgent(t, 'a', { slow: 600 })
  const [pane] = await start('a')
  const act = send('careful', to(pane!))
  await until(async () => (await got(t, pane!, 'bytes')).length > 0, 'the paste')
  await t.server.tmux('send-keys', '-t', pane!, 'C-q')
  const [receipt] = (await over(act)).receipts
  expect(receipt).toMatchObject({ result: 'unconfirmed' })
  expect(receipt?.detail).toBe('It was pasted, but Enter was not pressed: A question opened: “May I?”.')
  expect((await got(t, pane!, 'bytes')).join('')).not.toContain('0d')
})

test('the keys of somebody who types meanwhile are not submitted', async () => {
  await fakeAgent(t, 'a', { slow: 600 })
  const [pane] = await start('a')
  const act = send('careful words', to(pane!))
  await until(async () => (await got(t, pane!, 'bytes')).length > 0, 'the paste')
  await t.server.tmux('send-keys', '-t', pane!, '-l', 'rm ')
  const [receipt] = (await over(act)).receipts
  expect([receipt?.result, receipt?.detail]).toEqual([
    'unconfirmed',
    'It was pasted, but Enter was not pressed: Its composer holds other text: “rm careful words”.',
  ])
  expect(await got(t, pane!)).toEqual([])
})

test('two prompts to one pane never mix, in the order asked for', async () => {
  await fakeAgent(t, 'a', { slow: 50 })
  const [pane] = await start('a')
  const acts = ['first', 'second', 'third'].map(text => send(text, to(pane!), { whenBusy: 'hold' }))
  for (const act of acts) expect(results(await over(act))).toEqual(['done'])
  expect([...(await got(t, pane!))].sort()).toEqual(['first', 'second', 'third'])
})

test('who failed is tried again, and nobody else; agents of one type are staggered', async () => {
  await fakeAgent(t, 'a')
  await fakeAgent(t, 'b')
  const [first, second, third] = await start('a', 'a', 'b')
  t.stagger.a = 400
  const doomed = '%99999'
  const act = await over(send('go', to(first!, second!, third!, doomed)))
  expect(results(act)).toEqual(['done', 'done', 'done', 'failed'])
  const took = act.receipts.map(one => one.tookMs)
  expect(Math.max(took[0]!, took[1]!)).toBeGreaterThan(400)
  expect(results(await over(t.send.retry(act.id)))).toEqual(['done', 'done', 'done', 'failed'])
  expect(await Promise.all([first!, second!, third!].map(pane => got(t, pane)))).toEqual([['go'], ['go'], ['go']])
  expect(() => t.send.retry(randomUUID())).toThrow('not known')
})

test('plain panes and shells never get a prompt; nobody at all is an error', async () => {
  await fakeAgent(t, 'a')
  const made = await t.spawn.create({
    name: 's',
    folder: t.folder,
    createFolder: false,
    agents: [
      { type: 'a', count: 1 },
      { type: 'shell', count: 1 },
    ],
  })
  await t.connected()
  const [agent, shell] = made.panes
  const plain = (await t.server.tmux('split-window', '-dP', '-F', '#{pane_id}', '-t', agent!, '/bin/bash')) as PaneId
  await until(() => t.fleet.pane(plain) && shows(agent!, '>'))
  const mark = join(t.folder, 'harm')
  const named = await over(send(`touch ${mark}`, to(shell!, plain)))
  expect(named.receipts.map(one => [one.result, one.detail])).toEqual([
    ['skipped', 'It is a shell, which would run the text.'],
    ['skipped', 'No agent is known to run here: a shell would run the text.'],
  ])
  const all = await over(send('x', { target: { kind: 'session', sessionId: made.sessionId } }))
  expect(all.receipts.map(one => one.paneId)).toEqual([agent])
  expect(() => send('x', { target: { kind: 'fleet' }, types: ['b'] })).toThrow('nothing was sent')
  expect(() => send('x', { target: { kind: 'fleet' }, states: ['held'] })).toThrow('nothing was sent')
  expect(() => send('\x01\x02', to(agent!))).toThrow('empty')
  await expect(access(mark)).rejects.toThrow()
})
