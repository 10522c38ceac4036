import { execFile } from 'node:child_process'
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { inState, test } from './agents'
import { expect } from './fixtures'
import { createSession, openSession } from './steps'

/* A checkpoint goes to a file and comes back from it; what comes from a file starts nothing. */

const dialog = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true })

test('a checkpoint is exported with its secrets masked, imported, and planned without a start', async ({
  page,
  folder,
}) => {
  const token = ['ghp', 'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8aB3dE5gH7j'].join('_')
  const out = join(folder, 'out')
  await createSession(page, { name: 'api', folder, counts: { 'Claude Code': 1 } })
  await inState(page, 'cc_1', 'api', 'idle')
  await openSession(page, 'api')
  await page.getByRole('button', { name: 'Checkpoint', exact: true }).click()
  await dialog(page, 'Checkpoint').getByRole('textbox', { name: 'Name' }).fill(`with ${token}`)
  await dialog(page, 'Checkpoint').getByRole('button', { name: 'Save checkpoint' }).click()
  await page.getByRole('button', { name: /^Checkpoints: / }).click()
  const list = dialog(page, 'Checkpoints')
  await expect(list.getByRole('region', { name: /^Checkpoint with/ })).toBeVisible({ timeout: 20_000 })

  await list.getByRole('button', { name: 'Export…' }).click()
  await dialog(page, 'Export').getByRole('textbox', { name: 'Folder' }).fill(out)
  await page.keyboard.press('Enter')
  const shown = dialog(page, 'Export').getByText(/\.quarterdeck$/)
  await expect(shown).toBeVisible({ timeout: 20_000 })
  await expect(dialog(page, 'Export')).toContainText('1 secret masked.')
  const path = (await shown.textContent()) ?? ''
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const held = await promisify(execFile)('tar', ['-xzOf', path], { encoding: 'latin1' })
  expect(held.stdout).not.toContain(token)
  await dialog(page, 'Export').getByRole('button', { name: 'Done' }).click()

  await list.getByRole('button', { name: 'Import…' }).click()
  const file = dialog(page, 'Import').getByRole('textbox', { name: 'File' })
  await writeFile(join(out, 'bad.quarterdeck'), 'no checkpoint')
  await file.fill(join(out, 'bad'))
  await page.getByRole('option', { name: /bad\.quarterdeck$/ }).click()
  await page.keyboard.press('Enter')
  await expect(dialog(page, 'Import').getByRole('alert')).toContainText('cannot be imported')
  await file.fill(path)
  await page.keyboard.press('Enter')
  await expect(dialog(page, 'Import')).toContainText('Nothing of it was started', { timeout: 20_000 })
  await dialog(page, 'Import').getByRole('button', { name: 'Show checkpoint' }).click()

  await expect(list.getByRole('region', { name: /^Checkpoint with ‹masked: github token›/ })).toBeVisible()
  await list.getByRole('button', { name: 'Restore…' }).click()
  await expect(dialog(page, 'Restore')).toContainText('it came from a file', { timeout: 20_000 })
  await expect(dialog(page, 'Restore').getByRole('checkbox', { name: 'Start agents' })).toBeDisabled()
})
