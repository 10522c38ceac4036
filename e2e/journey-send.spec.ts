import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { holdHost, inState, receipt, send, test } from './agents'
import { expect } from './fixtures'
import { createSession, openSession, tile } from './steps'

/* Prompts arrive whole and once, or not at all, and it is said which. None is ever run by a shell. */

/** Everything that a shell, tmux, or an agent's pickers could trip over. */
const NASTY = [
  '; rm -rf "$HOME/none" \'$(touch ran)\' `touch ran` && touch ran;',
  '\ttab, `back`, "double", \'single\', #{pane_id}, $HOME, %s, \\n, \\',
  '-leading dash',
  '/slash @at !bang #hash',
  '',
  'ünï, 日本語, 🚢🙂, é, ❯ 1. Yes',
  'end;',
].join('\n')

const there = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

test('arrives byte for byte, of any kind and size, at each agent of the session', async ({ page, fakes, folder }) => {
  await createSession(page, { name: 'api', folder, counts: { 'Claude Code': 2, Codex: 1, Shell: 1 } })
  const agents = ['cc_1', 'cc_2', 'cod_1']
  for (const agent of agents) await inState(page, agent, 'api', 'idle')
  // The shell is never among those who receive.
  for (const text of [NASTY, ';', `${'é'.repeat(50_000)}\n`]) {
    await send(page, text, 3)
    for (const agent of agents) await expect(receipt(page, agent)).toContainText('delivered')
    for (const agent of agents) {
      const [last = ''] = (await fakes.prompts(await fakes.pane('api', agent))).slice(-1)
      expect(last === text, `${agent} got ${last.length} of ${text.length}: ${last.slice(0, 80)}`).toBe(true)
    }
    for (const agent of agents) await inState(page, agent, 'api', 'idle')
  }
  expect(await fakes.prompts()).toHaveLength(9)
  expect(await there(join(folder, 'ran'))).toBe(false)
})

test('goes to a type, to idle ones, to those that were chosen; busy ones are left alone or waited for', async ({
  page,
  fakes,
  folder,
  tmux,
}) => {
  await createSession(page, { name: 'api', folder, counts: { 'Claude Code': 2, Codex: 1 } })
  for (const agent of ['cc_1', 'cc_2', 'cod_1']) await inState(page, agent, 'api', 'idle')
  const composer = page.getByRole('form', { name: 'Composer' })
  await composer.getByRole('button', { name: 'Only cod' }).click()
  await send(page, 'for codex', 1)
  await expect(receipt(page, 'cod_1')).toContainText('delivered')
  await composer.getByRole('button', { name: 'Only cod' }).click()

  const [first, second] = [await fakes.pane('api', 'cc_1'), await fakes.pane('api', 'cc_2')]
  for (const pane of [first, second]) await fakes.type(pane, 'work')
  await inState(page, 'cc_1', 'api', 'working')
  await inState(page, 'cc_2', 'api', 'working')
  await inState(page, 'cod_1', 'api', 'idle')
  await send(page, 'for the free one', 1)
  await expect(receipt(page, 'cod_1')).toContainText('delivered')

  await composer.getByRole('radio', { name: 'hold until idle' }).click()
  await send(page, 'when you are done', 3)
  await expect(receipt(page, 'cc_1')).toContainText(/held until/i)
  expect(await fakes.prompts(first)).toEqual(['work'])
  await tmux('send-keys', '-t', first, 'Escape')
  await expect(receipt(page, 'cc_1')).toContainText('delivered')
  await expect(receipt(page, 'cc_2')).toContainText(/held until/i)
  await composer.getByRole('button', { name: 'Cancel 1 pending' }).click()
  await expect(receipt(page, 'cc_2')).toContainText('skipped')
  expect(await fakes.prompts(first)).toEqual(['work', 'when you are done'])
  expect(await fakes.prompts(second)).toEqual(['work'])
})

test('a draft of the user is neither submitted nor destroyed unasked', async ({ page, fakes, tmux }) => {
  const pane = await fakes.byHand('mine', 'claude', { env: { FAKE_DRAFT: 'half a thought' } })
  await openSession(page, 'mine')
  await inState(page, 'cc_1', 'mine', 'idle')
  await send(page, 'a prompt', 1)
  await expect(receipt(page, 'cc_1')).toContainText(/there is a draft: “half a thought”/)
  expect(await tmux('capture-pane', '-p', '-t', pane)).toContain('half a thought')
  expect(await fakes.prompts()).toEqual([])
  await page.getByRole('button', { name: 'Clear the draft and send' }).click()
  await expect(receipt(page, 'cc_1')).toContainText('delivered')
  expect(await fakes.prompts()).toEqual(['a prompt'])
})

test('an Enter that was not taken is given once more, and no third time', async ({ page, fakes, tmux }) => {
  const [once, deaf] = [
    await fakes.byHand('once', 'claude', { env: { FAKE_SWALLOW: '1' } }),
    await fakes.byHand('deaf', 'claude', { env: { FAKE_SWALLOW: '9' } }),
  ]
  for (const session of ['once', 'deaf']) await openSession(page, session)
  await page.getByRole('button', { name: 'Fleet' }).first().click()
  for (const session of ['once', 'deaf']) await inState(page, 'cc_1', session, 'idle')
  await send(page, 'are you there', 2)
  const both = receipt(page, 'cc_1')
  await expect(both.filter({ hasText: 'once' })).toContainText('delivered')
  await expect(both.filter({ hasText: 'deaf' })).toContainText('not confirmed')
  expect(await fakes.prompts(once)).toEqual(['are you there'])
  expect((await fakes.bytes(deaf)).match(/0d/g)).toHaveLength(2)
  expect(await tmux('capture-pane', '-p', '-t', deaf)).toContain('are you there')
})

test('no prompt is run by a shell: the agent has exited unseen, or exits while the prompt is on its way', async ({
  page,
  fakes,
  folder,
  tmux,
}) => {
  const host = await holdHost(page)
  const gone = await fakes.byHand('gone', 'claude', { shell: true })
  const leaving = await fakes.byHand('leaving', 'claude', { shell: true, env: { FAKE_EXIT_ON_PASTE: '1' } })
  await page.getByRole('button', { name: 'Fleet' }).first().click()
  for (const session of ['gone', 'leaving']) await inState(page, 'cc_1', session, 'idle')
  const composer = page.getByRole('form', { name: 'Composer' })
  await composer.getByRole('textbox', { name: 'Prompt' }).fill('touch ran')
  // The page goes on showing an agent where a shell waits by now.
  host.hold()
  for (let n = 0; n < 2; n += 1) await tmux('send-keys', '-t', gone, 'C-c')
  const program = (pane: string) => tmux('display-message', '-p', '-t', pane, '#{pane_current_command}')
  await expect.poll(() => program(gone)).toBe('bash')
  await composer.getByRole('button', { name: 'Send to 2' }).click()
  await expect.poll(() => program(leaving)).toBe('bash')
  host.release()
  const receipts = composer.getByRole('region', { name: /: receipts$/ })
  await expect(receipts).toContainText(/skipped: .*a shell would run the text/i)
  await expect(receipts).not.toContainText(/delivered|pending|is being/i)
  for (const pane of [gone, leaving]) {
    // The shell has done all that it was given before it does this.
    await tmux('send-keys', '-t', pane, 'expr 40 + 2', 'Enter')
    await expect.poll(() => tmux('capture-pane', '-p', '-t', pane)).toMatch(/^42$/m)
    // Not even Enter came to it: its first prompt is the one at which the sum was asked for.
    expect(await tmux('capture-pane', '-p', '-t', pane)).toMatch(
      /\nResume this session.*\s+bash-\S+ expr 40 \+ 2\n42\n/,
    )
  }
  expect(await there(join(folder, 'ran'))).toBe(false)
  expect(await fakes.prompts()).toEqual([])
})

test('a question is no composer: nothing is typed, and nothing is answered', async ({ page, fakes, folder, tmux }) => {
  await createSession(page, { name: 'api', folder, counts: { 'Claude Code': 2 } })
  for (const agent of ['cc_1', 'cc_2']) await inState(page, agent, 'api', 'idle')
  const asking = await fakes.pane('api', 'cc_1')
  await fakes.type(asking, 'ask')
  await inState(page, 'cc_1', 'api', 'waiting')
  const composer = page.getByRole('form', { name: 'Composer' })
  await composer.getByRole('radio', { name: 'hold until idle' }).click()
  await send(page, '1', 2)
  await expect(receipt(page, 'cc_2')).toContainText('delivered')
  await expect(receipt(page, 'cc_1')).toContainText(/waits for an answer/)
  const before = await fakes.bytes(asking)
  await tmux('send-keys', '-t', asking, '2')
  await expect(receipt(page, 'cc_1')).toContainText('delivered')
  expect((await fakes.bytes(asking)).startsWith(before)).toBe(true)
  const proof = (await fakes.proof()).filter(one => one.pane === asking)
  expect(proof.map(one => one.kind)).toEqual(['prompt', 'answer', 'prompt'])
  expect(proof[1]?.choice).toContain('always allow')
})

test('the history finds a prompt and sends it again, once for each press', async ({ page, fakes, folder }) => {
  await createSession(page, { name: 'api', folder, counts: { 'Claude Code': 1, Codex: 1 } })
  for (const agent of ['cc_1', 'cod_1']) await inState(page, agent, 'api', 'idle')
  for (const text of ['look at the parser', 'look at the lexer']) {
    await send(page, text, 2)
    for (const agent of ['cc_1', 'cod_1']) await expect(receipt(page, agent)).toContainText('delivered')
    for (const agent of ['cc_1', 'cod_1']) await inState(page, agent, 'api', 'idle')
  }
  await page.keyboard.press('Control+Shift+Y')
  const history = page.getByRole('dialog', { name: 'Prompt history' })
  await expect(history.getByRole('list', { name: 'Prompts' }).getByRole('button', { expanded: false })).toHaveCount(2)
  await history.getByRole('searchbox', { name: 'Search prompts' }).fill('pars')
  await expect(history.getByRole('list', { name: 'Prompts' }).getByRole('button', { expanded: false })).toHaveCount(1)
  await history.getByRole('button', { name: /look at the parser/ }).click()
  await expect(history.getByRole('list', { name: 'Receipts' })).toContainText('cod_1')
  await history.getByRole('button', { name: 'Send again to 2 agents' }).dblclick()
  await expect(history).toBeHidden()
  const again = async () => (await fakes.prompts()).filter(text => text === 'look at the parser').length
  await expect.poll(again).toBe(4)
  for (const agent of ['cc_1', 'cod_1']) await expect(receipt(page, agent)).toContainText('delivered')
  expect(await again()).toBe(4)
})

test.describe('new agents', () => {
  test.use({
    settings: { overrides: { cc: { env: { FAKE_START_MS: '1500', FAKE_GATE: 'trust' } } } },
  })

  test('get their first prompt when they are ready, and a gate that stands in the way is said', async ({
    page,
    fakes,
    folder,
    tmux,
  }) => {
    await createSession(page, {
      name: 'api',
      folder,
      counts: { 'Claude Code': 1, Codex: 1 },
      prompt: 'begin\nwith this',
    })
    await inState(page, 'cc_1', 'api', 'waiting')
    await expect.poll(async () => fakes.prompts(await fakes.pane('api', 'cod_1'))).toEqual(['begin\nwith this'])
    await expect(receipt(page, 'cc_1')).toContainText(/waits for an answer/i)
    await expect(tile(page, 'cc_1', 'api')).toBeVisible()
    const pane = await fakes.pane('api', 'cc_1')
    expect(await fakes.prompts(pane)).toEqual([])
    expect(await fakes.bytes(pane)).toBe('')
    await tmux('send-keys', '-t', pane, '1')
    await expect.poll(() => fakes.prompts(pane)).toEqual(['begin\nwith this'])
    await expect(receipt(page, 'cc_1')).toContainText('delivered')
  })
})
