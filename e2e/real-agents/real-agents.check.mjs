import { randomUUID } from 'node:crypto'
import { access, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestHost } from '../../main/host/test-host'
import { until } from '../../main/tmux/test-server'
import { startModelServer } from './model-server.mjs'
import { createGeminiSandbox, createOpenCodeSandbox } from './other-sandboxes.mjs'
import { createSandbox, endDaemons } from './sandbox.mjs'

/*
 * The whole host over the real programs: what a person does, in the order in which one would.
 */

const BIN = process.env.QUARTERDECK_REAL_BIN ?? ''
/** Programs start in 5 to 15 s on a loaded machine. */
const SOON = 60_000
/** OpenCode's screen stays empty at its start and after its first prompt, up to a minute on a loaded machine. */
const FIRST_START = 150_000

const NUMBERS = ['1', '2', '3']
/** `ratelimit`: what a refused turn is read as. `keys`: of a permission's choices; the first one gives it. */
const AGENTS = [
  { type: 'cc', program: 'claude', ratelimit: 'held', keys: NUMBERS, sandbox: createSandbox },
  { type: 'cod', program: 'codex', ratelimit: 'error', keys: NUMBERS, sandbox: createSandbox },
  // Its screen tells of no retry.
  { type: 'gmi', program: 'gemini', ratelimit: 'working', keys: NUMBERS, sandbox: createGeminiSandbox },
  {
    ...{ type: 'oc', program: 'opencode', ratelimit: 'held' },
    ...{ keys: ['once', 'always', 'reject'], sandbox: createOpenCodeSandbox },
  },
]

const there = await Promise.all(
  AGENTS.map(({ program }) =>
    access(join(BIN, program)).then(
      () => true,
      () => console.log(`${program} is not in ${BIN}: left out`),
    ),
  ),
)

describe.each(AGENTS.filter((_, index) => there[index]))('$program', ({ type, program, ratelimit, keys, sandbox }) => {
  let models, host, page, box, paneId, sessionId
  let sentAt = 0
  const acts = new Map()
  const finishes = new Map()
  /** What it was said to do, one line a change: shown with a failure. */
  const story = []

  const state = () => page.fleet().panes.find(pane => pane.id === paneId)?.state
  const stateIs = name =>
    until(() => state()?.name === name && state(), `${name}, not ${JSON.stringify(state())}`, SOON)
  /** The turn is over: idle for a second, as a state of before the turn may be told for some ms after its prompt. */
  const rests = (limit = SOON) =>
    until(() => state()?.name === 'idle' && Date.now() - Math.max(state().since, sentAt) > 1000, 'rest', limit)
  const closed = (id, limit = SOON) =>
    until(() => acts.get(id)?.open === false && acts.get(id), `the end of act ${id}`, limit)

  async function send(text) {
    const id = randomUUID()
    const to = { target: { kind: 'pane', paneId } }
    await page.client.call('prompt.send', { id, text, to, whenBusy: 'skip', clearDraft: true })
    const { result, detail } = (await closed(id)).receipts[0]
    sentAt = Date.now()
    return `${result}: ${detail}`
  }

  async function interrupt() {
    const act = await page.client.call('agents.interrupt', { target: { kind: 'pane', paneId }, otherKey: false })
    const { result, detail } = (await closed(act.id)).receipts[0]
    return `${result}: ${detail}`
  }

  beforeAll(async () => {
    models = await startModelServer()
    host = await createTestHost()
    box = await sandbox(join(host.base, 'box'), models.port)
    page = host.page()
    page.client.subscribe('act', {}, one => {
      for (const act of 'open' in one ? one.open : [one.act]) acts.set(act.id, act)
    })
    page.client.subscribe('fleet', {}, one => {
      const now = ('full' in one ? one.full : one.patch).panes?.find(pane => pane.id === paneId)?.state
      if (now) story.push(`${Date.now() - sentAt} ms: ${now.name} by ${now.source}: ${now.explanation}`)
    })
    page.client.subscribe('finish', {}, one => {
      for (const finish of 'open' in one ? one.open : [one.finish]) finishes.set(finish.id, finish)
    })
    const overrides = { [type]: { command: join(BIN, program), env: box.env } }
    await page.client.call('settings.set', { patch: { overrides } })
  })

  afterAll(async () => {
    await host?.end()
    if (box) await endDaemons(box)
    await models?.close()
  })

  test('starts with a first prompt, which arrives once', async () => {
    const agents = [{ type, count: 1 }]
    const prompt = 'say something, first'
    const parts = { name: program, folder: box.project, createFolder: false, agents, prompt }
    const made = await page.client.call('session.create', parts)
    paneId = made.panes[0]
    sessionId = made.sessionId
    const act = await closed(made.act.id, FIRST_START)
    sentAt = Date.now()
    // While its screen is empty nothing proves that the prompt was taken.
    const results = type === 'oc' ? ['done', 'unconfirmed'] : ['done']
    expect(results).toContain(act.receipts[0].result)
    await rests(FIRST_START)
    const told = `${JSON.stringify(models.prompts).slice(0, 2000)}\n${story.join('\n')}`
    expect(new Set(models.prompts.filter(one => one.startsWith(prompt))).size, told).toBe(1)
  })

  test('a long prompt with hostile parts arrives byte for byte', async () => {
    const text = `say it /help @file !ls #note ; "quoted" 'too' \\\\ é 漢 🙂\n\ttab\n- list\n${'words '.repeat(2000)}end;`
    expect(await send(text)).toMatch(/^done/)
    // Claude Code's composer makes four blanks of a tab (2.1.197).
    const arrived = type === 'cc' ? text.replaceAll('\t', '    ') : text
    const near = () => JSON.stringify(models.prompts.at(-1)?.slice(0, 200))
    await until(() => models.prompts.some(one => one.trim() === arrived), `the same bytes, not ${near()}`, SOON)
    // Gemini CLI takes a second for so long a prompt, in which it looks as at rest.
    sentAt = Date.now()
    await rests()
  })

  test('a slow turn works until it is interrupted by one key', async () => {
    expect(await send('be slow please'), story.slice(-12).join('\n')).toMatch(/^done/)
    await stateIs('working')
    expect(await interrupt()).toMatch(/^done/)
    await rests()
  })

  test('interrupting at rest sends nothing', async () => {
    // An impatient second press within some seconds of the first is answered with the first one's act.
    await until(() => Date.now() - state().since > 6000, 'a while at rest', SOON)
    expect(await interrupt(), story.slice(-8).join('\n')).toMatch(/^skipped/)
    expect(state().name).toBe('idle')
  })

  test('a permission is waited for, told, and given by its first choice', async () => {
    expect(await send('use the tool'), story.slice(-8).join('\n')).toMatch(/^done/)
    const { question } = await until(() => state()?.question?.choices.length && state(), 'a question', SOON)
    expect(state().name).toBe('waiting')
    // A newer Claude Code has a choice more.
    expect(question.choices.map(one => one.key)).toEqual(expect.arrayContaining(keys))
    const answer = { paneId, questionId: question.id, key: keys[0] }
    const { receipt } = await page.client.call('question.answer', answer)
    expect(receipt).toMatchObject({ result: 'done' })
    sentAt = Date.now()
    await rests()
    expect((await stat(join(box.project, 'made-by-agent.txt'))).isFile()).toBe(true)
  })

  test('a rate limit is told, and what is broken is an error', async () => {
    expect(await send('now ratelimit')).toMatch(/^done/)
    await stateIs(ratelimit)
    if (ratelimit !== 'error') expect(await interrupt()).toMatch(/^done/)
    expect(await send('this is broken')).toMatch(/^done/)
    await stateIs('error')
    // The title spins on for a moment after the word of the failure.
    const stays = () => state()?.name === 'error' && Date.now() - Math.max(state().since, sentAt) > 2000
    await until(stays, 'an error that stays', SOON)
  })

  test('an answer that quotes a question is neither a question nor work', async () => {
    expect(await send('please quote a screen')).toMatch(/^done/)
    await rests()
    expect(state().question).toBeUndefined()
  })

  test('finish saves the outputs and ends the session with proof', async () => {
    const id = randomUUID()
    const save = { folder: join(host.base, 'out'), colours: false }
    const plan = { sessionId, ask: 'say something, last', waitMs: SOON, save, kill: true, endShared: true }
    await page.client.call('finish.start', { id, plan })
    const over = await until(
      async () => {
        const now = finishes.get(id)
        if (now?.step === 'ready') await page.client.call('finish.step', { id, step: 'kill' }).catch(() => undefined)
        return ['done', 'failed', 'cancelled'].includes(now?.step) && now
      },
      'the end of finish',
      SOON,
    )
    expect(over).toMatchObject({ step: 'done', problem: '' })
    expect(over.killed).toMatchObject({ proven: true, survivors: [] })
    expect(await readFile(over.outputs[0].path, 'utf8')).toMatch(/word5/)
  })

  test('the host logged no bug', () => {
    expect(host.errors).toEqual([])
  })
})
