import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AgentType } from '../agent-type'
import type { Screen } from '../screen'
import { claudeCode } from '../types/claude-code'
import { codex } from '../types/codex'
import { geminiCli } from '../types/gemini-cli'
import { openCode } from '../types/opencode'
import { type Fixture, fixtures, READ_AT } from './fixture'
import { matrixText, verdict } from './matrix'

const TYPES: Record<string, AgentType> = { claude: claudeCode, codex, gemini: geminiCli, opencode: openCode }
const typeOf = (fixture: Fixture) => TYPES[fixture.is.agent ?? ''] as AgentType
const all = await fixtures()

test.each(all)('$file', fixture => {
  const { is, screen } = fixture
  const type = typeOf(fixture)
  const reading = type.readScreen(screen)
  const composer = type.readComposer(screen)
  const seen: Record<string, unknown> = { state: verdict(type, is.title ?? '', reading) }
  if (is.composer) seen.composer = composer?.kind ?? 'none'
  if (is.question) seen.question = reading?.question?.kind
  if (is.choices) seen.choices = String(reading?.question?.choices.length)
  if (is.held) seen.held = reading?.held?.why
  const wanted = Object.fromEntries(Object.keys(seen).map(key => [key, is[key]]))
  expect(seen).toEqual(wanted)
  if (is.held && is.agent === 'claude') expect(reading?.held?.until).toBeGreaterThan(READ_AT)
})

test('there are enough recordings of all programs at three widths', () => {
  expect(all.length).toBeGreaterThan(200)
  for (const agent of Object.keys(TYPES))
    for (const width of ['40', '80', '200'])
      expect(all.filter(one => one.is.agent === agent && one.is.width === width).length).toBeGreaterThan(25)
})

test('no screen beside a composer is a question, and no question has a composer', () => {
  for (const fixture of all) {
    const type = typeOf(fixture)
    const asks = type.readScreen(fixture.screen)?.says === 'waiting'
    expect([fixture.file, asks && type.readComposer(fixture.screen) !== null]).toEqual([fixture.file, false])
  }
})

/** Rows indented as programs indent what their agents say. */
const quotedRows = ({ screen }: Fixture): Screen['rows'] =>
  screen.rows
    .filter(row => row.text.trim() !== '')
    .slice(-18)
    .map(({ text, ink }) => ({ text: `  ${text}`, ink: `  ${ink}` }))

/** The row from which on a program's composer is shown. */
const composerAt: Record<string, (screen: Screen) => number> = {
  claude: ({ rows }) => rows.findLastIndex(row => /^─{8}/.test(row.text)) - 2,
  codex: ({ rows }) => rows.findLastIndex(row => row.ink.startsWith('›')),
  gemini: ({ rows }) => rows.findLastIndex(row => /^─{40,}$/.test(row.text)),
  opencode: ({ rows }) => {
    const bottom = rows.findLastIndex(row => /^ *╹▀/.test(row.text))
    return rows.slice(0, bottom).findLastIndex(row => !row.text.includes('┃')) + 1
  },
}

test('a whole question that is quoted as the last thing above a composer is none', () => {
  const asking = all.filter(one => one.is.state === 'waiting')
  const composers = all.filter(one => one.is.composer === 'empty' && one.is.state === 'idle')
  for (const { is, screen, file } of composers) {
    const type = TYPES[is.agent ?? ''] as AgentType
    const at = composerAt[is.agent ?? '']?.(screen) ?? -1
    // A pane that is not high enough, or another version, has no footer below Codex's composer.
    const below = is.agent === 'codex' ? screen.rows.slice(at, at + 1) : screen.rows.slice(at)
    for (const quote of asking.filter(one => one.is.width === is.width)) {
      const rows = [{ text: '• So:', ink: '• So:' }, ...quotedRows(quote), { text: '', ink: '' }, ...below]
      const cursor = screen.cursor && { ...screen.cursor, y: screen.cursor.y - at + rows.length - below.length }
      const says = type.readScreen({ ...screen, cursor, rows, height: rows.length })?.says
      expect([file, quote.file, says === 'waiting']).toEqual([file, quote.file, false])
    }
  }
})

/** Claude Code's view of the conversation (ctrl+o) has no composer. */
test('a question that is quoted where there is no composer is never certain', () => {
  const place = ['✻ Worked for 3s', '❯ and now', '● Done.', 'Showing detailed transcript · ctrl+o to toggle']
  for (const quote of all.filter(one => one.is.state === 'waiting' && one.is.agent === 'claude'))
    for (const end of place) {
      const rows = [...quotedRows(quote), { text: '', ink: '' }, { text: end, ink: end }]
      const reading = claudeCode.readScreen({ ...quote.screen, rows, height: rows.length })
      expect([quote.file, end, reading?.sure === 'certain']).toEqual([quote.file, end, false])
      if (end !== place.at(-1)) expect([quote.file, end, reading?.says]).not.toEqual([quote.file, end, 'waiting'])
    }
})

/** A live sign on the screen itself, found in another way than the readers do: by its words near the bottom. */
const hasSpinner = ({ is, screen }: Fixture) =>
  is.state === 'working' &&
  screen.rows.some(row =>
    /^(?:[·✢✳✶✻✽*] \S+… ?|[•◦] Working \(| ?[\u2800-\u28ff] .*\(esc| *[⬝■]{8})|esc to interrupt/u.test(row.text),
  )

/** The screen with other rows above it; what no longer has room is scrolled away at the top. */
function below(screen: Screen, above: Screen['rows']): Screen {
  const rows = [...above, ...screen.rows].slice(above.length)
  const used = screen.rows.findLastIndex(row => row.text.trim() !== '')
  const room = screen.rows.length - 1 - used
  const shifted = [...above.slice(0, room), ...screen.rows.slice(0, screen.rows.length - Math.min(room, above.length))]
  return { ...screen, rows: shifted.length === screen.rows.length ? shifted : rows }
}

test('a live spinner is never idle, whatever stands above it', () => {
  const live = all.filter(hasSpinner)
  expect(live.length).toBeGreaterThan(15)
  const rows = all.flatMap(one => one.screen.rows).filter(row => row.text.trim() !== '')
  const picked = fc.array(fc.integer({ min: 0, max: rows.length - 1 }), { maxLength: 5 })
  const one = fc.integer({ min: 0, max: live.length - 1 })
  fc.assert(
    fc.property(one, picked, (index, places) => {
      const fixture = live[index] as Fixture
      const above = places.map(place => rows[place] as Screen['rows'][number])
      const reading = typeOf(fixture).readScreen(below(fixture.screen, above))
      expect([fixture.file, reading?.says]).not.toEqual([fixture.file, 'idle'])
    }),
    { numRuns: 2000 },
  )
})

test('cut anywhere or garbled, a screen neither throws nor takes long', () => {
  const started = performance.now()
  for (const fixture of all)
    for (const rows of [
      fixture.screen.rows.slice(0, 5),
      fixture.screen.rows.slice(-5),
      [...fixture.screen.rows].reverse(),
    ]) {
      typeOf(fixture).readScreen({ ...fixture.screen, rows })
      typeOf(fixture).readComposer({ ...fixture.screen, rows })
    }
  const text = '❯ 1. '.repeat(4000)
  const long = Array.from({ length: 50 }, () => ({ text, ink: text }))
  for (const type of Object.values(TYPES)) type.readScreen({ width: 80, height: 50, rows: long, cursor: null, at: 0 })
  expect(performance.now() - started).toBeLessThan(15_000)
})

/** `UPDATE_DOCS=1` writes the tables anew. */
test('docs/agent-states.md shows what the recordings are read as', async () => {
  const file = join(import.meta.dirname, '../../../docs/agent-states.md')
  const text = await readFile(file, 'utf8')
  const marks = /(<!-- matrix -->\n)[\s\S]*(\n<!-- \/matrix -->)/
  const fresh = text.replace(marks, (_, from, to) => `${from}${matrixText(all, TYPES)}${to}`)
  if (process.env.UPDATE_DOCS) await writeFile(file, fresh)
  expect(text === fresh || process.env.UPDATE_DOCS).toBeTruthy()
})
