import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../../log/log'
import { openControlClient } from '../control-client'
import { createTestServer, until } from '../test-server'
import type { ControlClient, Reply } from '../types'
import { continuePane, pausePane } from './refresh-client'
import { respawnPane } from './respawn-pane'
import { createRunner } from './test-run'

const server = createTestServer()
const { ask } = createRunner(server)
let client: ControlClient

beforeAll(async () => {
  await server.tmux('new-session', '-d', '-x', '80', '-y', '24', '-s', 'one', 'cat')
  client = await openControlClient({ target: server.target, sessionId: '$0', log: silentLog })
})

afterAll(async () => {
  await client.close()
  await server.end()
})

/** Collects a pane's output. */
function listen(paneId: string): { text(): string; undo(): void } {
  let text = ''
  const undo = client.onOutput((id, bytes) => {
    if (id === paneId) text += bytes.toString('latin1')
  })
  return { text: () => text, undo }
}

describe('pausePane and continuePane', () => {
  it('stop and restart the output of one pane for one client', async () => {
    const heard = listen('%0')
    await server.tmux('send-keys', '-t', '%0', 'before', 'Enter')
    await until(() => heard.text().includes('before'))
    expect((await client.request(pausePane('%0'))).ok).toBe(true)
    await server.tmux('send-keys', '-t', '%0', 'hidden', 'Enter')
    await until(async () => (await server.tmux('capture-pane', '-p', '-t', '%0')).match(/hidden/g)?.length === 2)
    expect((await client.request(continuePane('%0'))).ok).toBe(true)
    await server.tmux('send-keys', '-t', '%0', 'after', 'Enter')
    await until(() => heard.text().includes('after'))
    expect(heard.text()).not.toContain('hidden')
    heard.undo()
  })
})

describe('respawnPane', () => {
  it.each(['cat', 'while :; do echo flood; done'])('restarts over %s, keeping pane and server', async running => {
    const paneId = await server.tmux('new-window', '-d', '-P', '-F', '#{pane_id}', running)
    const serverPid = await server.pid()
    const heard = listen(paneId)
    const start = {
      folder: '/usr',
      environment: { QD_A: 'x y' },
      argv: ['sh', '-c', 'echo "$QD_A:$PWD:$1"; exec cat', 'sh', 'z'],
    }
    const old = await ask(paneId, '#{pane_pid}')
    await client.request(pausePane(paneId))
    const replies = await new Promise<Reply[]>(resolve => {
      const got: Reply[] = []
      client.send(respawnPane(paneId, start), reply => {
        got.push(reply)
        if (got.length === 2) resolve(got)
      })
    })
    expect(replies.map(one => one.ok)).toEqual([true, true])
    await until(() => heard.text().includes('x y:/usr:z'), 'the new program speaks to the client')
    expect(await ask(paneId, '#{pane_pid}')).not.toBe(old)
    expect(await server.pid()).toBe(serverPid)
    heard.undo()
    await server.tmux('kill-pane', '-t', paneId)
  })
})
