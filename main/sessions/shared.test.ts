import { expect, it } from 'vitest'
import type { ProcessInfo } from '../processes/types'
import { namedOnce } from './shared'

it('tells a daemon of several processes once, and each of several daemons', () => {
  // Codex 0.169.0 keeps two: `codex app-server --listen …` and `codex app-server daemon pid-update-loop`.
  const process = { pid: 1 } as ProcessInfo
  const server = { process, name: 'Codex app-server', usedBy: ['cod_2 in api'] }
  const updater = { ...server, process: { ...process, pid: 2 } }
  const ofAnotherHome = { ...server, usedBy: [] }
  expect(namedOnce([server, updater, ofAnotherHome])).toEqual([
    { name: 'Codex app-server', usedBy: ['cod_2 in api'] },
    { name: 'Codex app-server', usedBy: [] },
  ])
})
