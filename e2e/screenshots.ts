import { execFile } from 'node:child_process'
import { chmod, copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { chromium, expect, type Page } from '@playwright/test'
import { browserOptions } from './browser'
import { createSession, openSession, sessions, terminal, tile } from './steps'
import { openWebShell } from './web-shell'

/*
 * `npm run screenshots`: pictures of the real app on a real tmux, whose panes run programs that paint like agents. The
 * pictures go to docs/screenshots; the README shows them.
 */

const FOLDER = resolve('docs/screenshots')
/** Bytes: pictures travel with every clone. */
const LARGEST = 250_000
const run = promisify(execFile)

const SETTINGS = { theme: 'dark', pinned: ['command:agents.interruptAll', 'session:api'] }

/** Programs of the demonstration, by the names under which the app knows agents. */
const PROGRAMS = {
  claude: 'paint-agent.mjs',
  codex: 'paint-agent.mjs',
  gemini: 'paint-agent.mjs',
  'dev-server': 'paint-log.mjs',
}

interface Stage {
  readonly page: Page
  readonly tmux: (...args: string[]) => Promise<string>
  readonly home: string
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.mouse.move(720, 2)
  await expect(page.getByRole('button', { name: 'Dismiss' })).toHaveCount(0, { timeout: 20_000 })
  // Scrollbars show for a while after a terminal has moved, and tell nobody when they are gone.
  await page.waitForTimeout(1500)
  await page.evaluate(() => {
    const ends = document
      .getAnimations()
      .filter(one => Number.isFinite(Number(one.effect?.getComputedTiming().endTime)))
    return Promise.all(ends.map(one => one.finished.catch(() => {})))
  })
  const path = join(FOLDER, `${name}.png`)
  await page.screenshot({ path })
  const { size } = await stat(path)
  if (size > LARGEST) throw new Error(`${name}.png has ${size} bytes, more than ${LARGEST}`)
  process.stdout.write(`docs/screenshots/${name}.png ${Math.round(size / 1000)} KB\n`)
}

/** Waits until each picture of a screen in view is drawn: a blank one has next to nothing in it. */
async function drawn(page: Page): Promise<void> {
  const seen = page.getByRole('img', { name: /^Screen of / })
  await expect(seen.first()).toBeVisible()
  for (const picture of await seen.all()) {
    await picture.scrollIntoViewIfNeeded()
    await expect.poll(async () => (await picture.screenshot()).length).toBeGreaterThan(1000)
  }
  // What scrolls is around the tiles, headings of sessions included.
  await page.getByRole('group').first().hover()
  await page.mouse.wheel(0, -10_000)
}

async function theme(page: Page, word: 'Dark' | 'Light'): Promise<void> {
  await page.keyboard.press('Control+Shift+,')
  await page.getByRole('radio', { name: word }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
}

async function setUp({ page, tmux, home }: Stage): Promise<void> {
  const folder = async (name: string) => {
    const path = join(home, 'code', name)
    await mkdir(path, { recursive: true })
    return path
  }
  await createSession(page, {
    name: 'api',
    folder: await folder('api'),
    counts: { 'Claude Code': 3, Codex: 2, Shell: 1 },
  })
  await createSession(page, {
    name: 'docs',
    folder: await folder('docs'),
    counts: { 'Claude Code': 1, 'Gemini CLI': 1 },
  })
  await tmux('new-session', '-d', '-s', 'server', '-x', '110', '-y', '32', '-c', await folder('api'), 'bash', '-l')
  const shells = (await tmux('list-panes', '-a', '-F', '#{pane_id} #{pane_current_command}')).split('\n')
  for (const pane of shells.filter(line => line.endsWith(' bash'))) {
    const id = pane.split(' ')[0] ?? ''
    await tmux('send-keys', '-t', id, '-l', 'clear; dev-server')
    await tmux('send-keys', '-t', id, 'Enter')
  }
  await openSession(page, 'api')
  for (const name of ['cc_1', 'cc_2', 'cc_3', 'cod_1', 'cod_2'])
    await expect(page.getByRole('group', { name: new RegExp(`^${name} in api, (working|idle|unknown)`) })).toBeVisible()
  await expect(terminal(page, 'shell_1', 'api')).toContainText('listens on')
}

async function views({ page }: Stage): Promise<void> {
  await shoot(page, 'grid-dark')
  await page.keyboard.press('Control+Shift+Home')
  await drawn(page)
  await shoot(page, 'fleet-dark')
  await openSession(page, 'api')
  await tile(page, 'cc_1', 'api').focus()
  await page.keyboard.press('Enter')
  await expect(terminal(page, 'cc_1', 'api').getByRole('textbox')).toBeFocused()
  await shoot(page, 'pane-dark')
  await page.setViewportSize({ width: 900, height: 600 })
  await page.keyboard.press('Control+Shift+ArrowUp')
  await drawn(page)
  await shoot(page, 'grid-small-dark')
  await page.setViewportSize({ width: 1440, height: 900 })
  await theme(page, 'Light')
  await expect(tile(page, 'cod_2', 'api')).toBeVisible()
  await shoot(page, 'grid-light')
}

async function dialogs({ page }: Stage): Promise<void> {
  const dialog = page.getByRole('dialog')
  const close = async () => {
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  }
  await page.keyboard.press('F6')
  await expect(dialog.getByRole('option').first()).toBeVisible()
  await shoot(page, 'palette-light')
  await close()
  await page.keyboard.press('Control+Shift+,')
  await dialog.getByRole('tab', { name: 'Terminal' }).click()
  await shoot(page, 'settings-light')
  await close()
  await theme(page, 'Dark')
  await page.getByRole('button', { name: 'New session', exact: true }).first().click()
  await dialog.getByLabel('Session name').fill('web')
  await dialog.getByLabel('Project folder').fill('~/code/api')
  await dialog.getByLabel('Claude Code').fill('2')
  await dialog.getByLabel('Session name').click()
  await expect(dialog.getByText(/not installed/).first()).toBeVisible()
  await shoot(page, 'new-session-dark')
  await close()
  await page.getByRole('button', { name: 'Interrupt all' }).click()
  await expect(dialog.getByRole('row', { name: /cod_2/ })).toBeVisible()
  await shoot(page, 'receipts-dark')
  await dialog.getByRole('button', { name: 'Done' }).click()
  await openSession(page, 'docs')
  await page.getByRole('button', { name: 'Kill now' }).click()
  await dialog.getByRole('button', { name: 'Kill now' }).click()
  await expect(dialog).toContainText(/none left/)
  await shoot(page, 'kill-dark')
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(sessions(page).getByRole('listitem', { name: 'docs', exact: true })).toHaveCount(0)
}

async function main(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'demo-'))
  // In a folder of its own, so that no server of the person's can be meant.
  const socket = 'agents'
  const data = join(home, 'data')
  await mkdir(data, { mode: 0o700 })
  await mkdir(FOLDER, { recursive: true })
  await writeFile(join(data, 'settings.json'), JSON.stringify(SETTINGS), { mode: 0o600 })
  await writeFile(join(home, '.bash_profile'), "PATH=~/bin:$PATH\nPS1='\\[\\e[32m\\]\\W\\[\\e[0m\\] $ '\n")
  await mkdir(join(home, 'bin'))
  for (const [name, file] of Object.entries(PROGRAMS)) {
    await copyFile(resolve('e2e/programs', file), join(home, 'bin', name))
    await chmod(join(home, 'bin', name), 0o755)
  }
  const env = {
    PATH: process.env.PATH ?? '',
    TMUX_TMPDIR: home,
    HOME: home,
    USER: 'you',
    SHELL: '/bin/bash',
    LANG: 'C.UTF-8',
    QUARTERDECK_TMUX_SOCKET: socket,
    QUARTERDECK_TMUX_CONFIG: '/dev/null',
    QUARTERDECK_DATA: data,
  }
  const tmux = async (...args: string[]) => {
    const { stdout } = await run('tmux', ['-u', '-L', socket, '-f', '/dev/null', ...args], { env })
    return stdout.replace(/\n$/, '')
  }
  const browser = await chromium.launch(await browserOptions())
  try {
    const app = await openWebShell(browser, env)
    const stage = { page: app.page(), tmux, home }
    await expect(stage.page.getByRole('button', { name: 'Create a session' })).toBeVisible()
    await shoot(stage.page, 'empty-dark')
    await setUp(stage)
    await views(stage)
    await dialogs(stage)
    await app.close()
  } finally {
    await browser.close()
    await tmux('kill-server').catch(() => {})
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
}

await main()
