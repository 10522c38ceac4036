import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, test as base, chromium, expect, type Page } from '@playwright/test'
import { type IPty, spawn } from 'node-pty'
import { browserOptions } from './browser'
import { openElectronShell } from './electron-shell'
import type { OpenShell } from './shell'
import { openWebShell } from './web-shell'

export { expect } from '@playwright/test'

/** Which shell a project drives. */
export interface ShellOption {
  shell: 'web' | 'electron'
}

export interface WorkerFixtures extends ShellOption {
  /** null in the electron project, which needs no browser. */
  ownBrowser: Browser | null
}

/** What every journey gets: an app of its own on a tmux server of its own. */
export interface Fixtures {
  /** Settings of the first start, where they differ from the defaults: `test.use({ settings: { … } })`. */
  settings: Record<string, unknown>
  /** Lines of the tmux configuration that the private server starts with. */
  tmuxConfig: string
  /** Path of that configuration. */
  configFile: string
  /** Name of the private tmux socket, as in `tmux -L`. */
  socket: string
  /** Runs tmux on that socket; gives what it printed, without the last newline. */
  tmux: (...args: string[]) => Promise<string>
  /** Attaches a plain tmux client of this size, as a person in another terminal; gone after the test. */
  attach: (session: string, size: { readonly cols: number; readonly rows: number }) => Promise<void>
  /** The app's data folder; holds `settings` when the app starts. */
  dataFolder: string
  /** An empty project folder. */
  folder: string
  /** The environment in which the app is started. */
  env: Record<string, string>
  /** The running app; most journeys need its `page` alone. */
  app: OpenShell
  page: Page
  /** Closes the window and opens it again; gives the new page. */
  reopen: () => Promise<Page>
}

const run = promisify(execFile)
let count = 0

/** The environment of an app that finds nothing of the person who runs the tests. */
function environmentOf(home: string, socket: string, configFile: string, dataFolder: string): Record<string, string> {
  const keep = [
    'PATH',
    'DISPLAY',
    'CHROMIUM_PATH',
    'ELECTRON_OVERRIDE_DIST_PATH',
    'TMUX_TMPDIR',
    'TMPDIR',
    'NODE_OPTIONS',
  ]
  const kept = keep.flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    USER: process.env.USER ?? 'tester',
    SHELL: '/bin/bash',
    LANG: 'C.UTF-8',
    QUARTERDECK_TMUX_SOCKET: socket,
    QUARTERDECK_TMUX_CONFIG: configFile,
    QUARTERDECK_DATA: dataFolder,
  }
}

/** A person presses no key before there is a window to see; from here on the page hears keys and has its host. */
async function ready(page: Page): Promise<Page> {
  await expect(page.getByRole('button', { name: 'Settings', exact: true })).toBeEnabled({ timeout: 30_000 })
  return page
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  shell: ['web', { option: true, scope: 'worker' }],
  settings: [{}, { option: true }],
  tmuxConfig: ['', { option: true }],

  ownBrowser: [
    async ({ shell }, use) => {
      const browser = shell === 'web' ? await chromium.launch(await browserOptions()) : null
      await use(browser)
      await browser?.close()
    },
    { scope: 'worker' },
  ],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to know what a fixture needs
  socket: async ({}, use) => {
    count += 1
    const socket = `qd-e2e-${process.pid}-${count}`
    await use(socket)
    // No server may be left behind, whatever the test did; none there is fine.
    await run('tmux', ['-L', socket, 'kill-server']).catch(() => {})
  },

  configFile: async ({ folder, tmuxConfig }, use) => {
    const file = join(folder, '..', 'tmux.conf')
    await writeFile(file, tmuxConfig)
    await use(file)
  },

  tmux: async ({ socket, configFile, env }, use) => {
    await use(async (...args) => {
      // The app's own environment: a server started here must not bring the start-up files of who runs the tests.
      const options = { maxBuffer: 1 << 28, env }
      const { stdout } = await run('tmux', ['-u', '-L', socket, '-f', configFile, ...args], options)
      return stdout.replace(/\n$/, '')
    })
  },

  attach: async ({ socket }, use) => {
    const clients: IPty[] = []
    await use(async (session, size) => {
      const env = { ...process.env, TMUX: '', LANG: 'C.UTF-8' }
      const client = spawn('tmux', ['-u', '-L', socket, 'attach-session', '-t', `=${session}`], { ...size, env })
      // A client that nobody reads would block.
      client.onData(() => {})
      clients.push(client)
    })
    for (const client of clients) client.kill()
  },

  // biome-ignore lint/correctness/noEmptyPattern: as above
  folder: async ({}, use) => {
    const home = await mkdtemp(join(tmpdir(), 'qd-e2e-'))
    const folder = join(home, 'project')
    await mkdir(folder)
    await use(folder)
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  },

  dataFolder: async ({ folder, settings }, use) => {
    const dataFolder = join(folder, '..', 'data')
    await mkdir(dataFolder, { mode: 0o700 })
    if (Object.keys(settings).length > 0) {
      await writeFile(join(dataFolder, 'settings.json'), JSON.stringify(settings), { mode: 0o600 })
    }
    await use(dataFolder)
  },

  env: async ({ socket, folder, configFile, dataFolder }, use) => {
    await use(environmentOf(join(folder, '..'), socket, configFile, dataFolder))
  },

  app: async ({ shell, ownBrowser, env, dataFolder }, use, info) => {
    const app = ownBrowser && shell === 'web' ? await openWebShell(ownBrowser, env) : await openElectronShell(env)
    await use(app)
    await app.close()
    if (info.status === info.expectedStatus) return
    await info.attach('host-output', { body: app.output(), contentType: 'text/plain' })
    const log = await readFile(join(dataFolder, 'quarterdeck.log')).catch(() => null)
    if (log) await info.attach('host-log', { body: log, contentType: 'text/plain' })
  },

  page: async ({ app }, use) => {
    await use(await ready(app.page()))
  },

  reopen: async ({ app }, use) => {
    await use(async () => ready(await app.reopen()))
  },
})
