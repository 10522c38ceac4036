import { execFile } from 'node:child_process'
import { chmod, copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { chromium, expect, type Locator, type Page } from '@playwright/test'
import { browserOptions } from './browser'
import { installFakes } from './install-fakes'
import { createSession, openSession, sessions, terminal, tile } from './steps'
import { openWebShell } from './web-shell'

/*
 * `npm run screenshots`: pictures of the real app on a real tmux, in which the scripted agents of the journeys work. The
 * pictures go to docs/screenshots, each in the dark and the light theme; the README shows some of them.
 */

const FOLDER = resolve('docs/screenshots')
/** What the window showed when a step could not be done. */
const FAILED = resolve('.cache/screenshots-failed.png')
/** Bytes: pictures travel with every clone. */
const LARGEST = 250_000
const run = promisify(execFile)

const SETTINGS = { theme: 'system', pinned: ['command:agents.interruptAll', 'session:api'] }

/** What each agent is asked at first; e2e/programs/fake/scenes.mjs has what it does then. */
const TASKS = [
  ['api', 'cc_1', 'Retry failed uploads with backoff, and prove it by a test', 'working'],
  ['api', 'cc_2', 'Write the notes of the release and tag it', 'waiting'],
  ['api', 'cc_3', 'Replace any in the config loader by a schema', 'idle'],
  ['api', 'cod_1', 'Is the new migration safe on 40 million rows?', 'idle'],
  ['api', 'cod_2', 'Find what makes the list of uploads slow', 'working'],
  ['docs', 'cc_1', 'Describe the upload queue for people who are new', 'idle'],
  ['docs', 'cod_1', 'Check every link of the handbook', 'working'],
] as const

interface Stage {
  readonly page: Page
  readonly tmux: (...args: string[]) => Promise<string>
  readonly home: string
}

const dialog = (page: Page): Locator => page.getByRole('dialog')
const button = (place: Page | Locator, name: string): Locator => place.getByRole('button', { name, exact: true })
const composer = (page: Page): Locator => page.getByRole('form', { name: 'Composer' })

async function close(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeHidden()
}

const inState = (page: Page, session: string, agent: string, state: string) =>
  expect(page.getByRole('group', { name: `${agent} in ${session}, ${state}`, exact: true })).toBeVisible()

/** Waits until nothing moves that comes to an end by itself. */
async function atRest(page: Page): Promise<void> {
  // Scrollbars show for a while after a terminal has moved, and tell nobody when they are gone.
  await page.waitForTimeout(1200)
  await page.evaluate(() => {
    const ends = document
      .getAnimations()
      .filter(one => Number.isFinite(Number(one.effect?.getComputedTiming().endTime)))
    return Promise.all(ends.map(one => one.finished.catch(() => {})))
  })
}

/** Puts messages away; those that come late have their time. */
async function quiet(page: Page): Promise<void> {
  await expect(async () => {
    for (const message of await button(page, 'Dismiss').all()) await message.click({ timeout: 500 })
    await expect(button(page, 'Dismiss')).toHaveCount(0, { timeout: 100 })
  }).toPass({ timeout: 20_000 })
}

/** The picture in both themes; messages are put away. */
async function shoot(page: Page, name: string): Promise<void> {
  await page.mouse.move(720, 2)
  await quiet(page)
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await atRest(page)
    const path = join(FOLDER, `${name}-${theme}.png`)
    await page.screenshot({ path })
    const { size } = await stat(path)
    if (size > LARGEST) throw new Error(`${name}-${theme}.png has ${size} bytes, more than ${LARGEST}`)
    process.stdout.write(`docs/screenshots/${name}-${theme}.png ${Math.round(size / 1000)} KB\n`)
  }
}

/** Waits until each picture of a screen in view is drawn: a blank one has next to nothing in it. */
async function drawn(page: Page): Promise<void> {
  const seen = page.getByRole('img', { name: /^Screen of / })
  await expect(seen.first()).toBeVisible()
  for (const picture of await seen.all()) {
    await picture.scrollIntoViewIfNeeded()
    await expect.poll(async () => (await picture.screenshot()).length).toBeGreaterThan(700)
  }
  // What scrolls is around the tiles, headings of sessions included.
  await page.getByRole('group').first().hover()
  await page.mouse.wheel(0, -10_000)
}

/** Gives a prompt as a person at the terminal does, not through the app. */
async function type({ tmux }: Stage, session: string, agent: string, text: string): Promise<void> {
  const panes = await tmux('list-panes', '-s', '-t', `=${session}`, '-F', '#{pane_id} #{@quarterdeck_name}')
  const id =
    panes
      .split('\n')
      .find(line => line.endsWith(` ${agent}`))
      ?.split(' ')[0] ?? ''
  await tmux('set-buffer', '-b', `task-${agent}`, '--', text)
  await tmux('paste-buffer', '-p', '-r', '-d', '-b', `task-${agent}`, '-t', id)
  // Sooner, a program takes Enter for a part of the paste.
  await new Promise(done => setTimeout(done, 200))
  await tmux('send-keys', '-t', id, 'Enter')
}

/** A project with a history and changes that nobody has committed: what checkpoints save of it. */
async function makeProject(path: string): Promise<void> {
  const who = ['-c', 'user.name=You', '-c', 'user.email=you@example.org']
  const git = (...args: string[]) => run('git', ['-C', path, ...who, ...args])
  await mkdir(join(path, 'src', 'upload'), { recursive: true })
  await run('git', ['init', '-q', '-b', 'main', path])
  const queue = join(path, 'src', 'upload', 'queue.ts')
  await writeFile(queue, 'export async function drain(parts) {\n  for (const part of parts) await send(part)\n}\n')
  await writeFile(join(path, 'README.md'), '# api\n')
  await git('add', '-A')
  await git('commit', '-q', '-m', 'Uploads in parts')
  await writeFile(
    queue,
    'export async function drain(parts) {\n  await withBackoff(() => send(parts), { tries: 5 })\n}\n',
  )
  await writeFile(
    join(path, 'src', 'upload', 'backoff.ts'),
    'export const withBackoff = (act, { tries }) => act(tries)\n',
  )
}

async function setUp(stage: Stage): Promise<void> {
  const { page, tmux, home } = stage
  const api = join(home, 'code', 'api')
  const docs = join(home, 'code', 'docs')
  await makeProject(api)
  await mkdir(docs)
  await createSession(page, { name: 'api', folder: api, counts: { 'Claude Code': 3, Codex: 2, Shell: 1 } })
  await createSession(page, { name: 'docs', folder: docs, counts: { 'Claude Code': 1, Codex: 1 } })
  await tmux('new-session', '-d', '-s', 'server', '-x', '110', '-y', '32', '-c', api, 'bash', '-l')
  const shells = (await tmux('list-panes', '-a', '-F', '#{pane_id} #{pane_current_command}')).split('\n')
  for (const pane of shells.filter(line => line.endsWith(' bash'))) {
    const id = pane.split(' ')[0] ?? ''
    await tmux('send-keys', '-t', id, '-l', 'clear; dev-server')
    await tmux('send-keys', '-t', id, 'Enter')
  }
  await page.keyboard.press('Control+Shift+Home')
  for (const [session, agent, text] of TASKS) {
    await inState(page, session, agent, 'idle')
    await type(stage, session, agent, text)
  }
  for (const [session, agent, , state] of TASKS) await inState(page, session, agent, state)
  await openSession(page, 'api')
  for (const [agent, words] of [
    ['shell_1', 'listens on'],
    ['cod_1', 'CONCURRENTLY'],
  ] as const)
    await expect(terminal(page, agent, 'api')).toContainText(words)
}

async function views({ page }: Stage): Promise<void> {
  await shoot(page, 'session')
  await page.keyboard.press('Control+Shift+Home')
  await drawn(page)
  await shoot(page, 'fleet')
  await openSession(page, 'api')
  await tile(page, 'cc_1', 'api').focus()
  await page.keyboard.press('Enter')
  await expect(terminal(page, 'cc_1', 'api').getByRole('textbox')).toBeFocused()
  await shoot(page, 'pane')
  await page.setViewportSize({ width: 900, height: 600 })
  await page.keyboard.press('Control+Shift+ArrowUp')
  await expect(tile(page, 'cod_1', 'api')).toBeVisible()
  await shoot(page, 'session-small')
  await page.setViewportSize({ width: 1440, height: 900 })
  await expect(tile(page, 'cod_2', 'api')).toBeVisible()
}

/** What the app says of agents: the question of one that waits, why a state is what it is. */
async function states({ page }: Stage): Promise<void> {
  await tile(page, 'cc_1', 'api').getByRole('button', { name: 'Explain this state: working' }).click()
  await expect(dialog(page).getByRole('table', { name: 'Evidence' })).toBeVisible()
  await shoot(page, 'explain')
  await close(page)
  await page.keyboard.press('Control+Shift+J')
  await expect(page.getByRole('region', { name: 'Question of cc_2 in api' })).toContainText('git tag')
  await shoot(page, 'question')
  await page.keyboard.press('Escape')
}

async function prompts({ page }: Stage): Promise<void> {
  await openSession(page, 'api')
  await composer(page).getByRole('radio', { name: 'hold until idle' }).click()
  const prompt = composer(page).getByRole('textbox', { name: 'Prompt' })
  await prompt.fill('Run the whole test suite and mend what fails')
  await composer(page)
    .getByRole('button', { name: /^Send to/ })
    .click()
  const receipts = composer(page).getByRole('region', { name: /: receipts$/ })
  await expect(receipts.getByRole('listitem').filter({ hasText: 'cc_3' })).toContainText('delivered')
  await expect(receipts.getByRole('listitem').filter({ hasText: 'cod_1' })).toContainText('delivered')
  await prompt.fill('When you are done, say in one line what changed')
  await shoot(page, 'send')
  await prompt.fill('')
  await page.keyboard.press('Control+Shift+Y')
  await dialog(page)
    .getByRole('button', { name: /Run the whole test suite/ })
    .click()
  await expect(dialog(page).getByRole('list', { name: 'Receipts' })).toContainText('cod_1')
  await shoot(page, 'history')
  await close(page)
}

async function newSession({ page }: Stage): Promise<void> {
  await page.getByRole('button', { name: 'New session', exact: true }).first().click()
  await dialog(page).getByLabel('Session name').fill('web')
  await dialog(page).getByLabel('Project folder').fill('~/code/docs')
  await dialog(page).getByLabel('Claude Code', { exact: true }).fill('2')
  await dialog(page).getByLabel('Codex', { exact: true }).fill('1')
  await dialog(page)
    .getByRole('textbox', { name: 'First prompt' })
    .fill('Read the README. Then say what you would change first, and wait.')
  await dialog(page).getByLabel('Session name').click()
  await expect(
    dialog(page)
      .getByText(/not installed/)
      .first(),
  ).toBeVisible()
  await shoot(page, 'new-session')
  await close(page)
}

async function checkpoints({ page }: Stage): Promise<void> {
  await openSession(page, 'api')
  for (const [name, message] of [
    ['before refactor', 'The queue still sends one part after the other.'],
    ['all green', 'Backoff works, 14 tests pass.'],
  ] as const) {
    await page.keyboard.press('Control+Shift+S')
    await dialog(page).getByLabel('Name', { exact: true }).fill(name)
    await dialog(page).getByLabel('Message').fill(message)
    if (name === 'all green') await shoot(page, 'checkpoint')
    await button(dialog(page), 'Save checkpoint').click()
    await expect(dialog(page)).toBeHidden({ timeout: 30_000 })
    await expect(button(page, 'Dismiss').first()).toBeVisible()
    await quiet(page)
  }
  await page.keyboard.press('Control+Shift+B')
  await expect(dialog(page).getByRole('tab', { name: '2 changed files' })).toBeVisible()
  await shoot(page, 'checkpoints')
  await close(page)
}

async function others({ page }: Stage): Promise<void> {
  await page.keyboard.press('F6')
  await expect(dialog(page).getByRole('option').first()).toBeVisible()
  await shoot(page, 'palette')
  await close(page)
  await page.keyboard.press('Control+Shift+,')
  await dialog(page).getByRole('tab', { name: 'Terminal' }).click()
  await shoot(page, 'settings')
  await close(page)
}

/** Late, because they stop and end what the other pictures show. */
async function ends({ page }: Stage): Promise<void> {
  await button(page, 'Cancel 3 pending').click()
  await expect(button(page, 'Cancel 3 pending')).toBeHidden()
  await button(page, 'Interrupt all').click()
  await expect(dialog(page).getByRole('row', { name: /^cod_2/ })).toContainText('stopped')
  await shoot(page, 'interrupt')
  await button(dialog(page), 'Done').click()
  await openSession(page, 'api')
  await button(page, 'Finish session').click()
  await expect(dialog(page)).toContainText(/Asks \d agents/)
  await shoot(page, 'finish')
  await close(page)
  await openSession(page, 'api')
  await button(page, 'Kill now').click()
  await button(dialog(page), 'Kill now').click()
  await expect(dialog(page)).toContainText(/none left/, { timeout: 30_000 })
  await shoot(page, 'kill')
  await button(dialog(page), 'Done').click()
  await expect(sessions(page).getByRole('listitem', { name: 'api', exact: true })).toHaveCount(0)
}

/** What a restore would bring back of the session that was ended. */
async function restore({ page }: Stage): Promise<void> {
  await page.keyboard.press('Control+Shift+B')
  await dialog(page)
    .getByRole('option', { name: /all green/ })
    .click()
  await button(dialog(page), 'Restore…').click()
  const plan = page.getByRole('dialog', { name: 'Restore' })
  await expect(plan.getByRole('button', { name: /^Restore \d+ part/ })).toBeEnabled()
  await shoot(page, 'restore')
  await button(plan, 'Cancel').click()
}

async function makeHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'demo-'))
  await mkdir(join(home, 'data'), { mode: 0o700 })
  await writeFile(join(home, 'data', 'settings.json'), JSON.stringify(SETTINGS), { mode: 0o600 })
  await installFakes(home)
  await writeFile(join(home, '.bash_profile'), "PATH=~/bin:$PATH\nPS1='\\[\\e[32m\\]\\W\\[\\e[0m\\] $ '\n")
  await copyFile(resolve('e2e/programs/paint-log.mjs'), join(home, 'bin', 'dev-server'))
  await chmod(join(home, 'bin', 'dev-server'), 0o755)
  return home
}

async function main(): Promise<void> {
  const home = await makeHome()
  // In a folder of its own, so that no server of the person's can be meant.
  const socket = 'agents'
  await mkdir(FOLDER, { recursive: true })
  const env = {
    PATH: process.env.PATH ?? '',
    TMUX_TMPDIR: home,
    HOME: home,
    USER: 'you',
    SHELL: '/bin/bash',
    LANG: 'C.UTF-8',
    QUARTERDECK_TMUX_SOCKET: socket,
    QUARTERDECK_TMUX_CONFIG: '/dev/null',
    QUARTERDECK_DATA: join(home, 'data'),
  }
  const tmux = async (...args: string[]) => {
    const { stdout } = await run('tmux', ['-u', '-L', socket, '-f', '/dev/null', ...args], { env })
    return stdout.replace(/\n$/, '')
  }
  const browser = await chromium.launch(await browserOptions())
  const app = await openWebShell(browser, env)
  const stage = { page: app.page(), tmux, home }
  try {
    await expect(button(stage.page, 'Create a session')).toBeVisible()
    await shoot(stage.page, 'empty')
    await setUp(stage)
    for (const act of [views, states, prompts, newSession, checkpoints, others, ends, restore]) await act(stage)
  } catch (error) {
    await stage.page.screenshot({ path: FAILED })
    process.stderr.write(`Stopped at ${FAILED}\n`)
    throw error
  } finally {
    await app.close()
    await browser.close()
    await tmux('kill-server').catch(() => {})
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
}

await main()
