import { expect, test } from 'vitest'
import type { LossKind } from '../../ipc/recovery'
import type { BootLog } from './boot-log'
import type { Lost } from './follow'
import { paneRecord, sessionRecord } from './test-record'
import { bootWordsOf, kernelWordsOf, wordsOf } from './words'

const record = sessionRecord([
  paneRecord({ program: { pid: 456, started: '9' } }),
  paneRecord({ agent: '', key: '0.1' }),
])
const lost = (kind: LossKind, more: Partial<Lost> = {}): Lost => ({
  ...{ record, kind, reasons: [], clean: false, away: false },
  ...more,
})
const OOM = 'Out of memory: Killed process 12 (tmux: server) total-vm:1kB'
const AGENT = 'Out of memory: Killed process 456 (node) total-vm:1kB'
const said = (one: Lost, log: string[] | null) => wordsOf(one, kernelWordsOf(one, log))

test('each kind has its own sentence, and none claims what nobody saw', () => {
  const kinds = ['reboot', 'server-died', 'server-ended', 'session-vanished', 'while-away'] as const
  const sentences = kinds.map(kind => wordsOf(lost(kind, { away: kind === 'while-away' }), undefined).sentence)
  expect(new Set(sentences).size).toBe(kinds.length)
  expect(sentences[4]).toContain('nobody saw')
  // This host ran, and yet saw nothing.
  expect(wordsOf(lost('while-away'), undefined).sentence).toContain('before it could be followed')
})

test('what the kernel says is told with its line; without rights that is said, where it may have been the kernel', () => {
  const died = lost('server-died', { reasons: ['server exited unexpectedly'] })
  expect(said(died, [OOM])).toEqual({
    sentence: expect.stringMatching(/ The system ended the tmux server for lack of memory\.$/),
    lastWords: ['tmux: server exited unexpectedly', `log: ${OOM}`],
  })
  expect(said(died, []).lastWords).toEqual(['tmux: server exited unexpectedly'])
  const vanished = lost('session-vanished', { clean: true })
  expect(said(vanished, [AGENT]).sentence).toContain('The system ended an agent for lack of memory.')
  // Its server lives: what the log tells of that pid was somebody else.
  expect(said(vanished, [OOM]).lastWords).toHaveLength(1)
  if (process.platform !== 'linux') return
  const unread = (one: Lost) => said(one, null).lastWords.some(line => line.includes('may not be read'))
  expect(unread(died)).toBe(true)
  expect(unread(lost('while-away', { away: true }))).toBe(true)
  expect([lost('server-ended'), vanished, lost('reboot')].map(unread)).toEqual([false, false, false])
})

test('after a reboot the log of the run in which it was tells of the server, else of the end of that run', () => {
  const away = lost('reboot', { away: true })
  const seen = (log: BootLog, one = away) => wordsOf(one, bootWordsOf(one, log))
  const nothing = { sentence: 'The machine was started anew since.', lastWords: [] }
  // Started at second 1, and seen long before anything that is logged here.
  const kernel = (message: string, at = 400_000) => ({ at, by: 'kernel' as const, message })
  const down = { at: 400_001, by: 'systemd-logind' as const, message: 'System is rebooting.' }
  for (const log of [null, [], [kernel('Linux version 6.1')]]) expect(seen(log)).toEqual(nothing)
  expect(seen([kernel(OOM), down])).toEqual({
    sentence: `${nothing.sentence} The system had ended the tmux server for lack of memory before.`,
    lastWords: [`log: ${OOM}`],
  })
  expect(seen([kernel(AGENT), down])).toEqual({
    sentence: `${nothing.sentence} It had been told to restart. The system had ended an agent for lack of memory before.`,
    lastWords: [`log: ${AGENT}`, 'log: systemd-logind: System is rebooting.'],
  })
  expect(seen([kernel('tmux: server[12]: segfault at 18 ip 0 sp 0 error 4')]).sentence).toContain(
    'server had crashed before.',
  )
  // Of times before it was seen, or before its server was: somebody else had that pid.
  const later = lost('reboot', { record: { ...record, seen: 700_001 } })
  expect(seen([kernel(OOM)], later)).toEqual(nothing)
  expect(seen([kernel(OOM, 400_002)], later).lastWords).toHaveLength(1)
  expect(seen([kernel(OOM, 999)])).toEqual(nothing)
  const panic = `Kernel panic - not syncing: \u001b]2;x\u0007${'y'.repeat(5000)}`
  expect(seen([kernel(panic)])).toEqual({
    sentence: `${nothing.sentence} Its kernel had panicked.`,
    lastWords: [expect.stringMatching(/^log: Kernel panic - not syncing: {2}\]2;x y{1,500}$/)],
  })
})

test('hostile words are one line each, cut, and not many', () => {
  const reasons = Array.from({ length: 50 }, (_, at) => `\u001b]2;x\u0007\nkernel: ${at}${'y'.repeat(5000)}`)
  const { lastWords, sentence } = wordsOf(lost('server-died', { reasons }), null)
  expect(lastWords.length).toBeLessThanOrEqual(6)
  for (const line of lastWords) {
    expect(line.length).toBeLessThanOrEqual(1000)
    expect(line).not.toMatch(/\p{Cc}/u)
    expect(line).toMatch(/^(?:tmux|log): /)
  }
  expect(sentence.length).toBeLessThanOrEqual(1000)
})
