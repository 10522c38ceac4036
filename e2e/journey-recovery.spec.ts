import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { inState, receipt, send, test } from './agents'
import { expect } from './fixtures'
import { createSession, openSession } from './steps'
import { openWebShell } from './web-shell'

/* A tmux server that is killed: the window says so, and brings back what ran in it. */

const dialog = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true })
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const entry = (page: Page) => page.getByRole('button', { name: /^Recovery: / })

type Tmux = (...args: string[]) => Promise<string>

/** Ends the server as the kernel does that runs out of memory, by the pid that it says it has. */
async function killServer(tmux: Tmux): Promise<void> {
  process.kill(Number(await tmux('display-message', '-p', '#{pid}')), 'SIGKILL')
}

/** Texts of all conversations that a Claude Code of this home folder has kept, by file. */
async function conversations(home: string): Promise<string[]> {
  const projects = join(home, '.claude', 'projects')
  const folders = await readdir(projects)
  const files = await Promise.all(
    folders.map(async name => (await readdir(join(projects, name))).map(file => join(projects, name, file))),
  )
  return Promise.all(files.flat().map(file => readFile(file, 'utf8')))
}

test('says at once that a server was killed, saves what is left, and brings the session back as it was last known', async ({
  page,
  fakes,
  folder,
  tmux,
}) => {
  const home = resolve(folder, '..')
  await createSession(page, { name: 'api', folder, counts: { 'Claude Code': 1, Codex: 1, Shell: 1 } })
  for (const agent of ['cc_1', 'cod_1']) await inState(page, agent, 'api', 'idle')
  await openSession(page, 'api')
  await send(page, 'remember the word walnut', 2)
  await expect.poll(() => fakes.prompts()).toHaveLength(2)
  // At rest again, not still: what was shown before the prompt was heard of is idle too.
  for (const agent of ['cc_1', 'cod_1']) {
    await expect(receipt(page, agent)).toContainText('delivered')
    await inState(page, agent, 'api', 'idle')
  }
  const panes = await tmux('list-panes', '-s', '-t', '=api', '-F', '#{window_index}.#{pane_index} #{@quarterdeck_name}')

  await killServer(tmux)
  await expect(page.getByRole('alert').first()).toContainText('api is gone: the tmux server was killed or crashed.')
  await expect(page.getByRole('alert').first()).toContainText('2 agents were running.')
  await expect(entry(page)).toBeVisible()

  await page.keyboard.press('Control+Shift+G')
  const lost = dialog(page, 'Recovery').getByRole('region', { name: 'Lost session api' })
  await expect(lost.getByRole('row', { name: /^cc_1 idle .*conversation/ })).toBeVisible()
  await expect(lost.getByRole('row', { name: /^cod_1 idle .*conversation/ })).toBeVisible()

  await lost.getByRole('button', { name: 'Save what is left' }).click()
  const out = join(home, 'left')
  const files = dialog(page, 'Save what is left')
  await files.getByLabel('Save to').fill(out)
  await files.getByRole('button', { name: 'Save what is left' }).click()
  await expect(files.getByRole('button', { name: 'Done' })).toBeVisible()
  const saved = await readdir(out)
  for (const agent of ['cc_1', 'cod_1']) {
    const file = saved.find(name => name.startsWith(`api_${agent}_`)) ?? ''
    expect(await readFile(join(out, file), 'utf8')).toContain('remember the word walnut')
  }
  await files.getByRole('button', { name: 'Done' }).click()

  const before = (await conversations(home)).length
  await lost.getByRole('button', { name: 'Restore as it was last known' }).click()
  const plan = dialog(page, 'Restore')
  await expect(plan).toContainText('Nothing that runs is touched')
  await plan.getByRole('checkbox', { name: 'Start agents' }).check()
  await plan.getByRole('button', { name: /^Restore \d+ parts$/ }).click()
  await plan.getByRole('button', { name: 'Show session' }).click({ timeout: 30_000 })

  expect(await tmux('list-panes', '-s', '-t', '=api', '-F', '#{window_index}.#{pane_index} #{@quarterdeck_name}')).toBe(
    panes,
  )
  for (const agent of ['cc_1', 'cod_1']) await inState(page, agent, 'api', 'idle')
  const rows = await tmux('capture-pane', '-p', '-S', '-', '-t', await fakes.pane('api', 'cc_1'))
  expect(rows).toMatch(/remember the word walnut[\s\S]*restored from/)
  // With its conversation, as a copy; and nobody was prompted by it.
  const talks = await conversations(home)
  expect(talks).toHaveLength(before + 1)
  for (const talk of talks) expect(talk).toContain('remember the word walnut')
  expect(await fakes.prompts()).toHaveLength(2)
  await expect(entry(page)).toHaveCount(0)
})

test('finds out at its start what went while it was closed, and forgets what is dismissed', async ({
  shell,
  ownBrowser,
  env,
  fakes: _,
  folder,
  tmux,
}) => {
  test.skip(shell !== 'web' || !ownBrowser, 'the host is started twice, which the web shell can')
  if (!ownBrowser) return
  const first = await openWebShell(ownBrowser, env)
  await createSession(first.page(), { name: 'api', folder, counts: { 'Claude Code': 2 } })
  for (const agent of ['cc_1', 'cc_2']) await inState(first.page(), agent, 'api', 'idle')
  await first.close()
  await killServer(tmux)
  const second = await openWebShell(ownBrowser, env)
  const page = second.page()
  try {
    await expect(page.getByRole('alert').first()).toContainText('api is gone')
    await button(page, 'Open Recovery').click()
    const list = dialog(page, 'Recovery').getByRole('listbox', { name: 'Lost sessions' })
    await expect(list).toBeFocused()
    await expect(dialog(page, 'Recovery')).toContainText('It went while nobody was looking')
    await page.keyboard.press('Delete')
    await expect(list).toBeHidden()
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
    await expect(list).toBeFocused()
    await page.keyboard.press('Delete')
    await page.keyboard.press('Escape')
    await expect(dialog(page, 'Recovery')).toBeHidden()
    // What was dismissed is told to the host when the page goes, too.
    await expect(button(await second.reopen(), 'Settings')).toBeEnabled()
    await expect(entry(second.page())).toHaveCount(0)
  } finally {
    await second.close()
  }
})
