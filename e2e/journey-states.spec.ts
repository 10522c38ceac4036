import { inState, oneAtRest, test, watchStates } from './agents'
import { expect } from './fixtures'
import { createSession, openSession, tile } from './steps'

/* What the window says of agents, and that none of it is wrong, not even for a moment. */

const explain = 'Explain this state'

/** Without the work right before and after a question, which may be too short to be drawn. */
const calm = (states: readonly string[]) =>
  states.filter((state, n) => state !== 'working' || ![states[n - 1], states[n + 1]].includes('waiting'))

test('Claude Code with its hooks: starts, works, asks, quotes; a state explains itself', async ({
  page,
  fakes,
  folder,
  tmux,
}) => {
  const seen = await watchStates(page)
  const pane = await oneAtRest(page, fakes, folder)

  await fakes.type(pane, 'work on the parser')
  await inState(page, 'cc_1', 'api', 'working')
  await expect(tile(page, 'cc_1', 'api')).toContainText('work on the parser')
  await tile(page, 'cc_1', 'api')
    .getByRole('button', { name: `${explain}: working` })
    .click()
  const why = page.getByRole('dialog', { name: explain })
  await expect(why).toContainText(/cc_1 in api: working/)
  await expect(why.getByRole('table', { name: 'Evidence' }).getByRole('row', { name: /hook/i })).not.toHaveCount(0)
  await why.getByRole('button', { name: 'Done' }).click()
  // No hook tells of an interrupt.
  await tmux('send-keys', '-t', pane, 'Escape')
  await inState(page, 'cc_1', 'api', 'idle')

  await fakes.type(pane, 'ask')
  await inState(page, 'cc_1', 'api', 'waiting')
  await expect(tile(page, 'cc_1', 'api')).toContainText('Do you want to proceed?')
  await tmux('send-keys', '-t', pane, '1')
  await inState(page, 'cc_1', 'api', 'idle')

  // What an agent says is no question and no spinner, however it looks.
  await fakes.type(pane, 'quote 1500')
  await inState(page, 'cc_1', 'api', 'working')
  await inState(page, 'cc_1', 'api', 'idle')
  const states = calm(await seen('cc_1 in api'))
  // Its launch may be over before the window shows it.
  expect(['unknown', 'starting', 'idle']).toContain(states[0])
  expect(states.slice(states.indexOf('idle'))).toEqual([
    ...['idle', 'working', 'idle'],
    ...['waiting', 'idle'],
    ...['working', 'idle'],
  ])
})

test('held with the time of the next try, an error, an end: and nothing else in between', async ({
  page,
  fakes,
  folder,
}) => {
  await createSession(page, { name: 'api', folder, counts: { 'Claude Code': 1, Codex: 1 } })
  const seen = await watchStates(page)
  for (const agent of ['cc_1', 'cod_1']) await inState(page, agent, 'api', 'idle')
  const [cc, cod] = [await fakes.pane('api', 'cc_1'), await fakes.pane('api', 'cod_1')]
  await fakes.type(cc, 'ratelimit 5')
  await inState(page, 'cc_1', 'api', 'held')
  await expect(tile(page, 'cc_1', 'api')).toContainText(/next try/)
  await inState(page, 'cc_1', 'api', 'idle')
  await fakes.type(cc, 'error')
  await inState(page, 'cc_1', 'api', 'error')
  await fakes.type(cc, 'fine again')
  await inState(page, 'cc_1', 'api', 'idle')
  await fakes.type(cod, 'error')
  await inState(page, 'cod_1', 'api', 'error')
  await fakes.type(cc, 'exit 3')
  await inState(page, 'cc_1', 'api', 'exited')
  await expect(tile(page, 'cc_1', 'api')).toContainText('exited with status 3')
  await inState(page, 'cod_1', 'api', 'error')
  expect(await seen('cc_1 in api')).not.toContain('waiting')
})

test('started by hand, without hooks: title and screen tell; an agent that left a shell behind is none', async ({
  page,
  fakes,
  tmux,
}) => {
  const pane = await fakes.byHand('mine', 'claude', { shell: true })
  await openSession(page, 'mine')
  const seen = await watchStates(page)
  await inState(page, 'cc_1', 'mine', 'idle')
  await fakes.type(pane, 'work')
  await inState(page, 'cc_1', 'mine', 'working')
  // An interrupt tells nothing by a hook, and there is none here anyway.
  await tmux('send-keys', '-t', pane, 'Escape')
  await inState(page, 'cc_1', 'mine', 'idle')
  await fakes.type(pane, 'quote 1200')
  await inState(page, 'cc_1', 'mine', 'working')
  await inState(page, 'cc_1', 'mine', 'idle')
  await fakes.type(pane, 'ask')
  await inState(page, 'cc_1', 'mine', 'waiting')
  await tmux('send-keys', '-t', pane, '3')
  await inState(page, 'cc_1', 'mine', 'idle')
  const states = calm(await seen('cc_1 in mine'))
  expect(states.slice(states.indexOf('idle'))).toEqual([
    ...['idle', 'working', 'idle'],
    ...['working', 'idle'],
    ...['waiting', 'idle'],
  ])
  await fakes.type(pane, 'exit')
  await expect(page.getByRole('group', { name: /^pane 0 in mine, idle$/ })).toBeVisible()
  await expect(tile(page, 'cc_1', 'mine')).toHaveCount(0)
})

test('gates wait for a person, a draft is no work, a noisy neighbour in the same window is none', async ({
  page,
  fakes,
  tmux,
}) => {
  await fakes.byHand('login', 'claude', { env: { FAKE_GATE: 'login' } })
  const draft = await fakes.byHand('draft', 'claude', { env: { FAKE_DRAFT: 'half a thought' } })
  await tmux('split-window', '-d', '-t', draft, 'sh', '-c', 'while :; do echo noise; sleep 0.05; done')
  await inState(page, 'cc_1', 'login', 'waiting')
  await inState(page, 'cc_1', 'draft', 'idle')
  const seen = await watchStates(page)
  await fakes.type(await fakes.byHand('other', 'codex'), 'hello')
  await inState(page, 'cod_1', 'other', 'idle')
  // Two rounds of looking at screens and more.
  await page.waitForTimeout(2500)
  expect(await seen('cc_1 in draft')).toEqual(['idle'])
  expect(await seen('cc_1 in login')).toEqual(['waiting'])
})

test('eight agents that work and stop at once: no state that is not theirs', async ({ page, fakes, folder }) => {
  await createSession(page, { name: 'api', folder, counts: { 'Claude Code': 5, Codex: 3 } })
  const agents = ['cc_1', 'cc_2', 'cc_3', 'cc_4', 'cc_5', 'cod_1', 'cod_2', 'cod_3']
  for (const agent of agents) await inState(page, agent, 'api', 'idle')
  const seen = await watchStates(page)
  await Promise.all(agents.map(async agent => fakes.type(await fakes.pane('api', agent), 'work 2500')))
  for (const agent of agents)
    await expect.poll(() => seen(`${agent} in api`), agent).toEqual(['idle', 'working', 'idle'])
})
