import type { Page } from '@playwright/test'
import { holdHost, inState, test } from './agents'
import { expect } from './fixtures'
import { createSession, openSession } from './steps'

/* Agents that wait for a person: the oldest first, answered by key or click, and only the question that was seen. */

const queue = (page: Page) => page.getByRole('navigation', { name: 'Fleet' }).getByRole('list', { name: /^Needs you/ })
const card = (page: Page, place: string) => page.getByRole('region', { name: `Question of ${place}`, exact: true })

test('queues what waits, the oldest first; answers by key and by click reach the question that was shown', async ({
  page,
  fakes,
  folder,
}) => {
  await createSession(page, { name: 'api', folder, counts: { 'Claude Code': 2, Codex: 1 } })
  for (const agent of ['cc_1', 'cc_2', 'cod_1']) await inState(page, agent, 'api', 'idle')
  for (const agent of ['cc_2', 'cod_1', 'cc_1']) {
    await fakes.type(await fakes.pane('api', agent), 'ask')
    await inState(page, agent, 'api', 'waiting')
  }
  await expect(page.getByRole('heading', { name: 'Needs you (3)' })).toBeVisible()
  const rows = queue(page).getByRole('button')
  await expect(rows).toHaveCount(3)
  const names = await rows.evaluateAll(all => all.map(one => one.getAttribute('aria-label')?.split(':')[0]))
  expect(names).toEqual(['Answer cc_2 in api', 'Answer cod_1 in api', 'Answer cc_1 in api'])

  // By key, in the card that one key opens.
  await page.keyboard.press('Control+Shift+J')
  await expect(card(page, 'cc_2 in api')).toContainText('touch file-1.txt')
  await expect(card(page, 'cc_2 in api')).toBeFocused()
  // Choices are taken when a person can have read them.
  await expect(async () => {
    await page.keyboard.press('1')
    await expect(card(page, 'cc_2 in api')).toBeHidden({ timeout: 500 })
  }).toPass()
  await expect(page.getByRole('heading', { name: 'Needs you (2)' })).toBeVisible()

  // By click, in the card beside the queue.
  await queue(page)
    .getByRole('button', { name: /^Answer cod_1/ })
    .click()
  const yes = card(page, 'cod_1 in api').getByRole('button', { name: /Yes, proceed/ })
  await expect(async () => {
    await yes.click({ timeout: 500 })
    await expect(card(page, 'cod_1 in api')).toBeHidden({ timeout: 1500 })
  }).toPass()
  await expect.poll(async () => (await fakes.proof()).filter(one => one.kind === 'answer').length).toBe(2)
  const answers = (await fakes.proof()).filter(one => one.kind === 'answer')
  expect(answers.map(one => [one.about, one.choice])).toEqual([
    ['touch file-1.txt', 'Yes'],
    ['touch file-1.txt', 'Yes, proceed (y)'],
  ])
  await expect(page.getByRole('heading', { name: 'Needs you (1)' })).toBeVisible()
})

test('a question that changed is not answered by what was meant for the one before', async ({ page, fakes, tmux }) => {
  const host = await holdHost(page)
  const pane = await fakes.byHand('mine', 'claude')
  await openSession(page, 'mine')
  await inState(page, 'cc_1', 'mine', 'idle')
  await fakes.type(pane, 'ask 2')
  await inState(page, 'cc_1', 'mine', 'waiting')
  await queue(page)
    .getByRole('button', { name: /^Answer cc_1/ })
    .click()
  const shown = card(page, 'cc_1 in mine')
  await expect(shown).toContainText('touch file-1.txt')
  // The one click below has to count, and choices are taken only when a person can have read them (SETTLE_MS, 500).
  await page.waitForTimeout(600)

  host.hold()
  await tmux('send-keys', '-t', pane, '1')
  await expect.poll(() => tmux('capture-pane', '-p', '-t', pane)).toContain('touch file-2.txt')
  await expect(shown).toContainText('touch file-1.txt')
  await shown.getByRole('button', { name: /Yes$/ }).first().click()
  // The answer is refused by the host; only then may the page hear of the new question.
  await expect.poll(() => host.waiting()).toBeGreaterThan(1)
  host.release()
  // In the card, or as a message where the agent was seen at work between its questions: its card closes then.
  await expect(page.getByText(/changed: nothing was sent/).first()).toBeVisible()
  await expect(async () => {
    if (!(await shown.isVisible()))
      await queue(page)
        .getByRole('button', { name: /^Answer cc_1/ })
        .click({ timeout: 500 })
    await expect(shown).toContainText('touch file-2.txt', { timeout: 1000 })
  }).toPass()
  const answers = (await fakes.proof()).filter(one => one.kind !== 'prompt')
  expect(answers.map(one => one.about)).toEqual(['touch file-1.txt'])
})

test('gates are questions too, risky choices say so, and Escape in a card answers nothing', async ({ page, fakes }) => {
  const pane = await fakes.byHand('gate', 'claude', { env: { FAKE_GATE: 'trust' } })
  await openSession(page, 'gate')
  await inState(page, 'cc_1', 'gate', 'waiting')
  await queue(page)
    .getByRole('button', { name: /^Answer cc_1/ })
    .click()
  const shown = card(page, 'cc_1 in gate')
  await expect(shown.getByRole('button', { name: /No, exit/ })).toContainText('risky')
  await page.keyboard.press('Escape')
  await expect(shown).toBeHidden()
  expect(await fakes.bytes(pane)).toBe('')
  await queue(page)
    .getByRole('button', { name: /^Answer cc_1/ })
    .click()
  const trust = shown.getByRole('button', { name: /I trust this folder/ })
  await expect(async () => {
    await trust.click({ timeout: 500 })
    await expect(shown).toBeHidden({ timeout: 1500 })
  }).toPass()
  await inState(page, 'cc_1', 'gate', 'idle')
  expect((await fakes.proof()).map(one => one.about)).toEqual(['trust'])
})
