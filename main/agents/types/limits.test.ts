import { expect, test } from 'vitest'
import type { AgentType } from '../agent-type'
import { fixtures } from '../screens/fixture'
import { claudeCode } from './claude-code'
import { codex } from './codex'

const all = await fixtures()
const read = (type: AgentType, file: string, at: number) => {
  const fixture = all.find(one => one.file === `${file}.txt`)
  return fixture ? type.readScreen({ ...fixture.screen, at }) : null
}

/** The time that a recorded screen tells, on a day of ours: minutes after midnight. */
function minutesIn(file: string): number {
  const rows = all.find(one => one.file === `${file}.txt`)?.screen.rows ?? []
  const text = rows.map(row => row.text.trim()).join(' ')
  const [, hour, minute, half] = /(\d{1,2}):(\d{2}) ?([ap])m/i.exec(text) ?? []
  return ((Number(hour) % 12) + (half?.toLowerCase() === 'p' ? 12 : 0)) * 60 + Number(minute)
}

test.each(['40', '80', '200'])('Claude Code tells when the limit of a plan ends, at %s columns', width => {
  const file = `claude-gate-limit-closed-${width}`
  const end = Date.UTC(2026, 5, 10) + minutesIn(file) * 60_000
  const before = read(claudeCode, file, end - 90 * 60_000)
  expect(before).toMatchObject({ says: 'held', sure: 'certain', held: { why: 'rate-limit', until: end } })
  // What has been is over: nobody is held up by it.
  expect(read(claudeCode, file, end + 60_000)?.says).toBe('idle')
})

test.each(['40', '80', '200'])('Codex tells it in the time of its machine, at %s columns', width => {
  const file = `codex-gate-limit-${width}`
  const minutes = minutesIn(file)
  const end = new Date(2026, 5, 10, Math.floor(minutes / 60), minutes % 60).getTime()
  const before = read(codex, file, end - 90 * 60_000)
  expect(before).toMatchObject({ says: 'held', sure: 'certain', held: { why: 'rate-limit', until: end } })
  expect(read(codex, file, end + 60_000)?.says).toBe('idle')
})

test('Codex asks about a new version, and what starts an installation is marked', () => {
  const reading = read(codex, 'codex-gate-update-80', 1)
  expect(reading?.question).toMatchObject({ kind: 'update', title: expect.stringContaining('Update available') })
  expect(reading?.question?.choices.map(one => one.danger)).toEqual([true, false, false])
})
