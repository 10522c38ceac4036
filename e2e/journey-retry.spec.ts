import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { inState, receipt, send, test, watchStates } from './agents'
import { expect } from './fixtures'
import { createSession } from './steps'

/* What did not go through at first: tried again by a press, held back, spread over time, or told for what it is. */

test('what failed is tried again by a press, and what was delivered is not sent twice', async ({
  page,
  fakes,
  folder,
  tmux,
}) => {
  const good = await fakes.byHand('good', 'claude')
  const bad = await fakes.byHand('bad', 'claude', { shell: true, env: { FAKE_EXIT_ON_PASTE: '1' } })
  await page.getByRole('button', { name: 'Fleet' }).first().click()
  for (const session of ['good', 'bad']) await inState(page, 'cc_1', session, 'idle')
  await send(page, 'once for each', 2)
  const both = receipt(page, 'cc_1')
  await expect(both.filter({ hasText: 'good' })).toContainText('delivered')
  const retry = page.getByRole('button', { name: 'Retry the 1 failed' })
  await expect(retry).toBeVisible()
  expect(await fakes.prompts()).toEqual(['once for each'])

  await tmux('send-keys', '-t', bad, `env -u FAKE_EXIT_ON_PASTE ${resolve(folder, '..', 'bin', 'claude')}`, 'Enter')
  await inState(page, 'cc_1', 'bad', 'idle')
  await retry.click()
  await expect.poll(() => fakes.prompts(bad)).toEqual(['once for each'])
  await expect(retry).toBeHidden()
  expect(await fakes.prompts(good)).toEqual(['once for each'])
})

test('a pane in copy mode is left alone, and gets what is held as soon as it is left', async ({
  page,
  fakes,
  tmux,
}) => {
  const pane = await fakes.byHand('reads', 'claude')
  await fakes.byHand('free', 'claude')
  await page.getByRole('button', { name: 'Fleet' }).first().click()
  for (const session of ['reads', 'free']) await inState(page, 'cc_1', session, 'idle')
  await tmux('copy-mode', '-t', pane)
  const composer = page.getByRole('form', { name: 'Composer' })
  await expect(composer.getByRole('button', { name: 'Send to 1' })).toBeVisible()
  await send(page, 'for who listens', 1)
  await expect(receipt(page, 'cc_1')).toContainText('delivered')
  await composer.getByRole('radio', { name: 'hold until idle' }).click()
  await send(page, 'when you are back', 2)
  const held = receipt(page, 'cc_1').filter({ hasText: 'reads' })
  await expect(held).toContainText(/held until it is idle.*copy mode/i)
  expect(await fakes.prompts(pane)).toEqual([])
  expect(await tmux('display-message', '-p', '-t', pane, '#{pane_in_mode}')).toBe('1')
  await tmux('send-keys', '-t', pane, '-X', 'cancel')
  await expect.poll(() => fakes.prompts(pane)).toEqual(['when you are back'])
})

test.describe('spread over time', () => {
  test.use({ settings: { staggerMs: { cc: 1500 } } })

  test('prompts of one send go to agents of a kind one after the other, to other kinds at once', async ({
    page,
    fakes,
    folder,
  }) => {
    await createSession(page, { name: 'api', folder, counts: { 'Claude Code': 3, Codex: 1 } })
    for (const agent of ['cc_1', 'cc_2', 'cc_3', 'cod_1']) await inState(page, agent, 'api', 'idle')
    await send(page, 'each in its turn', 4)
    await expect(receipt(page, 'cc_3')).toContainText(/waits for its turn/i)
    await expect.poll(async () => (await fakes.prompts()).length, { timeout: 20_000 }).toBe(4)
    const cod = await fakes.pane('api', 'cod_1')
    const all = await fakes.proof()
    const times = all.filter(one => one.pane !== cod).map(one => one.at)
    expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(2400)
    expect(all.findIndex(one => one.pane === cod)).toBeLessThan(2)
  })
})

test.describe('dies at its start', () => {
  // Not while it is being created: that is a start that failed, told by its own receipts.
  test.use({ settings: { overrides: { cc: { env: { FAKE_DIES: '3', FAKE_START_MS: '3000' } } } } })

  test('an agent that ends before it was ready fails its first prompt, which nobody else gets', async ({
    page,
    fakes,
    folder,
  }) => {
    await createSession(page, { name: 'api', folder, counts: { 'Claude Code': 1, Codex: 1 }, prompt: 'begin' })
    await expect.poll(() => fakes.prompts()).toEqual(['begin'])
    await inState(page, 'cc_1', 'api', 'exited')
    await expect(receipt(page, 'cc_1')).toContainText(/failed: .*(ended|exited)/i)
    await expect(receipt(page, 'cod_1')).toContainText('delivered')
    expect((await fakes.proof()).map(one => one.pane)).toEqual([await fakes.pane('api', 'cod_1')])
  })
})

test('after /clear the agent goes on in a new conversation, is not taken for ended, and gets prompts', async ({
  page,
  fakes,
  folder,
  dataFolder,
}) => {
  const conversations = async (): Promise<{ conversation: string; transcript: string }[]> => {
    const text = await readFile(join(dataFolder, 'conversations.json'), 'utf8').catch(() => '{"lives":[]}')
    return JSON.parse(text).lives[0]?.entries ?? []
  }
  await createSession(page, { name: 'api', folder, counts: { 'Claude Code': 1 } })
  await inState(page, 'cc_1', 'api', 'idle')
  await send(page, 'before it', 1)
  await expect(receipt(page, 'cc_1')).toContainText('delivered')
  await inState(page, 'cc_1', 'api', 'idle')
  await expect.poll(async () => (await conversations()).length).toBe(1)
  const seen = await watchStates(page)
  await fakes.type(await fakes.pane('api', 'cc_1'), '/clear')
  await expect.poll(async () => (await conversations()).length).toBe(2)
  await inState(page, 'cc_1', 'api', 'idle')
  await send(page, 'after it', 1)
  await expect(receipt(page, 'cc_1')).toContainText('delivered')
  expect((await fakes.prompts()).filter(text => text !== '/clear')).toEqual(['before it', 'after it'])
  await inState(page, 'cc_1', 'api', 'idle')
  expect(await seen('cc_1 in api')).not.toContain('exited')
  // Each has its own file, with its own prompt alone.
  const [first, second] = await conversations()
  const [before, after] = await Promise.all([first, second].map(one => readFile(one?.transcript ?? '', 'utf8')))
  expect([before?.includes('before it'), before?.includes('after it')]).toEqual([true, false])
  expect([after?.includes('before it'), after?.includes('after it')]).toEqual([false, true])
})
