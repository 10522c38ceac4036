import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import type { TopicOut } from '../../ipc/contract'
import { until } from '../tmux/test-server'
import { createTestHost, type TestHost } from './test-host'

let t: TestHost
afterEach(() => t?.end())

/** The scripted Claude Code of the journeys, where the login shell of this host's home finds it. */
async function installClaude(home: string): Promise<void> {
  const path = join(home, 'lib', 'node_modules', '@anthropic-ai', 'claude-code', 'cli.mjs')
  await mkdir(resolve(path, '..'), { recursive: true })
  await mkdir(join(home, 'bin'))
  await writeFile(join(home, '.profile'), 'PATH="$HOME/bin:$PATH"\nexport PATH\n')
  const lines = [
    `#!${process.execPath}`,
    `process.env.FAKE_AGENT_PROMPTS = ${JSON.stringify(join(home, 'proof.jsonl'))}`,
    `await import(${JSON.stringify(resolve('e2e/programs/fake-claude.mjs'))})`,
  ]
  await writeFile(path, `${lines.join('\n')}\n`)
  await chmod(path, 0o755)
  await symlink(path, join(home, 'bin', 'claude'))
}

it('when all agents of a session are done after work, that is kept, with what they said', async () => {
  t = await createTestHost()
  const home = join(t.base, 'home')
  await installClaude(home)
  const page = t.page()
  let news: TopicOut<'checkpoints'> = { list: [], saving: [], trouble: '' }
  page.client.subscribe('checkpoints', {}, one => {
    news = one
  })
  const agents = [{ type: 'cc', count: 1 }]
  const { call } = page.client
  const made = await call('session.create', { name: 's', folder: t.base, createFolder: false, agents })
  await t.followed()
  const [paneId = ''] = made.panes
  const state = () => page.fleet().panes.find(pane => pane.id === paneId)?.state.name
  await until(() => state() === 'idle', 'the agent', 20_000)
  expect(news.list).toEqual([])
  await call('prompt.send', { id: crypto.randomUUID(), text: 'say walnut', to: { target: { kind: 'pane', paneId } } })
  const [kept] = await until(() => (news.list.length > 0 ? news.list : null), 'the checkpoint', 30_000)
  expect(kept).toMatchObject({ trigger: 'milestone', session: 's', agents: 1 })
  const { turns, problem } = await call('checkpoint.turns', { id: kept?.id ?? '', key: '0.0' })
  expect([problem, turns.map(turn => turn.who)]).toEqual(['', ['user', 'agent']])
  expect(turns[0]?.text).toBe('say walnut')
  expect(await readFile(join(home, 'proof.jsonl'), 'utf8')).toContain('walnut')
  expect(t.errors).toEqual([])
})
