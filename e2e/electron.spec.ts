import type { ElectronApplication } from '@playwright/test'
import { noWindow } from './electron-shell'
import { expect, test } from './fixtures'
import type { OpenShell } from './shell'

/* What only the Electron shell has. */

test.beforeEach(({ shell }) => {
  test.skip(shell !== 'electron', 'this is about the Electron shell')
})

function electronOf(app: OpenShell): ElectronApplication {
  if (!app.electron) throw new Error('no Electron')
  return app.electron
}

const windowCount = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)

test('a closed window leaves the app in the tray, and a second start shows it again', async ({ app, page }) => {
  const electron = electronOf(app)
  const closed = page.waitForEvent('close')
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await closed
  await noWindow(electron)
  const opened = electron.waitForEvent('window')
  await electron.evaluate(({ app: main }) => void main.emit('second-instance', {}, [], ''))
  const again = await opened
  await expect(again.getByRole('button', { name: 'New session', exact: true }).first()).toBeVisible()
  // A third start makes no second window.
  await electron.evaluate(({ app: main }) => void main.emit('second-instance', {}, [], ''))
  expect(await windowCount(electron)).toBe(1)
})

test.describe('without the tray', () => {
  test.use({ settings: { keepInTray: false } })

  test('a closed window ends the app, and what runs in tmux goes on', async ({ app, page, tmux }) => {
    await tmux('new-session', '-d', '-s', 'kept', 'cat')
    await expect(page.getByText('kept').first()).toBeVisible()
    const ended = electronOf(app).waitForEvent('close')
    await electronOf(app).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    await ended
    expect(await tmux('list-clients')).toBe('')
    expect(await tmux('list-sessions', '-F', '#{session_name}')).toBe('kept')
  })
})

test('the page goes nowhere, opens nothing and has no Electron in it', async ({ app, page }) => {
  const before = page.url()
  const opened = await page.evaluate(() => {
    location.href = 'https://example.com/'
    return window.open('https://example.com/') === null
  })
  expect(opened).toBe(true)
  await expect(page.getByRole('button', { name: 'New session', exact: true }).first()).toBeVisible()
  expect(page.url()).toBe(before)
  expect(await windowCount(electronOf(app))).toBe(1)
  const names = ['require', 'process', 'Buffer', 'ipcRenderer', 'electron', 'module']
  expect(await page.evaluate(all => all.filter(name => name in window), names)).toEqual([])
})

test('the menu names the commands', async ({ app }) => {
  const items = await electronOf(app).evaluate(({ Menu }) =>
    (Menu.getApplicationMenu()?.items ?? []).flatMap(menu =>
      (menu.submenu?.items ?? []).map(item => ({ label: item.label })),
    ),
  )
  for (const label of ['New session', 'Command palette', 'Interrupt all']) {
    expect(items.map(item => item.label)).toContain(label)
  }
})

test('New session from the menu opens the dialog, also when the window was closed', async ({ app, page }) => {
  const electron = electronOf(app)
  const click = () =>
    electron.evaluate(({ Menu }) => {
      const item = Menu.getApplicationMenu()?.getMenuItemById('session.new')
      item?.click()
    })
  await click()
  await expect(page.getByRole('dialog', { name: 'New session' })).toBeVisible()
  const closed = page.waitForEvent('close')
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await closed
  await noWindow(electron)
  const opened = electron.waitForEvent('window')
  await click()
  await expect((await opened).getByRole('dialog', { name: 'New session' })).toBeVisible()
})

test('the window comes back to its place', async ({ app, page, reopen }) => {
  await expect(page).toHaveTitle(/Quarterdeck/)
  const electron = electronOf(app)
  const bounds = () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1000, 700))
  await expect.poll(bounds).toMatchObject({ width: 1000, height: 700 })
  await reopen()
  expect(await bounds()).toMatchObject({ width: 1000, height: 700 })
})
