import { randomUUID } from 'node:crypto'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PaneId } from '../../../ipc/model'
import { fakeAgent, got } from '../../sessions/test-agents'
import { createTestFleet, type TestFleet } from '../../sessions/test-fleet'
import { until } from '../../tmux/test-server'

let t: TestFleet
beforeEach(async () => {
  t = await createTestFleet()
})
afterEach(() => t.end())

/** A shell of the user's in which they start the agent by hand. */
async function byHand(command: string): Promise<PaneId> {
  const words = ['-dP', '-F', '#{pane_id}', '/bin/bash', '--norc']
  const running = t.tmux.mirror.state().sessions.length > 0
  const pane = (await t.server.tmux(running ? 'new-window' : 'new-session', ...words)) as PaneId
  await t.connected()
  await t.server.tmux('send-keys', '-t', pane, command, 'Enter')
  await until(() => t.fleet.pane(pane)?.agent && t.fleet.pane(pane)?.state.name === 'idle', 'the agent')
  return pane
}

const send = (text: string, paneId: PaneId) =>
  t.send.send({
    id: randomUUID(),
    text,
    to: { target: { kind: 'panes', paneIds: [paneId] } },
    whenBusy: 'skip',
    clearDraft: false,
  })

async function over(id: string) {
  const act = await until(
    () => {
      const now = t.book.find(id)
      return now?.open === false ? now : null
    },
    'the end',
    20_000,
  )
  return act.receipts[0]!
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

test('an agent that has exited to its shell a moment ago gets nothing, whatever the fleet believes', async () => {
  const { command } = await fakeAgent(t, 'a')
  const pane = await byHand(command)
  const harm = join(t.folder, 'harm')
  await t.server.tmux('send-keys', '-t', pane, 'C-x')
  const receipt = await over(send(`touch ${harm}\n`, pane).id)
  expect(['failed', 'skipped']).toContain(receipt.result)
  expect(await got(t, pane)).toEqual([])
  // The shell reads its next line: what was typed before would have been run by now.
  await t.server.tmux('send-keys', '-t', pane, `touch ${harm}-next`, 'Enter')
  await until(() => exists(`${harm}-next`))
  expect(await exists(harm)).toBe(false)
})

test('an agent that exits between paste and Enter: no Enter for the shell behind it', async () => {
  const { command } = await fakeAgent(t, 'a', { slow: 400 })
  const pane = await byHand(command)
  const harm = join(t.folder, 'harm')
  const act = send(`touch ${harm}`, pane)
  await until(async () => (await got(t, pane, 'bytes')).length > 0, 'the paste')
  await t.server.tmux('send-keys', '-t', pane, 'C-x')
  const receipt = await over(act.id)
  expect(['failed', 'unconfirmed']).toContain(receipt.result)
  expect(receipt.detail).toMatch(/^It was pasted, but Enter was not pressed: /)
  await t.server.tmux('send-keys', '-t', pane, `touch ${harm}-next`, 'Enter')
  await until(() => exists(`${harm}-next`))
  expect(await exists(harm)).toBe(false)
})

test('copy mode, an editor in front and synchronised neighbours', async () => {
  const { command } = await fakeAgent(t, 'a')
  const pane = await byHand(command)
  await t.server.tmux('copy-mode', '-t', pane)
  await until(() => t.fleet.pane(pane)?.inMode, 'copy mode')
  expect(await over(send('x', pane).id)).toMatchObject({ result: 'skipped', detail: 'It is in copy mode.' })
  await t.server.tmux('send-keys', '-t', pane, '-X', 'cancel')
  const neighbour = (await t.server.tmux('split-window', '-dP', '-F', '#{pane_id}', '-t', pane, command)) as PaneId
  await until(() => t.fleet.pane(neighbour)?.state.name === 'idle', 'its neighbour')
  await t.server.tmux('set-option', '-w', '-t', pane, 'synchronize-panes', 'on')
  expect((await over(send('for one', pane).id)).result).toBe('done')
  await t.server.tmux('set-option', '-w', '-t', pane, 'synchronize-panes', 'off')
  expect(await got(t, pane)).toEqual(['for one'])
  expect(await got(t, neighbour, 'bytes')).toEqual([])
  // Ctrl+Z: a shell is in front, the agent is still there behind it.
  await t.server.tmux('send-keys', '-t', pane, 'C-x')
  await t.server.tmux('send-keys', '-t', pane, 'vi -u NONE', 'Enter')
  expect((await over(send('x', pane).id)).result).not.toBe('done')
})

test('several lines are not sent to a program that tmux cannot tell to take them as one', async () => {
  await fakeAgent(t, 'a', { plain: true }, { custom: true })
  const agents = [{ type: 'a', count: 1 }]
  const made = await t.spawn.create({ name: 's', folder: t.folder, createFolder: false, agents })
  const pane = made.panes[0]!
  await t.connected()
  await until(() => t.fleet.pane(pane)?.state.name === 'idle', 'idle')
  expect((await over(send('one\ntwo', pane).id)).detail).toContain('submitted by itself')
  expect((await over(send('one line', pane).id)).result).toBe('done')
  expect(await got(t, pane)).toEqual(['one line'])
})

test('fifty agents at once: each gets its prompt, and one that dies stops nobody', async () => {
  await fakeAgent(t, 'a')
  const agents = [{ type: 'a', count: 50 }]
  const { panes } = await t.spawn.create({ name: 's', folder: t.folder, createFolder: false, agents })
  await t.connected()
  await until(() => panes.every(id => t.fleet.pane(id)?.state.name === 'idle'), 'all idle', 60_000)
  await t.server.tmux('send-keys', '-t', panes[7]!, 'C-x')
  const to = { target: { kind: 'fleet' } } as const
  const began = performance.now()
  const act = t.send.send({ id: randomUUID(), text: 'all\nof you', to, whenBusy: 'skip', clearDraft: false })
  await until(() => t.book.find(act.id)?.open === false, 'all receipts', 60_000)
  const took = performance.now() - began
  const receipts = t.book.find(act.id)!.receipts
  expect(receipts.filter(one => one.result !== 'done').map(one => one.paneId)).toEqual([panes[7]])
  for (const one of receipts) expect(await got(t, one.paneId)).toEqual(one.paneId === panes[7] ? [] : ['all\nof you'])
  console.info(`50 prompts with proof: ${Math.round(took)} ms`)
}, 150_000)
