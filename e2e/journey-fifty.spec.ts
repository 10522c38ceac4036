import { rm, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { hearStates, interruptPanel, send, test } from './agents'
import { expect } from './fixtures'
import { createSession } from './steps'

/* A fleet that starts, works and stops at once. */

const MANY = 50
/** On two cores that others use too. ms. */
const PATIENT = { timeout: 40_000 }

test('fifty agents: a prompt reaches each once, Interrupt all stops each, and no state is told that is not theirs', async ({
  page,
  fakes,
  folder,
  tmux,
  shell,
}) => {
  test.skip(shell !== 'web', 'what the host tells is read from the wire')
  // Fifty programs that start: seconds on a quiet machine, a minute beside all other tests.
  test.setTimeout(180_000)
  const home = resolve(folder, '..')
  await rm(join(home, 'bin', 'claude'))
  await symlink(resolve('e2e/programs/fake-many.sh'), join(home, 'bin', 'claude'))
  const told = await hearStates(page)
  const agents = Array.from({ length: MANY }, (_, n) => `cc_${n + 1}`)
  const now = (state: string) => agents.filter(agent => told.get(agent)?.at(-1)?.name === state).length

  await createSession(page, { name: 'many', folder, counts: { 'Claude Code': MANY } })
  await expect.poll(() => now('idle'), PATIENT).toBe(MANY)
  await expect(page.getByRole('group', { name: / in many, idle$/ })).toHaveCount(MANY, PATIENT)

  await send(page, 'work on your part', MANY)
  const receipts = page.getByRole('form', { name: 'Composer' }).getByRole('region', { name: /: receipts$/ })
  await expect(receipts.getByRole('listitem')).toHaveCount(MANY, PATIENT)
  const others = () => receipts.getByRole('listitem').filter({ hasNotText: 'delivered' }).allInnerTexts()
  await expect.poll(others, PATIENT).toEqual([])
  expect(await fakes.prompts()).toHaveLength(MANY)
  await expect.poll(() => now('working'), PATIENT).toBe(MANY)

  await page.getByRole('button', { name: 'Interrupt all' }).click()
  const panel = interruptPanel(page)
  // Those that a busy machine does not let run within 2 s are said to go on: that is true then, and no key is lost.
  await expect(panel.getByRole('row').filter({ hasText: /stopped|still working/ })).toHaveCount(MANY, PATIENT)
  await panel.getByRole('button', { name: 'Done' }).click()
  await expect.poll(() => now('idle'), PATIENT).toBe(MANY)
  await expect(page.getByRole('group', { name: / in many, idle$/ })).toHaveCount(MANY, PATIENT)

  const wrong = agents.filter(agent => {
    const names = (told.get(agent) ?? []).map(one => one.name)
    return names.slice(names.indexOf('idle')).join(' ') !== 'idle working idle'
  })
  const words = (agent: string) => told.get(agent)?.map(one => `${agent} ${one.name}: ${one.explanation}`)
  expect(wrong.flatMap(words)).toEqual([])
  // Each heard the prompt once, and no key at rest.
  const proof = await fakes.proof()
  expect(proof.map(one => `${one.kind} ${one.text}`)).toEqual(Array(MANY).fill('prompt work on your part'))
  expect(new Set(proof.map(one => one.pane)).size).toBe(MANY)
  expect(await tmux('list-panes', '-s', '-t', '=many', '-F', '#{pane_dead}')).toBe(Array(MANY).fill('0').join('\n'))
})
