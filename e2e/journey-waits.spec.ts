import type { Page } from '@playwright/test'
import { inState, interruptPanel, interruptRow, oneAtRest, receipt, send, test, watchStates } from './agents'
import { expect } from './fixtures'
import { openSession } from './steps'

/* Prompts that have to wait: behind others, behind a start, behind a text that an agent put back; and those given up. */

const hold = (page: Page) =>
  page.getByRole('form', { name: 'Composer' }).getByRole('radio', { name: 'hold until idle' }).click()

test('a prompt that is held comes after those that a person has queued in the agent itself', async ({
  page,
  fakes,
  tmux,
}) => {
  const pane = await fakes.byHand('mine', 'claude')
  await openSession(page, 'mine')
  await inState(page, 'cc_1', 'mine', 'idle')
  const seen = await watchStates(page)
  await fakes.type(pane, 'work')
  await inState(page, 'cc_1', 'mine', 'working')
  for (const text of ['work 1500', 'then this']) await fakes.type(pane, text)
  await expect.poll(() => tmux('capture-pane', '-p', '-t', pane)).toContain('Press up to edit queued messages')
  await hold(page)
  await send(page, 'after all of it', 1)
  await expect(receipt(page, 'cc_1')).toContainText(/held until/i)
  expect(await fakes.prompts()).toEqual(['work'])
  // What is queued runs at once after a stop: the agent works on.
  await tmux('send-keys', '-t', pane, 'Escape')
  await expect(receipt(page, 'cc_1')).toContainText('delivered')
  await expect.poll(() => fakes.prompts()).toEqual(['work', 'work 1500', 'then this', 'after all of it'])
  await inState(page, 'cc_1', 'mine', 'idle')
  expect((await seen('cc_1 in mine')).filter(state => state !== 'idle' && state !== 'working')).toEqual([])
})

test('added agents get their first prompt when they are ready; those that were there get nothing', async ({
  page,
  fakes,
  folder,
}) => {
  const old = await oneAtRest(page, fakes, folder)
  await page.getByRole('button', { name: 'Add agents' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add agents' })
  await dialog.getByLabel('Claude Code', { exact: true }).fill('1')
  await dialog.getByLabel('Codex', { exact: true }).fill('1')
  await dialog.getByRole('textbox', { name: 'First prompt' }).fill('help the first')
  await dialog.getByRole('button', { name: /^Add/ }).click()
  await expect(dialog).toBeHidden()
  for (const agent of ['cc_2', 'cod_1']) await expect(receipt(page, agent)).toContainText('delivered')
  for (const agent of ['cc_2', 'cod_1'])
    expect(await fakes.prompts(await fakes.pane('api', agent))).toEqual(['help the first'])
  expect(await fakes.prompts(old)).toEqual([])
})

test.describe('puts an interrupted prompt back', () => {
  test.use({ settings: { overrides: { cc: { env: { FAKE_RETYPE: '1' } } } } })

  test('what an agent put back into its composer is a draft: nothing is sent on top of it unasked', async ({
    page,
    fakes,
    folder,
    tmux,
  }) => {
    const pane = await oneAtRest(page, fakes, folder)
    await send(page, 'work on the long one', 1)
    await inState(page, 'cc_1', 'api', 'working')
    await page.getByRole('button', { name: 'Interrupt all' }).click()
    await expect(interruptRow(page, 'cc_1')).toContainText('stopped')
    await interruptPanel(page).getByRole('button', { name: 'Done' }).click()
    await inState(page, 'cc_1', 'api', 'idle')
    await send(page, 'something else', 1)
    await expect(receipt(page, 'cc_1')).toContainText(/there is a draft: “work on the long one”/)
    expect(await tmux('capture-pane', '-p', '-t', pane)).toContain('❯\u00a0work on the long one')
    expect(await fakes.prompts()).toEqual(['work on the long one'])
    await page.getByRole('button', { name: 'Clear the draft and send' }).click()
    await expect(receipt(page, 'cc_1')).toContainText('delivered')
    expect(await fakes.prompts()).toEqual(['work on the long one', 'something else'])
  })
})

test('a finish that is cancelled while it waits ends nobody, and takes back what it had not asked yet', async ({
  page,
  fakes,
  folder,
  tmux,
}) => {
  const pane = await oneAtRest(page, fakes, folder)
  await fakes.type(pane, 'work')
  await inState(page, 'cc_1', 'api', 'working')
  await openSession(page, 'api')
  await page.getByRole('button', { name: 'Finish session', exact: true }).click()
  const finish = page.getByRole('dialog', { name: 'Finish session' })
  await finish.getByLabel('Save outputs').uncheck()
  await finish.getByLabel('What to ask').fill('Come to an end.')
  await finish.getByRole('button', { name: 'Finish session', exact: true }).click()
  await expect(finish.getByRole('row', { name: /^cc_1 .* not ready Held until it is idle/ })).toBeVisible()
  await finish.getByRole('button', { name: 'Cancel', exact: true }).click()
  await finish.getByRole('button', { name: 'Done', exact: true }).click()
  await inState(page, 'cc_1', 'api', 'working')
  await tmux('send-keys', '-t', pane, 'Escape')
  await inState(page, 'cc_1', 'api', 'idle')
  // Had its question stayed, it would come before this one.
  await send(page, 'still there', 1)
  await expect(receipt(page, 'cc_1')).toContainText('delivered')
  expect(await fakes.prompts()).toEqual(['work', 'still there'])
  expect(await tmux('display-message', '-p', '-t', pane, '#{pane_dead}')).toBe('0')
})
