import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../main/tmux/test-server'
import { createAgentRig, SOON } from './agent-rig.mjs'

/*
 * Conversations of the real programs: before a checkpoint and after its restore they are the same, and an older checkpoint
 * brings back the older one. What a conversation is, is what the model is sent of it.
 */

const AGENTS = [
  { type: 'cc', program: 'claude' },
  { type: 'cod', program: 'codex' },
]

const CHOICE = { layout: true, conversations: true, files: 'none', panes: null, start: true, session: '' }
const texts = talk => talk.map(one => `${one.role}: ${one.text.trim()}`)

describe.each(AGENTS)('$program', agent => {
  let rig
  beforeAll(async () => {
    rig = await createAgentRig(agent)
  })
  afterAll(() => rig?.end())

  async function save(name) {
    const id = randomUUID()
    const saved = await rig.client.call('checkpoint.save', { id, sessionId: rig.sessionOf('talk').id, name })
    expect(saved.problems).toEqual([])
    return id
  }

  /** Ends what runs, and goes on as of a checkpoint: the session has its old name again. */
  async function goBack(id) {
    const target = { kind: 'session', sessionId: rig.sessionOf('talk').id }
    const killed = await rig.client.call('kill.now', { target, endShared: true })
    expect(killed).toMatchObject({ proven: true, survivors: [] })
    await until(() => !rig.sessionOf('talk'), 'the end of the session', SOON)
    const restore = await rig.client.call('restore.plan', { id, choice: CHOICE })
    expect(restore).toMatchObject({
      session: 'talk',
      panes: [{ act: 'create', conversation: 'as-saved', problems: [] }],
    })
    const run = await rig.client.call('restore.run', { id: randomUUID(), plan: restore })
    expect(run).toMatchObject({ step: 'done', problem: '' })
    await until(() => rig.paneOf('talk'), 'the pane', SOON)
    await rig.rests('talk')
  }

  test('an older checkpoint brings back the older conversation, the newest one the newest', async () => {
    await rig.start('talk')
    await rig.say('talk', 'say the first thing')
    await rig.say('talk', 'say the second thing')
    const older = await save('older')
    const third = texts(await rig.say('talk', 'say the third thing'))
    const newer = await save('newer')
    const asOfOlder = third.slice(0, -1)
    expect(asOfOlder).toHaveLength(4)

    await goBack(older)
    expect(texts(await rig.say('talk', 'say the fourth thing'))).toEqual([...asOfOlder, 'user: say the fourth thing'])
    await goBack(newer)
    const fifth = texts(await rig.say('talk', 'say the fifth thing'))
    expect(fifth.slice(0, third.length)).toEqual(third)
    expect(fifth).toHaveLength(third.length + 2)
    await goBack(older)
    expect(texts(await rig.say('talk', 'say the sixth thing'))).toEqual([...asOfOlder, 'user: say the sixth thing'])
    expect(rig.host.errors).toEqual([])
  })
})
