import { describe, expect, it } from 'vitest'
import type { KillReport } from '../../../ipc/model'
import { madeUpFleet } from '../../state/made-up-fleet'
import {
  previewSentence,
  proofSentence,
  reportTitle,
  sharedOutcomes,
  sharedWords,
  sparedWords,
  targetWords,
} from './kill-words'

const one = { pid: 7, started: '1', command: 'bash' }
const report: KillReport = {
  ended: [
    { ...one, signal: 'TERM' },
    { ...one, pid: 8, signal: 'KILL' },
  ],
  survivors: [],
  shared: [],
  spared: [],
  panes: ['%0'],
  proven: true,
  tookMs: 640,
}

describe('before', () => {
  it('names whom it is meant for', () => {
    const fleet = madeUpFleet([{ name: 'api', panes: ['idle', null] }])
    expect(targetWords({ kind: 'session', sessionId: '$0' }, fleet)).toBe('session api')
    expect(targetWords({ kind: 'pane', paneId: '%0' }, fleet)).toBe('cc_1 in api')
    expect(targetWords({ kind: 'pane', paneId: '%1' }, fleet)).toBe('pane 1 in api')
    expect(targetWords({ kind: 'pane', paneId: '%9' }, fleet)).toBe('pane %9')
  })

  it('says how much would end', () => {
    expect(previewSentence({ panes: 6, processes: 14, shared: [] }, true)).toBe(
      'Ends 14 processes in 6 panes, children included. A checkpoint is taken first: layout, screens and saved conversations can be restored from it, but what runs ends for good.',
    )
    expect(previewSentence({ panes: 6, processes: 14, shared: [] }, false)).toBe(
      'Ends 14 processes in 6 panes, children included. This cannot be undone.',
    )
    expect(previewSentence({ panes: 1, processes: 1, shared: [] }, true)).toContain('Ends 1 process in 1 pane,')
    expect(previewSentence({ panes: 1, processes: 0, shared: [] }, false)).toContain('No process runs in 1 pane')
  })

  it('says why a shared daemon is kept', () => {
    expect(sharedWords({ name: 'app-server', usedBy: ['cod_1', 'cod_2'] })).toBe(
      'app-server is kept: cod_1 and cod_2 still use it.',
    )
    expect(sharedWords({ name: 'app-server', usedBy: ['cod_1'] })).toContain('cod_1 still uses it')
  })
})

describe('after', () => {
  it('claims that none is left only with the proof', () => {
    expect(reportTitle(report)).toBe('2 processes ended, none left')
    expect(reportTitle({ ...report, proven: false })).toBe('2 processes ended')
    expect(proofSentence(report)).toContain('found none of them. It took 640 ms.')
    expect(proofSentence({ ...report, proven: false })).toContain('not proven')
  })

  it('says what is left, whatever was proven', () => {
    const left = { ...report, survivors: [one] }
    expect(reportTitle(left)).toBe('2 processes ended, 1 left')
    expect(proofSentence(left)).toBe('1 process did not end within 640 ms.')
  })

  it('says what was left alone, and why', () => {
    const words = (['nested-server', 'user-daemon', 'other-user'] as const).map(why => sparedWords({ ...one, why }))
    expect(words[0]).toBe('bash (pid 7) was left alone: a server of its own, which holds other terminals of yours.')
    expect(words[1]).toContain('your whole login')
    expect(words[2]).toContain('another user')
  })

  it('tells the fate of shared daemons, one of several processes once', () => {
    const daemon = { ...one, name: 'app-server', usedBy: ['cod_1'], outcome: 'kept' as const }
    expect(sharedOutcomes([daemon])).toEqual(['app-server: kept, used by cod_1'])
    const stuck = { ...daemon, outcome: 'failed' as const, usedBy: [] }
    expect(sharedOutcomes([daemon, { ...daemon, pid: 8 }, stuck])).toEqual([
      'app-server (2 processes): kept, used by cod_1',
      'app-server: could not be ended',
    ])
  })
})
