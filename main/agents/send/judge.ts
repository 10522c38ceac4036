import type { Pane, Receipt, StateName } from '../../../ipc/model'
import type { AgentType } from '../agent-type'
import type { PaneLook } from '../look'
import { isOurs } from './own-text'
import type { Sight } from './sight'

/**
 * Whether a prompt may be typed now. later: it may pass by itself, so that a held prompt waits (`fleeting`: also a
 * moment's redraw looks so); draft: as later, unless the user wants it removed (`next` where that can be done); never: this
 * agent will not get it.
 */
export type Verdict =
  | { readonly kind: 'go' }
  | { readonly kind: 'draft'; readonly reason: string; readonly next?: NonNullable<Receipt['next']> }
  | { readonly kind: 'later'; readonly reason: string; readonly fleeting?: boolean }
  | { readonly kind: 'never'; readonly result: 'skipped' | 'failed'; readonly reason: string }

const GO: Verdict = { kind: 'go' }
const later = (reason: string): Verdict => ({ kind: 'later', reason })
const fleeting = (reason: string): Verdict => ({ kind: 'later', reason, fleeting: true })
const skip = (reason: string): Verdict => ({ kind: 'never', result: 'skipped', reason })
const fail = (reason: string): Verdict => ({ kind: 'never', result: 'failed', reason })

/** Hostile text in a receipt: one line, short. */
export function quoted(text: string, most = 60): string {
  const line = text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/gu, ' ').trim()
  const cut = [...line].slice(0, most).join('')
  return `“${cut}${cut.length < line.length ? '…' : ''}”`
}

/** Why this pane can never be typed into; null when there is an agent that takes prompts. */
function withoutAgent(pane: Pane | null, type: AgentType | null): Verdict | null {
  if (!pane) return fail('Its pane is gone.')
  if (pane.dead) return fail('Its program has ended.')
  if (!pane.agent) return skip('No agent is known to run here: a shell would run the text.')
  if (type?.kind === 'shell') return skip('It is a shell, which would run the text.')
  if (!type?.prompting) return skip(`Prompts cannot be sent to ${type?.name ?? 'this kind of agent'}.`)
  return null
}

/**
 * Whether the agent's own process has the terminal: not a shell into which it has exited, not an editor in front of it.
 * `look` must be of this moment.
 */
function foreground(pane: Pane, type: AgentType, look: PaneLook | null): Verdict | null {
  if (!look || look.pid !== pane.pid) return fleeting('Its processes could not be read.')
  if (look.phase === 'gone' || look.phase === 'ended') return fail(`${type.name} has ended.`)
  if (look.phase === 'launching') return later('It is still starting.')
  if (look.phase === 'running') {
    const inFront = look.program !== null && look.foreground?.pgid === look.program.pgid
    return inFront ? null : fleeting('Another program has its terminal.')
  }
  if (look.type === type.id) return null
  if (look.atPrompt) return skip(`${type.name} does not run here: a shell waits at its prompt and would run the text.`)
  return later(`It is not known whether ${type.name} has this terminal.`)
}

const BY_STATE: Partial<Record<StateName, Verdict>> = {
  starting: later('It is still starting.'),
  working: later('It is working.'),
  held: later('It is held up.'),
  exited: fail('It has exited.'),
}

function waits(title: string | undefined): Verdict {
  return later(`It waits for an answer${title ? `: ${quoted(title)}` : '.'}`)
}

/** What the fleet believes, and what title and screen say at this moment: the more careful one counts. */
function state({ pane, reading, title }: Sight): Verdict | null {
  const question = reading?.question ?? pane?.state.question
  const names: StateName[] = [pane?.state.name ?? 'unknown', reading?.says ?? 'unknown']
  if (question || names.includes('waiting')) return waits(question?.title)
  if (title?.says === 'working') return later('It is working.')
  const [believed, seen] = names.map(name => BY_STATE[name] ?? null)
  // The fleet may be a moment behind a screen that shows an idle agent.
  if (believed?.kind === 'later' && reading?.says === 'idle') return fleeting(believed.reason)
  return believed ?? seen ?? null
}

function itsComposer({ screen, composer: found, pane, type }: Sight): Verdict {
  if (!screen) return fleeting('Its screen could not be read.')
  if (!found) {
    const known = pane?.state.name === 'unknown' ? ` (${pane.state.explanation})` : ''
    return fleeting(`No composer is to be seen on its screen${known}.`)
  }
  if (found.kind === 'empty') return GO
  const clears = (type?.prompting?.clear.length ?? 0) > 0
  return {
    kind: 'draft',
    reason: `There is a draft: ${quoted(found.text)}.`,
    ...(clears ? { next: ['clear-draft'] } : {}),
  }
}

/** The checks right before typing, over a fresh look. Pure. */
export function judge(sight: Sight): Verdict {
  const { pane, type, look } = sight
  const none = withoutAgent(pane, type)
  if (none || !pane || !type) return none ?? fail('Its pane is gone.')
  if (pane.inMode) return later('It is in copy mode.')
  if (pane.frozen) return later('It is frozen: thaw it first.')
  return foreground(pane, type, look) ?? state(sight) ?? itsComposer(sight)
}

/**
 * Why Enter may not be pressed now that the text is pasted; null when it may. failed: the agent is gone. Pure, over a
 * fresh look.
 */
export function keepsFromEnter(
  sight: Sight,
  text: string,
): { result: 'failed' | 'unconfirmed'; reason: string } | null {
  const { pane, type, look, reading, screen, composer } = sight
  const gone = withoutAgent(pane, type) ?? (pane && type ? foreground(pane, type, look) : null)
  if (gone && gone.kind !== 'go')
    return { result: gone.kind === 'never' ? 'failed' : 'unconfirmed', reason: gone.reason }
  const reason = onScreen()
  return reason === '' ? null : { result: 'unconfirmed', reason }

  function onScreen(): string {
    if (pane?.frozen) return 'It was frozen meanwhile.'
    if (!screen) return 'Its screen could not be read.'
    const { question } = reading ?? {}
    if (question || reading?.says === 'waiting')
      return `A question opened${question ? `: ${quoted(question.title)}` : ''}.`
    if (composer?.kind !== 'draft') return 'The text is not to be seen in its composer.'
    return isOurs(composer.text, text) ? '' : `Its composer holds other text: ${quoted(composer.text)}.`
  }
}
