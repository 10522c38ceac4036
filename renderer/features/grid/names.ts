import type { Held, Pane, Session, Window } from '../../../ipc/model'
import { paneName } from '../../state/selectors'
import { printable, questionLine } from '../needs-you/question-words'

/** `cc_1 in api`. */
export function placeName(pane: Pane, session: Session): string {
  return `${paneName(pane)} in ${session.name}`
}

/** Accessible name of a tile: `cc_1 in api, working`. */
export function tileName(pane: Pane, session: Session): string {
  return `${placeName(pane, session)}, ${pane.ready ? exitWords(pane) : pane.state.name}`
}

/** Spinners and stars that agents put before their topic, controls, and marks that turn the direction of text. */
const LEADING = /^[\s\u2800-\u28ff✳✻✶✢·*∗⏺●○◐◑◒◓-]+/u
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** What a shell writes by itself: `ada@forge: ~/src/api`. */
const SHELL_TITLE = /^[^\s@:]+@[^\s@:]+(:.*)?$/

/** A title that says nothing of the work: the host's name (tmux's first title), a shell's own, or the program's name. */
function isNoise(title: string, pane: Pane, hostName: string): boolean {
  const [short = ''] = hostName.split('.')
  return [hostName, short, pane.command].includes(title) || SHELL_TITLE.test(title)
}

/**
 * What a pane is at, in one line: the question that it waits for, what it was asked to do, or its title without spinners.
 * Where that says nothing, the program of a plain pane or of a shell; an agent's program is in its name already. Hostile
 * text made printable; empty when there is nothing to say.
 */
export function taskOf(pane: Pane, hostName = ''): string {
  const known = (pane.state.name === 'waiting' && questionLine(pane.state.question)) || printable(pane.task ?? '')
  if (known) return known
  const title = pane.title.replace(HIDDEN, ' ').replace(LEADING, '').replace(/\s+/g, ' ').trim()
  if (title && !isNoise(title, pane, hostName)) return title.slice(0, 300)
  const tells = !pane.agent || pane.agent.type === 'shell'
  return tells ? pane.command.replace(HIDDEN, ' ').trim().slice(0, 300) : ''
}

/** A window's name where somebody gave it one: by itself tmux calls a window after a program that runs in it. */
export function windowWord(window: Window, panes: readonly Pane[]): string {
  const automatic = panes.some(pane => pane.windowId === window.id && pane.command === window.name)
  return automatic ? '' : window.name.replace(HIDDEN, ' ').trim()
}

/** `exited with status 3`, `ended by signal 9`, `exited`; `restored, not started` of what waits behind *Start*. */
export function exitWords(pane: Pane): string {
  if (pane.ready) return 'restored, not started'
  if (pane.deadSignal !== null) return `ended by signal ${pane.deadSignal}`
  return pane.deadStatus === null ? 'exited' : `exited with status ${pane.deadStatus}`
}

/** How long a state holds: `4s`, `12m`, `3h`, `2d`. Both times in Unix ms. */
export function age(since: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - since) / 1000))
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`
  return `${Math.floor(seconds / 86_400)}d`
}

/** When an agent that is held tries again; `until` and `now` in Unix ms. */
export function nextTry(until: number, now: number): string {
  return until <= now ? 'next try is due' : `next try in ${age(0, until - now + 999)}`
}

const HELD_WORDS: Record<Held['why'], string> = {
  'rate-limit': 'rate limit',
  overload: 'service overloaded',
  retrying: 'retrying after an error',
}

/** Why an agent is held, in words. */
export function heldWord(held: Held): string {
  return HELD_WORDS[held.why]
}

/** `62 %` of the context, or `48k` tokens where the limit is not known. */
export function contextWords({ used, limit }: NonNullable<Pane['context']>): { word: string; says: string } {
  const count = (tokens: number) => Math.round(tokens).toLocaleString('en').replaceAll(',', '\u202f')
  if (limit && limit > 0)
    return {
      word: `${Math.round((used / limit) * 100)} %`,
      says: `Context: ${count(used)} of ${count(limit)} tokens used`,
    }
  const word = used < 1000 ? `${Math.round(used)} tokens` : `${Math.round(used / 1000)}k`
  return { word, says: `Context: ${count(used)} tokens used; the model’s limit is not known` }
}

export interface Mark {
  readonly word: string
  readonly says: string
}

/** What else is to be known of a pane, by words. */
export function marksOf(pane: Pane, window: Window | null, sessions: readonly Session[]): Mark[] {
  const marks: Mark[] = []
  if (pane.frozen)
    marks.push({ word: 'frozen', says: 'Stopped by Freeze: none of its processes runs until it is thawed' })
  if (pane.inMode) marks.push({ word: 'copy mode', says: 'In copy mode in tmux; typing leaves it' })
  if (window?.zoomed)
    marks.push(
      pane.active
        ? { word: 'zoomed', says: 'Zoomed in tmux: it fills its window' }
        : { word: 'behind', says: 'Another pane of this window is zoomed in tmux' },
    )
  const holders = sessions.filter(session => session.windows.some(link => link.windowId === pane.windowId))
  if (holders.length > 1)
    marks.push({ word: 'linked', says: `This window is in ${holders.map(one => one.name).join(', ')}` })
  return marks
}

/** Who else looks at a session: `attached: /dev/pts/3 (120×40)`; empty when nobody does. */
export function clientWords(session: Session): string {
  const all = session.clients.map(
    client =>
      `${client.name.replace(HIDDEN, '')}${client.control ? ' (control mode)' : ` (${client.width}×${client.height})`}`,
  )
  return all.length === 0 ? '' : `attached: ${all.join(', ')}`
}
