import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { createTestHost } from '../../main/host/test-host'
import { until } from '../../main/tmux/test-server'
import { startModelServer } from './model-server.mjs'
import { createSandbox, endDaemons } from './sandbox.mjs'

const BIN = process.env.QUARTERDECK_REAL_BIN ?? ''
/** Programs start in 5 to 15 s on a loaded machine. */
export const SOON = 60_000

/**
 * A host, a page, a model server and a sandbox, in which `program` is started as the agents of `type`; `prepare` gets the
 * sandbox before anything starts in it.
 */
export async function createAgentRig({ type, program, prepare = () => undefined }) {
  const models = await startModelServer()
  const host = await createTestHost()
  const box = await createSandbox(join(host.base, 'box'), models.port)
  await prepare(box)
  const page = host.page()
  const { client } = page
  const acts = new Map()
  /** Every state that a pane was told to have: `[paneId, state]`. */
  const states = []
  client.subscribe('act', {}, one => {
    for (const act of 'open' in one ? one.open : [one.act]) acts.set(act.id, act)
  })
  client.subscribe('fleet', {}, one => {
    for (const pane of ('full' in one ? one.full : one.patch).panes ?? []) states.push([pane.id, pane.state])
  })
  const overrides = { [type]: { command: join(BIN, program), env: box.env } }
  await client.call('settings.set', { patch: { overrides } })
  const sessionOf = name => page.fleet().sessions.find(one => one.name === name)
  /** The agent of a session that has one pane. */
  const paneOf = session => {
    const { windows, panes } = page.fleet()
    const links = sessionOf(session)?.windows.map(one => one.windowId) ?? []
    const ids = windows.filter(one => links.includes(one.id)).flatMap(one => one.panes)
    return panes.find(one => ids.includes(one.id) && one.agent)
  }
  const closed = id => until(() => acts.get(id)?.open === false && acts.get(id), `the end of act ${id}`, SOON)

  const rig = {
    ...{ models, host, box, page, client, states, paneOf, sessionOf, closed },
    /** Idle for a second: a state of before a turn may be told for some ms after its prompt. */
    async rests(session, since = 0) {
      const state = () => paneOf(session)?.state
      const rested = () => state()?.name === 'idle' && Date.now() - Math.max(state().since, since) > 1000
      await until(rested, 'rest', SOON).catch(async error => {
        const screen = await host.tmux('capture-pane', '-p', '-t', paneOf(session)?.id ?? '')
        throw new Error(`${error.message}, not ${JSON.stringify(state())} with\n${screen}`)
      })
    },
    async start(name) {
      const parts = { name, folder: box.project, createFolder: false, agents: [{ type, count: 1 }] }
      await client.call('session.create', parts)
      await until(() => paneOf(name), 'the pane', SOON)
      await rig.rests(name)
    },
    async send(session, text) {
      const id = randomUUID()
      const to = { target: { kind: 'pane', paneId: paneOf(session).id } }
      await client.call('prompt.send', { id, text, to, whenBusy: 'hold', clearDraft: true })
      const { result, detail } = (await closed(id)).receipts[0]
      if (result !== 'done') throw new Error(`${text}: ${result}: ${detail}`)
    },
    /** Sends, waits until its turn is over, and gives the conversation that the model saw with it. */
    async say(session, text) {
      await rig.send(session, text)
      await rig.rests(session, Date.now())
      return until(() => models.talks.findLast(talk => talk.at(-1)?.text.trim() === text), 'the model', SOON)
    },
    async end() {
      await host.end()
      await endDaemons(box)
      await models.close()
    },
  }
  return rig
}
