import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { FAKE_TYPE, manyPanes, more, openOnlyPane, openSession, paste } from './steps'

/* For those who see, point or move otherwise: names, contrast, keys, focus, rest. */

/** What an automatic audit finds that would keep somebody out. */
async function audit(page: Page, part = 'html'): Promise<string[]> {
  // Legacy mode: the audit opens no page of its own, which Electron's shell would refuse.
  const builder = new AxeBuilder({ page }).include(part).setLegacyMode(true)
  const light = (await page.evaluate(() => document.documentElement.dataset.theme)) === 'light'
  // Between the themes nothing differs but colours.
  const { violations } = await (light ? builder.withRules('color-contrast') : builder).analyze()
  return violations
    .filter(one => one.impact === 'serious' || one.impact === 'critical')
    .flatMap(one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`))
}

const button = (page: Page, name: string) => () => page.getByRole('button', { name, exact: true }).first().click()

async function auditDialog(page: Page, name: string, open: () => Promise<unknown>): Promise<void> {
  await open()
  const dialog = page.getByRole('dialog', { name })
  await expect(dialog).toBeVisible()
  // A fade is no state: what is half there has no contrast yet.
  await page.evaluate(() => Promise.all(document.getAnimations().map(one => one.finished.catch(() => {}))))
  expect(await audit(page, '[role=dialog]'), name).toEqual([])
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
}

for (const theme of ['dark', 'light'] as const) {
  test.describe(theme, () => {
    test.use({ settings: { theme, agentTypes: [FAKE_TYPE] } })

    test(`the views stand an audit, ${theme}`, async ({ page, tmux }) => {
      await expect(page.getByRole('button', { name: 'Create a session' })).toBeVisible()
      expect(await audit(page), 'empty').toEqual([])
      await manyPanes(tmux, 'four', 4)
      await manyPanes(tmux, 'many', 20)
      await expect(page.getByRole('group')).toHaveCount(24)
      expect(await audit(page), 'fleet').toEqual([])
      await openSession(page, 'four')
      await expect(page.getByRole('region', { name: /^Terminal / })).toHaveCount(4)
      expect(await audit(page), 'session').toEqual([])
      await page.getByRole('group').first().focus()
      await page.keyboard.press('Enter')
      await expect(page.getByRole('region', { name: /^Terminal / })).toHaveCount(1)
      expect(await audit(page), 'pane').toEqual([])
    })

    test(`the dialogs stand an audit, ${theme}`, async ({ page, tmux }) => {
      await tmux('new-session', '-d', '-s', 'one', '-x', '90', '-y', '24', 'cat')
      const region = await openOnlyPane(page, 'one')
      for (const name of ['New session', 'Add agents', 'Kill now', 'Interrupt all', 'Command palette'])
        await auditDialog(page, name, button(page, name))
      await auditDialog(page, 'Keyboard shortcuts', button(page, 'Keyboard shortcuts'))
      await auditDialog(page, 'Rename session', () => more(page, 'Rename session'))
      await auditDialog(page, 'Paste several lines', () => paste(region, 'one\ntwo'))
    })

    test(`what saves, restores and ends stands an audit, ${theme}`, async ({ page, tmux }) => {
      await manyPanes(tmux, 'four', 4)
      await openSession(page, 'four')
      const keys: Record<string, string> = {
        'Finish session': 'D',
        'Save outputs': 'O',
        'Prompt history': 'Y',
        Recovery: 'G',
      }
      for (const [name, key] of Object.entries(keys))
        await auditDialog(page, name, () => page.keyboard.press(`Control+Shift+${key}`))
      await auditDialog(page, 'Checkpoint', () => page.keyboard.press('Control+Shift+S'))
      await page.keyboard.press('Control+Shift+S')
      await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('before the audit')
      await page.getByRole('button', { name: 'Save checkpoint' }).click()
      const saved = page.getByRole('status').getByText(/before the audit/)
      await expect(saved.first()).toBeVisible({ timeout: 20_000 })
      const list = page.getByRole('dialog', { name: 'Checkpoints' })
      const open = async () => {
        await page.keyboard.press('Control+Shift+B')
        await list.getByText('before the audit').first().click()
        await expect(list.getByRole('region', { name: 'Checkpoint before the audit' })).toBeVisible()
      }
      await auditDialog(page, 'Checkpoints', open)
      await auditDialog(page, 'Restore', async () => {
        await open()
        // The message of what was saved is still there, and must not lie over the button.
        await expect(saved.first()).toBeVisible()
        await list
          .getByRole('button', { name: /^Restore/ })
          .first()
          .click({ timeout: 4000 })
      })
    })

    test(`the settings stand an audit, ${theme}`, async ({ page }) => {
      for (const tab of ['Appearance', 'Terminal', 'Agent types', 'This app'])
        await auditDialog(page, 'Settings', async () => {
          await button(page, 'Settings')()
          await page.getByRole('tab', { name: tab }).click()
        })
    })
  })
}

test('Tab reaches every control, each with a ring', async ({ page, tmux }) => {
  await manyPanes(tmux, 'four', 4)
  await openSession(page, 'four')
  await expect(page.getByRole('region', { name: /^Terminal / })).toHaveCount(4)
  await page.getByRole('group').first().focus()
  const seen = new Set<string>()
  const bare: string[] = []
  for (let n = 0; n < 60; n += 1) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const element = document.activeElement
      if (!element) return null
      element.setAttribute('data-reached', '')
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
      const ring = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
      return {
        name: element.getAttribute('aria-label') ?? element.textContent ?? '',
        ring,
        body: element === document.body,
      }
    })
    if (!at || at.body) continue
    seen.add(at.name)
    if (!at.ring) bare.push(at.name)
  }
  const missed = await page.getByRole('button').evaluateAll(all =>
    all
      // A tile's state is a button for the mouse; keys have the command *Explain this state*.
      .filter(one => !one.hasAttribute('data-reached') && !one.hasAttribute('disabled') && one.tabIndex >= 0)
      .map(one => one.getAttribute('aria-label') ?? one.textContent),
  )
  expect(missed).toEqual([])
  expect(bare).toEqual([])
  expect(seen.size).toBeGreaterThan(10)
})

test('the focus comes back to where it was when a dialog closes', async ({ page, tmux }) => {
  await tmux('new-session', '-d', '-s', 'one', '-x', '90', '-y', '24', 'cat')
  const region = await openOnlyPane(page, 'one')
  const field = region.getByRole('textbox')
  const dialog = page.getByRole('dialog')
  for (const key of [
    'Control+Shift+N',
    'F6',
    'Control+Shift+,',
    'Control+Shift+K',
    'Control+Shift+/',
    'Control+Shift+A',
  ]) {
    await page.keyboard.press(key)
    await expect(dialog, key).toBeVisible()
    // Tab stays inside.
    for (let n = 0; n < 8; n += 1) await page.keyboard.press('Tab')
    expect(await dialog.evaluate(node => node.contains(document.activeElement)), key).toBe(true)
    await page.keyboard.press('Escape')
    await expect(dialog, key).toBeHidden()
    await expect(field, key).toBeFocused()
  }
  const button = page.getByRole('button', { name: 'New session', exact: true }).first()
  await button.focus()
  await page.keyboard.press('Enter')
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(button).toBeFocused()
  await page.keyboard.press('Control+Shift+ArrowUp')
  await expect(page.getByRole('group', { name: / in one, / })).toBeVisible()
})

test('nothing moves for those who asked for rest', async ({ page, tmux }) => {
  // A title with a spinner: working, whose sign turns.
  const script = "printf '\\033]2;\\342\\240\\213 busy\\007'; exec sleep 600"
  await tmux('new-session', '-d', '-s', 'busy', '-x', '90', '-y', '24', 'sh', '-c', script)
  await tmux('set-option', '-p', '-t', '=busy:', '@quarterdeck_test', '1')
  await openSession(page, 'busy')
  const endless = () =>
    page.evaluate(
      () =>
        document
          .getAnimations()
          .filter(
            one =>
              one.playState === 'running' && one.effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY,
          ).length,
    )
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await expect.poll(endless).toBe(0)
  await page.keyboard.press('Control+Shift+N')
  await expect(page.getByRole('dialog')).toBeVisible()
  const longest = await page.evaluate(() =>
    Math.max(0, ...document.getAnimations().map(one => Number(one.effect?.getComputedTiming().duration ?? 0))),
  )
  expect(longest).toBeLessThan(50)
})
