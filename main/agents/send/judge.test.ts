import { expect, test } from 'vitest'
import type { Pane, StateName } from '../../../ipc/model'
import type { ProcessInfo } from '../../processes/types'
import type { AgentType, QuestionSeen, ScreenReading } from '../agent-type'
import type { PaneLook } from '../look'
import { claudeCode } from '../types/claude-code'
import { shell } from '../types/shell'
import { judge, keepsFromEnter, quoted } from './judge'
import type { Sight } from './sight'

const type: AgentType = { ...claudeCode, prompting: { settleMs: 0, clear: [] } }
const program = { pid: 11, pgid: 11, argv: ['claude'] } as unknown as ProcessInfo
const running: PaneLook = {
  ...{ pid: 10, phase: 'running', program, foreground: program },
  ...{ atPrompt: false, type: 'cc', background: [] },
}

function pane(change: Partial<Pane> = {}, name: StateName = 'idle'): Pane {
  const state = { name, source: 'screen', sure: 'certain', since: 0, explanation: 'Because.' } as const
  const facts = { id: '%1', windowId: '@1', index: 0, active: true, title: '✳ x', command: 'claude', path: '/' }
  const place = { width: 80, height: 24, left: 0, top: 0, pid: 10, tty: '', dead: false, deadStatus: null }
  const rest = {
    deadSignal: null,
    inMode: false,
    managed: true,
    agent: { type: 'cc', name: 'cc_1', source: 'option' },
  } as const
  return { ...facts, ...place, ...rest, state, ...change }
}

const reads = (says: ScreenReading['says'], more: Partial<ScreenReading> = {}): ScreenReading => ({
  ...{ says, sure: 'certain', sentence: '' },
  ...more,
})
const screen = { width: 80, height: 24, rows: [], cursor: null, at: 0 }

/** A sight of an idle agent, but for what is told. */
function sight(change: Partial<Sight> = {}): Sight {
  const seen = { screen, reading: reads('idle'), composer: { kind: 'empty', text: '' }, title: null } as const
  return { pane: pane(), look: running, type, ...seen, ...change }
}

const question: QuestionSeen = { kind: 'permission', title: 'Do you\u001b want?', detail: '', choices: [] }
const look = (change: Partial<PaneLook>): Partial<Sight> => ({ look: { ...running, ...change } })

test.each<[string, Partial<Sight>, string]>([
  ['ready', {}, 'go'],
  ['ready by its screen, unknown to the fleet', { pane: pane({}, 'unknown') }, 'go'],
  ['an error with a composer', { pane: pane({}, 'error') }, 'go'],
  ['no pane', { pane: null }, 'never failed'],
  ['dead', { pane: pane({ dead: true }) }, 'never failed'],
  ['a plain pane', { pane: pane({ agent: null }) }, 'never skipped'],
  ['a shell', { type: shell('/bin/sh') }, 'never skipped'],
  ['a kind that takes no prompts', { type: { ...type, prompting: null } }, 'never skipped'],
  ['a kind that is gone from the settings', { type: null }, 'never skipped'],
  ['copy mode', { pane: pane({ inMode: true }) }, 'later'],
  ['frozen', { pane: pane({ frozen: true }) }, 'later'],
  ['processes unread', { look: null }, 'later fleeting'],
  ['processes of an earlier life', look({ pid: 9 }), 'later fleeting'],
  ['ended', look({ phase: 'ended' }), 'never failed'],
  ['gone', look({ phase: 'gone' }), 'never failed'],
  ['no program of its own in sight', look({ program: null, foreground: null }), 'later fleeting'],
  ['launching', look({ phase: 'launching' }), 'later'],
  ['an editor in front', look({ foreground: { ...program, pgid: 12 } }), 'later fleeting'],
  ['started by hand', look({ phase: 'plain' }), 'go'],
  ['exited to its shell', look({ phase: 'plain', type: null, atPrompt: true }), 'never skipped'],
  ['something else by hand', look({ phase: 'plain', type: null }), 'later'],
  ['working', { pane: pane({}, 'working'), reading: null }, 'later'],
  ['working by its title alone', { title: { says: 'working', sentence: '' } }, 'later'],
  ['working by its screen alone', { reading: reads('working') }, 'later'],
  ['working to the fleet, idle on its screen', { pane: pane({}, 'working') }, 'later fleeting'],
  ['held up', { reading: reads('held') }, 'later'],
  ['exited', { pane: pane({}, 'exited') }, 'never failed'],
  ['a question on screen', { reading: reads('waiting', { question }) }, 'later'],
  ['a question that the fleet knows', { pane: pane({}, 'waiting') }, 'later'],
  ['no screen', { screen: null, reading: null, composer: null }, 'later fleeting'],
  ['a composer of a screen that could not be read', { screen: null }, 'later fleeting'],
  ['no composer', { composer: null }, 'later fleeting'],
  ['a draft', { composer: { kind: 'draft', text: 'mine' } }, 'draft'],
])('before typing: %s', (_, change, wanted) => {
  const verdict = judge(sight(change))
  const more =
    verdict.kind === 'never' ? ` ${verdict.result}` : verdict.kind === 'later' && verdict.fleeting ? ' fleeting' : ''
  expect(`${verdict.kind}${more}`).toBe(wanted)
})

test.each<[string, Partial<Sight>, string | undefined]>([
  ['our text', {}, undefined],
  ['our text while it works', { reading: reads('working') }, undefined],
  ['a question', { reading: reads('waiting', { question }) }, 'unconfirmed'],
  ['a question whose words cannot be read', { reading: reads('waiting') }, 'unconfirmed'],
  ['half a question beside its composer', { reading: reads('idle', { question }) }, 'unconfirmed'],
  ['no reading', { reading: null }, undefined],
  ['no composer', { composer: null }, 'unconfirmed'],
  ['an empty one', { composer: { kind: 'empty', text: '' } }, 'unconfirmed'],
  ['other text', { composer: { kind: 'draft', text: 'rm hello' } }, 'unconfirmed'],
  ['no screen', { screen: null }, 'unconfirmed'],
  ['frozen', { pane: pane({ frozen: true }) }, 'unconfirmed'],
  ['processes unread', { look: null }, 'unconfirmed'],
  ['the shell behind it', look({ phase: 'plain', type: null, atPrompt: true }), 'failed'],
  ['dead', { pane: pane({ dead: true }) }, 'failed'],
  ['gone', { pane: null }, 'failed'],
])('before Enter: %s', (_, change, wanted) => {
  const shown = sight({ composer: { kind: 'draft', text: 'hello' }, ...change })
  expect(keepsFromEnter(shown, 'hello')?.result).toBe(wanted)
})

test('hostile text in a reason is one short line', () => {
  expect(quoted('a\u001b[31m\nb')).toBe('“a [31m b”')
  expect(quoted('é'.repeat(100), 5)).toBe('“ééééé…”')
})

test('a draft may be removed where the type has keys for that', () => {
  const found = sight({ composer: { kind: 'draft', text: 'mine' } })
  expect(judge(found)).toEqual({ kind: 'draft', reason: 'There is a draft: “mine”.' })
  expect(judge({ ...found, type: claudeCode })).toMatchObject({ kind: 'draft', next: ['clear-draft'] })
})

test('a prompt that waits says for what: the question that only the fleet knows, or why its state is unknown', () => {
  const asked = pane({}, 'waiting')
  const asks = { ...asked, state: { ...asked.state, question: { ...question, id: 'q', title: 'Run it?' } } }
  expect(judge(sight({ pane: asks }))).toMatchObject({ kind: 'later', reason: 'It waits for an answer: “Run it?”' })
  const none = (name: StateName) => judge(sight({ pane: pane({}, name), composer: null }))
  expect(none('unknown')).toMatchObject({ reason: 'No composer is to be seen on its screen (Because.).' })
  expect(none('idle')).toMatchObject({ reason: 'No composer is to be seen on its screen.' })
  expect(judge(sight({ type: shell('/bin/sh') }))).toMatchObject({ reason: 'It is a shell, which would run the text.' })
  expect(judge(sight({ type: { ...type, prompting: null } }))).toMatchObject({
    reason: 'Prompts cannot be sent to Claude Code.',
  })
})
