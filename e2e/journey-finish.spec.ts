import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { inState, test } from './agents'
import { expect } from './fixtures'
import { createSession, openSession, sessions } from './steps'

/* A session that is brought to its end: asked, waited for, saved, ended with proof; and outputs that are saved alone. */

const finish = (page: Page) => page.getByRole('dialog', { name: 'Finish session' })
const button = (page: Page | Locator, name: string) => page.getByRole('button', { name, exact: true })

test('asks, waits for each agent, saves what was shown, and ends it all with proof; the dialog may be closed meanwhile', async ({
  page,
  fakes,
  folder,
}) => {
  await createSession(page, { name: 'api', folder, counts: { 'Claude Code': 2, Codex: 1 } })
  for (const agent of ['cc_1', 'cc_2', 'cod_1']) await inState(page, agent, 'api', 'idle')
  await fakes.type(await fakes.pane('api', 'cc_2'), 'work')
  await inState(page, 'cc_2', 'api', 'working')

  await openSession(page, 'api')
  await button(page, 'Finish session').click()
  await expect(finish(page)).toContainText(
    'Asks 3 agents, waits until all are done, saves 3 outputs, takes a checkpoint and ends everything in it with proof',
  )
  const out = join(resolve(folder, '..'), 'out')
  await finish(page).getByLabel('Save to').fill(out)
  await finish(page).getByLabel('What to ask').fill('Come to an end.')
  await button(finish(page), 'Finish session').click()
  await expect(finish(page).getByRole('row', { name: /^cc_2 .* not ready Held until it is idle/ })).toBeVisible()
  await expect(finish(page).getByRole('row', { name: /^cod_1 idle ready/ })).toBeVisible({ timeout: 20_000 })

  // It goes on without its dialog, and comes back by the status bar.
  await button(finish(page), 'Close').click()
  await expect(finish(page)).toBeHidden()
  await page.getByRole('button', { name: /^Finishing api:/ }).click()
  await expect(finish(page)).toContainText('cc_2')
  await button(finish(page), 'Go on without these').click()
  await expect(finish(page).getByRole('list', { name: 'Saved outputs' }).getByRole('listitem')).toHaveCount(3)
  await expect(finish(page)).toContainText('found none of them', { timeout: 30_000 })
  // The way back is offered, and only its plan is shown.
  await expect(finish(page)).toContainText('Saved as “Before the session was finished”')
  await button(finish(page), 'Undo to checkpoint').click()
  const plan = page.getByRole('dialog', { name: 'Restore' })
  await expect(plan.getByRole('button', { name: 'Restore 3 parts' })).toBeEnabled()
  await page.keyboard.press('Escape')
  await button(finish(page), 'Done').click()
  await expect(sessions(page).getByText('api')).toHaveCount(0)

  const files = await readdir(out)
  expect(files.map(file => file.replace(/\d{8}-\d{6}/, 'TIME')).sort()).toEqual([
    'api_cc_1_TIME.txt',
    'api_cc_2_TIME.txt',
    'api_cod_1_TIME.txt',
  ])
  const first = files.find(file => file.startsWith('api_cc_1')) ?? ''
  expect(await readFile(join(out, first), 'utf8')).toMatch(/^session: +api\nagent: +cc_1\ntype: +Claude Code\n/)
  expect((await fakes.prompts()).filter(text => text === 'Come to an end.')).toHaveLength(2)
})

test('ends nothing that the user did not want ended, and saves outputs alone', async ({ page, folder }) => {
  await createSession(page, { name: 'docs', folder, counts: { 'Claude Code': 1 } })
  await inState(page, 'cc_1', 'docs', 'idle')
  await openSession(page, 'docs')
  await page.keyboard.press('Control+Shift+D')
  await finish(page).getByLabel('Ask the agents').uncheck()
  await finish(page).getByLabel('Save outputs').uncheck()
  await finish(page).getByLabel('End the session').uncheck()
  await button(finish(page), 'Finish session').click()
  await expect(finish(page)).toContainText('Everything still runs', { timeout: 20_000 })
  await button(finish(page), 'Leave it running').click()
  await expect(finish(page)).toContainText('What runs goes on.')
  await button(finish(page), 'Done').click()
  await inState(page, 'cc_1', 'docs', 'idle')

  await page.keyboard.press('Control+Shift+O')
  const save = page.getByRole('dialog', { name: 'Save outputs' })
  await save.getByLabel('Save to').fill(join(resolve(folder, '..'), 'alone'))
  await button(save, 'Save outputs').click()
  await expect(save).toContainText('1 output saved.')
  expect(await readdir(join(resolve(folder, '..'), 'alone'))).toHaveLength(1)
})
