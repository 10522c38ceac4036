import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { createSession, openOnlyPane, openSession, placeOf, terminal } from './steps'

/* Settings and pins: changed in the window, kept in the data folder, never lost. */

const FAKE = resolve('e2e/programs/fake-agent.mjs')

async function openSettings(page: Page, tab?: string) {
  await page.keyboard.press('Control+Shift+,')
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  await expect(dialog).toBeVisible()
  if (tab) await dialog.getByRole('tab', { name: tab }).click()
  return dialog
}

/** Lightness of what is behind everything, 0 to 255. */
const lightness = (page: Page) =>
  page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d')
    if (!context) throw new Error('no canvas')
    const behind: string[] = []
    // A dialog hides all else from roles, not from the eye.
    let at: Element | null = document.querySelector('main')
    for (; at; at = at.parentElement) behind.unshift(getComputedStyle(at).backgroundColor)
    for (const colour of behind) {
      context.fillStyle = colour
      context.fillRect(0, 0, 1, 1)
    }
    const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data
    return (r + g + b) / 3
  })

test('theme and sizes change at once, survive closing, and refuse what is out of range', async ({
  page,
  reopen,
  tmux,
  dataFolder,
}) => {
  await tmux('new-session', '-d', '-s', 'text', '-x', '60', '-y', '12', 'sh', '-c', 'echo size-of-this; exec cat')
  const region = await openOnlyPane(page, 'text')
  const wide = (await placeOf(region, 'size-of-this')).width
  let dialog = await openSettings(page)
  await dialog.getByRole('radio', { name: 'Light' }).click()
  await expect.poll(() => lightness(page)).toBeGreaterThan(200)
  await dialog.getByRole('radio', { name: 'Dark' }).click()
  await expect.poll(() => lightness(page)).toBeLessThan(60)
  const height = async () => (await dialog.getByRole('heading', { name: 'Settings' }).boundingBox())?.height ?? 0
  const small = await height()
  await dialog.getByRole('radio', { name: 'Large' }).click()
  await expect.poll(height).toBeGreaterThan(small)

  await dialog.getByRole('tab', { name: 'Terminal' }).click()
  const size = dialog.getByLabel('Terminal text size')
  await size.fill('99')
  await size.press('Enter')
  await expect(dialog).toContainText('Between 6 and 40.')
  await size.fill('9')
  await size.press('Enter')
  await expect(dialog).not.toContainText('Between 6 and 40.')
  await dialog.getByLabel('Terminal font').fill('x; } body { display: none')
  await expect(dialog).toContainText('Only names of fonts')
  await dialog.getByLabel('Terminal font').fill('')
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect.poll(async () => (await placeOf(region, 'size-of-this')).width).toBeLessThan(wide)

  const again = await reopen()
  await expect.poll(() => lightness(again)).toBeLessThan(60)
  dialog = await openSettings(again, 'Terminal')
  await expect(dialog.getByLabel('Terminal text size')).toHaveValue('9')
  await expect(dialog.getByLabel('Terminal font')).toHaveValue('')
  const kept = JSON.parse(await readFile(join(dataFolder, 'settings.json'), 'utf8'))
  expect(kept).toMatchObject({ theme: 'dark', textSize: 'large', terminalFontSize: 9 })
})

test('an agent type of one’s own is added in the settings and started', async ({ page, folder, tmux }) => {
  const dialog = await openSettings(page, 'Agent types')
  await dialog.getByRole('button', { name: 'Add agent type' }).click()
  await dialog.getByRole('button', { name: 'Save agent type' }).click()
  await expect(dialog).toContainText('Enter a name.')
  await expect(dialog).toContainText('Enter a program.')
  await dialog.getByLabel('Name', { exact: true }).fill('My agent')
  await dialog.getByLabel('Short name').fill('cc')
  await expect(dialog).toContainText('belongs to a built-in type')
  await dialog.getByLabel('Short name').fill('mine')
  await dialog.getByLabel('Program').fill(process.execPath)
  await dialog.getByLabel('Arguments').fill(`${FAKE}\nmine with spaces`)
  await dialog.getByLabel('Environment').fill('not a variable')
  await expect(dialog).toContainText('One variable a line, like NAME=value.')
  await dialog.getByLabel('Environment').fill('QD_E2E=a $(b) c')
  await dialog.getByRole('button', { name: 'Save agent type' }).click()
  await expect(dialog.getByRole('button', { name: 'Edit My agent' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()

  await createSession(page, { name: 'own', folder, counts: { 'My agent': 1 } })
  await expect(terminal(page, 'mine_1', 'own')).toContainText('mine with spaces ready')
  const pid = await tmux('display-message', '-p', '-t', '=own:', '#{pane_pid}')
  expect(await environmentBelow(Number(pid))).toContain('QD_E2E=a $(b) c')
})

/** The environment of a process and its children, as `NAME=value` lines. */
async function environmentBelow(pid: number): Promise<string[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  const own = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
  const below = await Promise.all(children.trim().split(' ').filter(Boolean).map(Number).map(environmentBelow))
  return [...own.split('\0'), ...below.flat()]
}

test('the palette finds, pins and picks; pins survive', async ({ page, reopen, tmux }) => {
  await tmux('new-session', '-d', '-s', 'alpha', 'cat')
  await tmux('new-session', '-d', '-s', 'beta', 'cat')
  await openSession(page, 'alpha')
  const palette = (on: Page) => on.getByRole('dialog', { name: 'Command palette' })
  await page.keyboard.press('F6')
  const field = palette(page).getByRole('combobox')
  await expect(field).toBeFocused()
  await page.keyboard.type('zzzz')
  await expect(palette(page)).toContainText('Nothing is called that.')
  await field.fill('kysho')
  await expect(palette(page).getByRole('option').first()).toContainText('Keyboard shortcuts')
  await page.keyboard.press('Control+P')
  await expect(palette(page).getByRole('option').first().getByLabel('pinned')).toBeVisible()
  await field.fill('beta')
  await expect(palette(page).getByRole('option', { name: /beta/ }).first()).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Control+P')
  // F6 again closes it.
  await page.keyboard.press('F6')
  await expect(palette(page)).toBeHidden()

  const again = await reopen()
  await expect(again.getByRole('navigation', { name: 'Fleet' })).toContainText('beta')
  await again.keyboard.press('F6')
  const options = palette(again).getByRole('option')
  await expect(options.nth(0)).toContainText('Keyboard shortcuts')
  await expect(options.nth(1)).toContainText('beta')
  await again.keyboard.press('2')
  await expect(again.getByRole('navigation', { name: 'Where you are' })).toContainText('beta')
  await again.keyboard.press('F6')
  await again.keyboard.press('1')
  await expect(again.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await again.keyboard.press('Escape')
  await again.keyboard.press('F6')
  await expect(options.nth(0)).toHaveAttribute('aria-selected', 'true')
  await again.keyboard.press('Control+P')
  await expect(options.nth(0)).toContainText('beta')
})

const damagedTest = test.extend({
  dataFolder: async ({ dataFolder }, use) => {
    await writeFile(join(dataFolder, 'settings.json'), '{ "theme": "light", "pinned": ["comm', { mode: 0o600 })
    await use(dataFolder)
  },
})

damagedTest('a damaged settings file is set aside, said, and not lost', async ({ page, dataFolder }) => {
  await expect(page.getByRole('status', { name: 'Messages' })).toContainText(/settings/i)
  const files = await readdir(dataFolder)
  const aside = files.find(name => name.includes('.bad'))
  expect(files.join(' ')).toMatch(/settings\.json\S*\.bad|settings\S*\.bad\S*/)
  expect(await readFile(join(dataFolder, aside ?? ''), 'utf8')).toBe('{ "theme": "light", "pinned": ["comm')
  const dialog = await openSettings(page)
  await dialog.getByRole('radio', { name: 'Dark' }).click()
  await expect
    .poll(async () => JSON.parse(await readFile(join(dataFolder, 'settings.json'), 'utf8')).theme)
    .toBe('dark')
})
