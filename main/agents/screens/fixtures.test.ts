import { expect, test } from 'vitest'
import type { AgentType } from '../agent-type'
import { claudeCode } from '../types/claude-code'
import { codex } from '../types/codex'
import { fixtures, READ_AT } from './fixture'

const TYPES: Record<string, AgentType> = { claude: claudeCode, codex }
const all = await fixtures()

/** What title and screen say together, as the engine weighs them: a spinner in the title is believed before the screen. */
function verdict(type: AgentType, title: string, reading: ReturnType<AgentType['readScreen']>): string {
  const says = type.readTitle(title)?.says ?? null
  if (says === 'working' && !(reading?.says === 'held' || reading?.says === 'waiting')) return 'working'
  return reading?.says ?? 'unknown'
}

test.each(all)('$file', ({ is, screen }) => {
  const type = TYPES[is.agent ?? ''] as AgentType
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
