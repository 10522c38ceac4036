import { createHash } from 'node:crypto'
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../main/tmux/test-server'
import { createAgentRig, SOON } from './agent-rig.mjs'

/*
 * Codex reports to us by hooks, and what its user has set up (a notify program, a trusted hook) runs as if we were not there.
 */

let rig
/** What the user's programs were told, and the user's configuration before. */
let mine, config

const told = name => readFile(join(mine, name), 'utf8').catch(() => '')
const lines = async name => (await told(name)).split('\n').filter(line => line !== '')

/** The user has trusted this hook: Codex keeps the digest of what was looked at. */
function trustedHook(file, command) {
  const hook = { async: false, command, timeout: 5, type: 'command' }
  const identity = JSON.stringify({ event_name: 'stop', hooks: [hook] })
  return [
    '[[hooks.Stop]]',
    `hooks = [{ type = "command", command = ${JSON.stringify(command)}, timeout = 5 }]`,
    `[hooks.state.${JSON.stringify(`${file}:stop:0:0`)}]`,
    `trusted_hash = "sha256:${createHash('sha256').update(identity).digest('hex')}"`,
  ]
}

beforeAll(async () => {
  rig = await createAgentRig({
    ...{ type: 'cod', program: 'codex' },
    async prepare({ home, env }) {
      mine = home
      const script = join(home, "user's notify.sh")
      await writeFile(script, `#!/bin/sh\nprintf '%s|' "$@" >>'${home}/notified'\necho >>'${home}/notified'\n`, {
        mode: 0o700,
      })
      const file = join(env.CODEX_HOME, 'config.toml')
      const text = await readFile(file, 'utf8')
      await writeFile(file, `notify = [ # mine\n  ${JSON.stringify(script)},\n  'two words',\n]\n${text}`)
      await appendFile(file, `${trustedHook(file, `echo ran >>'${home}/hooked'`).join('\n')}\n`)
      config = await readFile(file, 'utf8')
    },
  })
  await rig.start('own')
})
afterAll(() => rig?.end())

const statesBy = source => rig.states.filter(([, state]) => state.source === source).map(([, state]) => state.name)

test('no gate stands in the way, and its hooks tell of turns', async () => {
  expect(rig.states.filter(([, state]) => state.name === 'waiting')).toEqual([])
  await rig.say('own', 'say something')
  expect(statesBy('hook')).toEqual(expect.arrayContaining(['working', 'idle']))
})

test("the user's own notify program and hook run with what they are told, as often as without us", async () => {
  await until(async () => (await lines('notified')).some(line => line.includes('"say something"')), 'the program', SOON)
  const [line] = (await lines('notified')).filter(one => one.includes('"say something"'))
  expect(line).toMatch(/^two words\|\{"type":"agent-turn-complete".*\}\|$/)
  expect(JSON.parse(line.slice('two words|'.length, -1))).toMatchObject({ 'input-messages': ['say something'] })
  expect(await lines('hooked')).toEqual(['ran'])
})

test('a permission and an interruption are told by hooks', async () => {
  const paneId = rig.paneOf('own').id
  const state = () => rig.paneOf('own').state
  await rig.send('own', 'use the tool')
  const question = await until(() => state().question?.choices.length === 3 && state().question, 'a question', SOON)
  expect(statesBy('hook')).toContain('waiting')
  await rig.client.call('question.answer', { paneId, questionId: question.id, key: '1' })
  await rig.rests('own', Date.now())
  await rig.send('own', 'be slow')
  await until(() => state().name === 'working', 'work', SOON)
  const act = await rig.client.call('agents.interrupt', { target: { kind: 'pane', paneId }, otherKey: false })
  expect((await rig.closed(act.id)).receipts[0]).toMatchObject({ result: 'done' })
  await until(() => state().name === 'idle' && /interrupted/.test(state().explanation), 'the word of it', SOON)
})

test("the user's configuration is as it was", async () => {
  const now = await readFile(join(rig.box.env.CODEX_HOME, 'config.toml'), 'utf8')
  // Codex itself adds what it has shown.
  expect(now.startsWith(config.trimEnd())).toBe(true)
  expect(now).not.toContain('report.sh')
  expect(rig.host.errors).toEqual([])
})
