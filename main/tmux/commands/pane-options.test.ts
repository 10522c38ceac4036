import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listClients, listObjects, readMirror } from '../list'
import { createTestServer, until } from '../test-server'
import {
  limitsFollow,
  parseHistoryLimit,
  readHeldHistoryLimit,
  readHistoryLimit,
  setHistoryLimit,
} from './history-limit'
import { keepDeadPane, setPaneOptions } from './pane-options'
import { createRunner } from './test-run'

const server = createTestServer()
const { run, runAll, ask } = createRunner(server)

beforeAll(() => server.tmux('new-session', '-d', '-x', '100', '-y', '30', '-s', 'one', 'cat'))
afterAll(() => server.end())

const optionsOf = async (id: string) =>
  readMirror(await run(listObjects()), await run(listClients()), new Set()).panes.find(one => one.id === id)?.options

describe('setPaneOptions', () => {
  it('sets what the mirror reads, hostile values included, for this pane alone', async () => {
    await server.tmux('split-window', '-d', 'cat')
    const options = { id: '-x "a\nb"; #(id)', type: '$HOME', name: 'cc_1 é', launch: 'x'.repeat(12_000) }
    await runAll(setPaneOptions('%0', options))
    expect(await optionsOf('%0')).toEqual(options)
    expect(await optionsOf('%1')).toEqual({ id: '', type: '', name: '', launch: '' })
  })

  it('leaves out what is not given, and unsets by an empty value', async () => {
    await runAll(setPaneOptions('%1', { id: 'a', name: 'b' }))
    await runAll(setPaneOptions('%1', { id: '' }))
    expect(await optionsOf('%1')).toEqual({ id: '', type: '', name: 'b', launch: '' })
    expect(await server.tmux('show-options', '-p', '-t', '%1')).toBe('@quarterdeck_name b')
  })
})

describe('keepDeadPane', () => {
  it('keeps a pane whose program ended, for this pane alone', async () => {
    const pane = await server.tmux('split-window', '-d', '-P', '-F', '#{pane_id}', 'read x; exit 3')
    await run(keepDeadPane(pane))
    await server.tmux('send-keys', '-t', pane, 'Enter')
    await until(async () => {
      await server.reap()
      return (await ask(pane, '#{pane_dead} #{pane_dead_status}')) === '1 3'
    }, 'the pane stays')
    expect(await server.tmux('show-options', '-gwv', 'remain-on-exit')).toBe('off')
    expect(await server.tmux('show-options', '-wv', '-t', '@0', 'remain-on-exit')).toBe('')
  })
})

describe('setHistoryLimit', () => {
  it('holds for the session, for later panes, until it is set back', async () => {
    expect(parseHistoryLimit(await run(readHistoryLimit('$0')))).toBeNull()
    await run(setHistoryLimit('$0', 9999))
    expect(parseHistoryLimit(await run(readHistoryLimit('$0')))).toBe(9999)
    await server.tmux('new-window', '-d', 'cat')
    await run(setHistoryLimit('$0', null))
    expect(parseHistoryLimit(await run(readHistoryLimit('$0')))).toBeNull()
    await server.tmux('new-window', '-d', 'cat')
    const kept = limitsFollow(await server.version()) ? '2000' : '9999'
    const limits = (await server.tmux('list-panes', '-s', '-F', '#{history_limit}')).split('\n')
    expect(limits).toEqual(['2000', '2000', '2000', kept, '2000'])
    expect(await server.tmux('show-options', '-gv', 'history-limit')).toBe('2000')
  })

  it('tells what holds, be it the session’s own or the global one', async () => {
    expect(parseHistoryLimit(await run(readHeldHistoryLimit('$0')))).toBe(2000)
    await run(setHistoryLimit('$0', 8888))
    expect(parseHistoryLimit(await run(readHeldHistoryLimit('$0')))).toBe(8888)
    await run(setHistoryLimit('$0', null))
  })
})
