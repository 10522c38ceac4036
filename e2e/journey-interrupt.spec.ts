import { inState, oneAtRest, interruptPanel as panel, interruptRow as row, test } from './agents'
import { expect } from './fixtures'
import { createSession, openSession } from './steps'

/* What works is stopped, with proof; what rests gets no key; nothing ends. */

/** How often each of the two keys that could end a program came; escapes that begin a sequence are not the key. */
const keysIn = (hex: string) => {
  const bytes = Buffer.from(hex, 'hex').toString('latin1')
  return [bytes.match(/\x1b(?!\[)/g)?.length ?? 0, bytes.match(/\x03/g)?.length ?? 0]
}

test('three quick presses of Interrupt all: those that work stop, those at rest get no key, nobody ends', async ({
  page,
  fakes,
  folder,
  tmux,
}) => {
  await createSession(page, { name: 'api', folder, counts: { 'Claude Code': 2, Codex: 2, Shell: 1 } })
  const agents = ['cc_1', 'cc_2', 'cod_1', 'cod_2']
  for (const agent of agents) await inState(page, agent, 'api', 'idle')
  const ids = await Promise.all(agents.map(agent => fakes.pane('api', agent)))
  const [cc = '', ccRests = '', cod = '', codRests = ''] = ids
  for (const pane of [cc, cod]) await fakes.type(pane, 'work')
  for (const agent of ['cc_1', 'cod_1']) await inState(page, agent, 'api', 'working')
  const before = await Promise.all(ids.map(async pane => keysIn(await fakes.bytes(pane))))

  for (let press = 0; press < 3; press += 1) await page.keyboard.press('Control+Shift+.')
  await expect(row(page, 'cc_1')).toContainText('stopped')
  await expect(row(page, 'cod_1')).toContainText('stopped')
  for (const agent of ['cc_2', 'cod_2', 'shell_1']) await expect(row(page, agent)).toContainText(/idle/)
  await panel(page).getByRole('button', { name: 'Done' }).click()
  for (const agent of agents) await inState(page, agent, 'api', 'idle')

  // All at rest: again three times, by the button.
  for (let press = 0; press < 3; press += 1) {
    await page.getByRole('button', { name: 'Interrupt all' }).click()
    await expect(row(page, 'cc_2')).toContainText(/idle/)
    await panel(page).getByRole('button', { name: 'Done' }).click()
  }
  const after = await Promise.all(ids.map(async pane => keysIn(await fakes.bytes(pane))))
  const added = after.map((keys, n) => keys.map((one, key) => one - (before[n]?.[key] ?? 0)))
  expect(added).toEqual([
    [1, 0],
    [0, 0],
    [1, 0],
    [0, 0],
  ])
  expect((await fakes.proof()).filter(one => one.kind !== 'prompt')).toEqual([])
  expect(await tmux('list-panes', '-s', '-t', '=api', '-F', '#{pane_dead}')).toBe('0\n0\n0\n0\n0')
  expect([ccRests, codRests]).not.toContain('')
})

test.describe('stubborn', () => {
  test.use({ settings: { overrides: { cc: { env: { FAKE_STUBBORN: 'escape' } } } } })

  test('one that goes on is said to go on, with what may be tried next: freeze and thaw, the other key', async ({
    page,
    fakes,
    folder,
  }) => {
    const pane = await oneAtRest(page, fakes, folder)
    await fakes.type(pane, 'work')
    await inState(page, 'cc_1', 'api', 'working')
    await page.getByRole('button', { name: 'Interrupt all' }).click()
    await expect(row(page, 'cc_1')).toContainText('still working')
    await row(page, 'cc_1')
      .getByRole('button', { name: /Freeze/ })
      .click()
    await row(page, 'cc_1').getByRole('button', { name: /Thaw/ }).click()
    await expect(row(page, 'cc_1')).toContainText('run again')
    await panel(page).getByRole('button', { name: 'Done' }).click()
    await inState(page, 'cc_1', 'api', 'working')

    await page.getByRole('button', { name: 'Interrupt all' }).click()
    await expect(row(page, 'cc_1')).toContainText('still working')
    await row(page, 'cc_1')
      .getByRole('button', { name: /Ctrl\+C/ })
      .click()
    await expect(row(page, 'cc_1')).toContainText('stopped')
    await panel(page).getByRole('button', { name: 'Done' }).click()
    await inState(page, 'cc_1', 'api', 'idle')
    expect(keysIn(await fakes.bytes(pane))).toEqual([2, 1])
    expect((await fakes.proof()).map(one => one.kind)).toEqual(['prompt'])
  })
})

test('a program of unknown kind gets one Ctrl+C, a gate that Escape would end gets nothing', async ({
  page,
  fakes,
  tmux,
}) => {
  const gate = await fakes.byHand('gate', 'claude', { env: { FAKE_GATE: 'trust' } })
  await tmux('new-session', '-d', '-s', 'plain', 'sh', '-c', 'trap "echo got-int" INT; while :; do sleep 0.1; done')
  await inState(page, 'cc_1', 'gate', 'waiting')
  await page.getByRole('button', { name: 'Interrupt all' }).click()
  await expect(row(page, 'cc_1')).toContainText(/skipped|nothing/i)
  await panel(page).getByRole('button', { name: 'Done' }).click()
  expect(await fakes.bytes(gate)).toBe('')
  expect(await fakes.proof()).toEqual([])

  await openSession(page, 'plain')
  const only = page.getByRole('group', { name: / in plain, / })
  await only.hover()
  await only.getByRole('button', { name: 'Interrupt' }).click()
  await expect.poll(() => tmux('capture-pane', '-p', '-t', '=plain:')).toMatch(/got-int/)
  expect((await tmux('capture-pane', '-p', '-t', '=plain:')).match(/got-int/g)).toHaveLength(1)
})

test('Continue these sends one prompt to exactly those that were stopped', async ({ page, fakes, folder }) => {
  await createSession(page, { name: 'api', folder, counts: { 'Claude Code': 2, Codex: 1 } })
  const agents = ['cc_1', 'cc_2', 'cod_1']
  for (const agent of agents) await inState(page, agent, 'api', 'idle')
  const [first = '', rests = '', codex = ''] = await Promise.all(agents.map(agent => fakes.pane('api', agent)))
  for (const pane of [first, codex]) await fakes.type(pane, 'work')
  for (const agent of ['cc_1', 'cod_1']) await inState(page, agent, 'api', 'working')
  await page.getByRole('button', { name: 'Interrupt all' }).click()
  for (const agent of ['cc_1', 'cod_1']) await expect(row(page, agent)).toContainText('stopped')
  await panel(page)
    .getByRole('button', { name: /^Continue these/ })
    .click()
  await panel(page).getByRole('textbox').fill('go on')
  await panel(page)
    .getByRole('button', { name: /^Send to 2/ })
    .click()
  for (const pane of [first, codex]) await expect.poll(() => fakes.prompts(pane)).toEqual(['work', 'go on'])
  expect(await fakes.prompts(rests)).toEqual([])
})
