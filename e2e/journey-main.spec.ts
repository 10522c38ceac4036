import { resolve } from 'node:path'
import { inState } from './agents'
import { expect, test } from './fixtures'
import { runs } from './processes'
import { createSession, sessions, terminal, tile, typeInto, zoomInto } from './steps'

const FAKE = resolve('e2e/programs/fake-agent.mjs')

test.use({
  settings: {
    agentTypes: [
      { id: 'fake', name: 'Fake agent', command: process.execPath, args: [FAKE, 'fake'], env: {}, interrupt: 'escape' },
    ],
  },
})

test('the first paragraph: create, watch, type, add, interrupt, close, open again, kill and prove', async ({
  page,
  reopen,
  tmux,
  folder,
}) => {
  await createSession(page, { name: 'api', folder, counts: { Shell: 3, 'Fake agent': 2 } })
  for (const name of ['shell_1', 'shell_2', 'shell_3', 'fake_1', 'fake_2'])
    await expect(tile(page, name, 'api')).toBeVisible()

  // All live: what each program prints stands in its tile's terminal.
  for (const name of ['fake_1', 'fake_2']) await expect(terminal(page, name, 'api')).toContainText('fake ready')

  // Type into any of them, from the grid.
  await typeInto(page, 'shell_2', 'api', 'echo $((6*7))-from-the-grid\n')
  await expect(terminal(page, 'shell_2', 'api')).toContainText('42-from-the-grid')

  // And zoomed in.
  await zoomInto(page, 'fake_1', 'api')
  await page.keyboard.type('hello there\n')
  await expect(terminal(page, 'fake_1', 'api')).toContainText('you said: hello there')
  await page.keyboard.type('work\n')
  await expect(terminal(page, 'fake_1', 'api')).toContainText('working')
  await page.keyboard.press('Control+Shift+ArrowUp')
  // Not in the first moments of its life, in which Interrupt all leaves alone what it cannot read.
  await inState(page, 'fake_1', 'api', 'working')

  // Add agents: the others are not disturbed.
  const sizes = () => tmux('list-panes', '-s', '-t', '=api', '-F', '#{pane_id} #{pane_width}x#{pane_height}')
  const before = (await sizes()).split('\n')
  await page.getByRole('button', { name: 'Add agents' }).click()
  const add = page.getByRole('dialog', { name: 'Add agents' })
  await add.getByLabel('Fake agent', { exact: true }).fill('1')
  await add.getByRole('button', { name: /^Add/ }).click()
  await expect(tile(page, 'fake_3', 'api')).toBeVisible()
  const after = (await sizes()).split('\n')
  for (const line of before) expect(after).toContain(line)

  // Interrupt all: receipts for each; the working one stops, nobody ends.
  await page.getByRole('button', { name: 'Interrupt all' }).click()
  const receipts = page.getByRole('dialog', { name: /Interrupt/ })
  await expect(receipts.getByRole('row', { name: /fake_1/ })).toBeVisible()
  await expect(receipts.getByRole('row', { name: /shell_1/ })).toContainText(/idle/)
  await receipts.getByRole('button', { name: 'Done' }).click()
  await expect(terminal(page, 'fake_1', 'api')).toContainText('Interrupted by Escape')
  expect(await tmux('list-panes', '-s', '-t', '=api', '-F', '#{pane_dead}')).not.toContain('1')

  // Close the window: the agents go on. Open it again: all is there.
  const again = await reopen()
  await expect(sessions(again).getByRole('listitem').filter({ hasText: 'api' })).toBeVisible()
  await sessions(again).getByRole('button', { name: /^api/ }).click()
  await expect(terminal(again, 'fake_1', 'api')).toContainText('you said: hello there')

  // Kill and prove that nothing is left.
  const pids = (await tmux('list-panes', '-s', '-t', '=api', '-F', '#{pane_pid}')).split('\n').map(Number)
  expect(pids).toHaveLength(6)
  await again.getByRole('button', { name: 'Kill now' }).click()
  const kill = again.getByRole('dialog', { name: 'Kill now' })
  await kill.getByRole('button', { name: /^Kill/ }).click()
  await expect(kill).toContainText(/\d+ processes ended, none left/)
  await expect(sessions(again).getByRole('button', { name: /^api/ })).toHaveCount(0)
  const left = await Promise.all(pids.map(async pid => ((await runs(pid)) ? pid : 0)))
  expect(left.filter(Boolean)).toEqual([])
})

test('a program that is not installed is said before the session is made', async ({ page, folder }) => {
  await page.getByRole('button', { name: 'New session' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'New session' })
  await dialog.getByLabel('Session name').fill('none')
  await dialog.getByLabel('Project folder').fill(folder)
  await expect(dialog.getByText('not installed').first()).toBeVisible()
})

test('a missing folder is made only when asked', async ({ page, folder, tmux }) => {
  const missing = `${folder}/new/deep`
  await page.getByRole('button', { name: 'New session' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'New session' })
  await dialog.getByLabel('Session name').fill('made')
  await dialog.getByLabel('Project folder').fill(missing)
  await dialog.getByLabel('Shell', { exact: true }).fill('1')
  await dialog.getByRole('checkbox', { name: /create/i }).check()
  await dialog.getByRole('button', { name: 'Create session' }).click()
  await expect(tile(page, 'shell_1', 'made')).toBeVisible()
  expect(await tmux('display-message', '-p', '-t', '=made:', '#{pane_current_path}')).toBe(missing)
})
