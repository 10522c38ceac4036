import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test } from './fixtures'
import { runs } from './processes'
import {
  byPalette,
  createSession,
  FAKE_TYPE,
  manyPanes,
  more,
  openSession,
  serverIs,
  sessions,
  sizesOf,
  terminal,
  tile,
  typeInto,
} from './steps'

/* Acts on sessions and panes: what they do, and what they say afterwards. */

const HARD = resolve('e2e/programs/hard-to-kill.sh')

test.use({ settings: { theme: 'dark', agentTypes: [FAKE_TYPE] } })

test('interrupts by button, key and palette: a receipt each, and a second press adds nothing', async ({
  page,
  tmux,
  folder,
}) => {
  await createSession(page, { name: 'api', folder, counts: { 'Fake agent': 3, Shell: 1 } })
  /** How often a pane was stopped at work, and how many keys it got at rest. */
  const keys = async (n: number) => {
    const [id = ''] = (await tmux('list-panes', '-s', '-t', '=api', '-F', '#{pane_id}')).split('\n').slice(n)
    const screen = await tmux('capture-pane', '-p', '-J', '-S', '-', '-t', id)
    return [/Interrupted by Escape/g, /at idle/g].map(words => screen.match(words)?.length ?? 0)
  }
  const work = async (agent: string) => {
    await expect(terminal(page, agent, 'api')).toContainText('fake ready')
    await typeInto(page, agent, 'api', 'work\n')
    await expect(terminal(page, agent, 'api')).toContainText('working.')
  }
  const receipts = page.getByRole('dialog', { name: /^Interrupt/ })
  const row = (agent: string) => receipts.getByRole('row', { name: new RegExp(agent) })
  const done = async () => {
    await receipts.getByRole('button', { name: 'Done' }).click()
    await expect(receipts).toBeHidden()
  }

  // One pane, by the button of its tile: a message that follows it. The impatient second press adds nothing.
  await work('fake_1')
  const button = tile(page, 'fake_1', 'api').getByRole('button', { name: 'Interrupt' })
  const messages = page.getByRole('status', { name: 'Messages' })
  for (let press = 0; press < 2; press += 1) await button.click()
  await expect(messages).toContainText('Interrupt fake_1 in api: being checked')
  // This kind of agent shows nothing that can be read: that it stopped is not claimed.
  await expect(messages).toContainText('Interrupt fake_1 in api: not confirmed')
  await expect(messages.getByText('Interrupt fake_1 in api')).toHaveCount(1)
  await expect.poll(() => keys(0)).toEqual([1, 0])
  expect(await keys(1)).toEqual([0, 0])

  // A session, by the palette: each agent has its line, and a shell at its prompt gets no key.
  await work('fake_2')
  await byPalette(page, 'interrupt session', /Interrupt session/)
  await expect(receipts.getByRole('row')).toHaveCount(5)
  await expect(row('fake_2')).toContainText('Escape sent')
  await expect(row('shell_1')).toContainText('skipped')
  await expect.poll(() => keys(1)).toEqual([1, 0])
  await done()

  // Everything, by its key, also from within a terminal: again and again, and one key arrives.
  await work('fake_3')
  const [, before = 0] = await keys(2)
  await expect(async () => {
    // While the session's own interrupt is still being checked, a press for the same agents is that one.
    await page.keyboard.press('Control+Shift+.')
    await expect.poll(() => keys(2), { timeout: 700 }).toEqual([1, before])
  }).toPass()
  await page.keyboard.press('Control+Shift+.')
  await done()
  await expect.poll(() => keys(2)).toEqual([1, before])

  await page.getByRole('button', { name: 'Interrupt all' }).click()
  await expect(page.getByRole('dialog', { name: 'Interrupt all' })).toContainText('fake_1')
  await done()
  expect(await tmux('list-panes', '-s', '-t', '=api', '-F', '#{pane_dead}')).toBe('0\n0\n0\n0')
})

test('tiles panes and zooms in tmux, as often as it is asked', async ({ page, tmux }) => {
  await tmux('new-session', '-d', '-s', 'shape', '-x', '120', '-y', '40', 'cat')
  for (let n = 0; n < 2; n += 1) await tmux('split-window', '-v', '-l', '3', '-t', '=shape:.0', 'cat')
  await openSession(page, 'shape')
  const heights = async () =>
    (await tmux('list-panes', '-t', '=shape:', '-F', '#{pane_height}')).split('\n').map(Number)
  expect(Math.max(...(await heights())) / Math.min(...(await heights()))).toBeGreaterThan(5)
  await more(page, 'Tile panes')
  await expect.poll(async () => Math.max(...(await heights())) / Math.min(...(await heights()))).toBeLessThan(2.5)
  const tiled = await sizesOf(tmux)
  await more(page, 'Tile panes')
  await expect(page.getByRole('button', { name: 'More actions' })).toBeFocused()
  expect(await sizesOf(tmux)).toBe(tiled)

  const zoom = () => tmux('display-message', '-p', '-t', '=shape:', '#{window_zoomed_flag} #{pane_index}')
  const zoomTile = async (n: number) => {
    await page.getByRole('group', { name: `pane ${n} in shape, ` }).focus()
    await page.keyboard.press('Control+Shift+Z')
  }
  await zoomTile(1)
  await expect.poll(zoom).toBe('1 1')
  await expect(page.getByRole('group', { name: 'pane 1 in shape, ' })).toContainText('zoomed')
  // Another one while one is zoomed: that one, not none.
  await zoomTile(2)
  await expect.poll(zoom).toBe('1 2')
  await expect(page.getByRole('group', { name: 'pane 2 in shape, ' })).toContainText('zoomed')
  await zoomTile(2)
  await expect.poll(zoom).toBe('0 2')
  expect((await sizesOf(tmux)).split(' ').at(2)).toBe(tiled.split(' ').at(2))
})

test('renames; a name that is taken, or that tmux cannot keep, is refused in words', async ({ page, tmux }) => {
  await tmux('new-session', '-d', '-s', 'first', 'cat')
  await tmux('new-session', '-d', '-s', 'taken', 'cat')
  await openSession(page, 'first')
  const dialog = page.getByRole('dialog', { name: 'Rename session' })
  const field = dialog.getByLabel('Session name')
  const names = () => tmux('list-sessions', '-F', '#{session_name}')
  await more(page, 'Rename session')
  await field.fill('taken')
  await expect(dialog).toContainText(/exists|taken/)
  await expect(dialog.getByRole('button', { name: 'Rename session' })).toBeDisabled()
  await field.fill('a.b:c')
  await expect(dialog).toContainText(/dot|colon/)
  await field.press('Enter')
  expect(await names()).toBe('first\ntaken')
  await field.fill('ñew "name" #(id) 🚢')
  await field.press('Enter')
  await expect(dialog).toBeHidden()
  expect(await names()).toContain('ñew "name" #(id) 🚢')
  await expect(page.getByRole('navigation', { name: 'Where you are' })).toContainText('ñew "name" #(id) 🚢')
})

test('the attach command is copied, and attaches', async ({ page, tmux, socket, shell }) => {
  test.skip(shell === 'electron', 'the clipboard of the test is the browser’s')
  await tmux('new-session', '-d', '-s', "it's mine", 'cat')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await openSession(page, "it's mine")
  await more(page, 'Copy attach command')
  await expect(page.getByRole('status', { name: 'Messages' })).toContainText('Attach command copied')
  const command = await page.evaluate(() => navigator.clipboard.readText())
  expect(command).toContain(socket)
  // In a pane of its own, as a person would: that one shows as attached.
  await tmux('new-session', '-d', '-s', 'person', '-x', '100', '-y', '30', 'env', '-u', 'TMUX', 'sh', '-c', command)
  await expect(page.getByText(/^attached: /)).toBeVisible()
  expect(await tmux('list-clients', '-t', "=it's mine", '-F', '#{client_control_mode}')).toContain('0')
})

test('agents are added to a plain session, and what was there stays as it was', async ({ page, tmux }) => {
  await manyPanes(tmux, 'plain', 2)
  const [window = ''] = (await tmux('list-windows', '-t', '=plain', '-F', '#{window_id}')).split('\n')
  const panes = (await tmux('list-panes', '-t', window, '-F', '#{pane_id}')).split('\n')
  const facts = async () => [
    await tmux('list-panes', '-t', window, '-F', '#{pane_id} #{pane_pid} #{pane_width}x#{pane_height} #{pane_title}'),
    await tmux('show-options', '-t', '=plain:'),
    await tmux('show-environment', '-t', '=plain:'),
    await tmux('show-options', '-w', '-t', window),
    await tmux('show-options', '-g'),
    ...(await Promise.all(panes.map(pane => tmux('show-options', '-p', '-t', pane)))),
  ]
  const before = await facts()
  await openSession(page, 'plain')
  await page.getByRole('button', { name: 'Add agents' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add agents' })
  await dialog.getByLabel('Fake agent', { exact: true }).fill('2')
  await dialog.getByRole('button', { name: /^Add/ }).click()
  await expect(dialog).toBeHidden()
  for (const name of ['fake_1', 'fake_2']) await expect(tile(page, name, 'plain')).toBeVisible()
  const added = (await tmux('list-panes', '-s', '-t', '=plain', '-F', '#{pane_id}')).split('\n').slice(2)
  expect(added).toHaveLength(2)
  for (const pane of added) await expect.poll(() => tmux('capture-pane', '-p', '-t', pane)).toContain('fake ready')
  await expect(sessions(page).getByRole('listitem', { name: 'plain', exact: true })).toBeVisible()
  // From 3.7 on the agents' history would be lost with the session's option: it stays (docs/tmux-versions.md).
  const raised = (await serverIs(tmux, 3, 7)) ? /\n?^history-limit \d+$/m : /^$/
  expect((await facts()).map(fact => fact.replace(raised, ''))).toEqual(before.map(fact => fact.replace(raised, '')))
  expect((await facts()).at(4)).toBe(before.at(4))
})

test('a killed pane or session leaves no process, and the report lists each; others live on', async ({
  page,
  tmux,
  folder,
}) => {
  const files = [join(folder, 'pids-1'), join(folder, 'pids-2')]
  const [first = '', second = ''] = files
  const bystander = spawn('sleep', ['1000'], { stdio: 'ignore' })
  try {
    await tmux('new-session', '-d', '-s', 'hard', '-x', '120', '-y', '40', 'sh', HARD, first)
    await tmux('split-window', '-t', '=hard:', 'sh', HARD, second)
    await tmux('new-session', '-d', '-s', 'others', 'cat')
    const other = Number(await tmux('display-message', '-p', '-t', '=others:', '#{pane_pid}'))
    const pidsIn = async (file: string) => (await readFile(file, 'utf8').catch(() => '')).trim().split('\n').map(Number)
    for (const file of files) await expect.poll(async () => (await pidsIn(file)).length).toBe(5)
    await openSession(page, 'hard')
    const dialog = page.getByRole('dialog', { name: 'Kill now' })
    const kill = async (pids: number[]) => {
      await dialog.getByRole('button', { name: 'Kill now' }).click()
      await expect(dialog).toContainText(/none left/)
      for (const pid of pids) {
        await expect(dialog.getByRole('cell', { name: String(pid), exact: true })).toBeVisible()
        expect(await runs(pid), `${pid}`).toBe(false)
      }
      await dialog.getByRole('button', { name: 'Done' }).click()
    }

    // Acts begin when the server is followed.
    await expect(page.getByRole('button', { name: 'Kill now' })).toBeEnabled()
    await page.getByRole('group', { name: 'pane 0 in hard, ' }).focus()
    await page.keyboard.press('Control+Shift+K')
    await expect(dialog).toContainText('pane 0 in hard')
    await kill(await pidsIn(first))
    for (const pid of await pidsIn(second)) expect(await runs(pid), `${pid} of the other pane`).toBe(true)
    await expect(page.getByRole('group', { name: / in hard, / })).toHaveCount(1)

    await page.getByRole('button', { name: 'Kill now' }).click()
    await expect(dialog).toContainText('session hard')
    await kill(await pidsIn(second))
    expect(await tmux('list-sessions', '-F', '#{session_name}')).toBe('others')
    expect(await runs(other)).toBe(true)
    expect(await runs(bystander.pid ?? 0)).toBe(true)
  } finally {
    bystander.kill('SIGKILL')
  }
})
