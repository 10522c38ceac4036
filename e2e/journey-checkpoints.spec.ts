import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { inState, send, test } from './agents'
import { expect } from './fixtures'
import { createSession, openSession, terminal, tile } from './steps'

/* A session that is saved, killed and brought back: layout, screens, files, conversations. */

const run = promisify(execFile)
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true })

/** A repository with one commit, one changed and one untracked file. */
async function workIn(folder: string): Promise<void> {
  const git = (...args: string[]) => run('git', ['-C', folder, '-c', 'user.name=A', '-c', 'user.email=a@b', ...args])
  await git('init', '-q')
  await writeFile(join(folder, 'kept.txt'), 'one\n')
  await git('add', '-A')
  await git('commit', '-q', '-m', 'first')
  await writeFile(join(folder, 'kept.txt'), 'two\n')
  await writeFile(join(folder, 'new.txt'), 'untracked\n')
}

test('a session is saved, shown, killed and restored: screens, files, and agents behind Start', async ({
  page,
  fakes,
  folder,
  tmux,
}) => {
  await workIn(folder)
  await createSession(page, { name: 'api', folder, counts: { 'Claude Code': 1, Codex: 1, Shell: 1 } })
  for (const agent of ['cc_1', 'cod_1']) await inState(page, agent, 'api', 'idle')
  await openSession(page, 'api')
  await send(page, 'remember the word walnut', 2)
  await expect.poll(() => fakes.prompts()).toEqual(Array(2).fill('remember the word walnut'))
  for (const agent of ['cc_1', 'cod_1']) await inState(page, agent, 'api', 'idle')
  const layout = await tmux('list-windows', '-t', '=api', '-F', '#{window_width}x#{window_height} #{window_panes}')

  await page.getByRole('button', { name: 'Checkpoint', exact: true }).click()
  await dialog(page, 'Checkpoint').getByRole('textbox', { name: 'Name' }).fill('before refactor')
  await dialog(page, 'Checkpoint').getByRole('button', { name: 'Save checkpoint' }).click()
  await expect(
    page
      .getByRole('status')
      .getByText(/before refactor/)
      .first(),
  ).toBeVisible({ timeout: 20_000 })

  await page.getByRole('button', { name: 'Kill now', exact: true }).first().click()
  await dialog(page, 'Kill now').getByRole('button', { name: 'Kill now' }).click()
  await expect(dialog(page, 'Kill now')).toContainText('none left', { timeout: 30_000 })
  await dialog(page, 'Kill now').getByRole('button', { name: 'Done' }).click()

  await page.getByRole('button', { name: /^Checkpoints: / }).click()
  const list = dialog(page, 'Checkpoints')
  await list.getByText('before refactor').first().click()
  await expect(list.getByRole('region', { name: 'Checkpoint before refactor' })).toContainText('walnut')
  await list.getByRole('tab', { name: /changed file/ }).click()
  await expect(list.getByText('new.txt').first()).toBeVisible()
  await list.getByRole('button', { name: 'Restore…' }).click()
  await expect(dialog(page, 'Restore')).toContainText('Nothing that runs is touched')
  await dialog(page, 'Restore')
    .getByRole('button', { name: /^Restore \d+ parts$/ })
    .click()
  await dialog(page, 'Restore').getByRole('button', { name: 'Show session' }).click({ timeout: 30_000 })

  expect(await tmux('list-windows', '-t', '=api', '-F', '#{window_width}x#{window_height} #{window_panes}')).toBe(
    layout,
  )
  await inState(page, 'cc_1', 'api', 'restored, not started')
  await expect(terminal(page, 'cc_1', 'api')).toContainText('restored from "before refactor"')
  const trees = (await run('git', ['-C', folder, 'worktree', 'list', '--porcelain'])).stdout
  const [restored = ''] = /^worktree .*-restored-.*$/m.exec(trees) ?? []
  const place = restored.replace('worktree ', '')
  expect(await readFile(join(place, 'kept.txt'), 'utf8')).toBe('two\n')
  expect(await readFile(join(place, 'new.txt'), 'utf8')).toBe('untracked\n')

  // Nothing was started, and nothing prompted, until the person says so.
  expect(await fakes.prompts()).toHaveLength(2)
  await tile(page, 'cc_1', 'api').hover()
  await tile(page, 'cc_1', 'api').getByRole('button', { name: 'Start', exact: true }).click()
  await inState(page, 'cc_1', 'api', 'idle')
  expect(await fakes.prompts()).toHaveLength(2)
})
