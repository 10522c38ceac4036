import { _electron, type ElectronApplication, expect, type Page } from '@playwright/test'
import type { OpenShell } from './shell'

/** The page's end is told a moment before the app has let its window go; asked in between, it would show that one. */
export async function noWindow(app: ElectronApplication): Promise<void> {
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(0)
}

/** The Electron shell, unpackaged: a packaged one has its inspect fuse off, and Playwright could not start it. */
export async function openElectronShell(env: Record<string, string>): Promise<OpenShell> {
  const app = await _electron.launch({ args: ['.'], env })
  let output = ''
  const child = app.process()
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', chunk => {
      output += chunk
    })
  }
  // A window is there before its page is.
  const loaded = async (fresh: Page) => {
    await fresh.waitForURL(/[?]wire=port/)
    return fresh
  }
  let page: Page = await loaded(await app.firstWindow())
  return {
    kind: 'electron',
    electron: app,
    page: () => page,
    async reopen() {
      const closed = page.waitForEvent('close')
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
      await closed
      await noWindow(app)
      const opened = app.waitForEvent('window')
      // What a click on the dock's icon emits on macOS; the app shows its window then on every system.
      await app.evaluate(({ app: main }) => void main.emit('activate'))
      page = await loaded(await opened)
      return page
    },
    output: () => output,
    close: () => app.close(),
  }
}
