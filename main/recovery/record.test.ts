import { expect, test } from 'vitest'
import { recordKey, runningIn, sameServer } from './record'
import { paneRecord, sessionRecord } from './test-record'

test('only what ran, and whose end nobody asked for, can be lost', () => {
  const kinds = [{ agent: '' }, { dead: true }, { state: 'exited' }, { ended: true }] as const
  const panes = [...kinds, {}].map((change, at) => paneRecord({ id: `%${at}`, key: `0.${at}`, ...change }))
  expect(runningIn(sessionRecord(panes)).map(pane => pane.id)).toEqual(['%4'])
})

test('another machine, another boot or another process is another server, and its sessions are others', () => {
  const session = sessionRecord([paneRecord()])
  const { server } = session
  expect(sameServer(server, { ...server, version: '3.5', cgroup: '/x' })).toBe(true)
  for (const change of [{ machine: 'other' }, { boot: 'other' }, { pid: 13 }, { process: '35' }]) {
    expect([change, sameServer(server, { ...server, ...change })]).toEqual([change, false])
    expect(recordKey({ ...session, server: { ...server, ...change } })).not.toBe(recordKey(session))
  }
  expect(recordKey({ ...session, created: 2 })).not.toBe(recordKey(session))
  expect(recordKey({ ...session, name: 'renamed' })).toBe(recordKey(session))
})
