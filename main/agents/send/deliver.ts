import { toFailure } from '../../../ipc/failure'
import { paste } from '../../tmux/commands/paste-buffer'
import { command } from '../../tmux/quote'
import type { Command } from '../../tmux/types'
import { isAtLeast } from '../../tmux/versions'
import { judge, type Verdict } from './judge'
import { isOurs } from './own-text'
import { type DeliverParts, notTaken, type Outcome, type Parcel, stepOf } from './parcel'
import { watchProof } from './proof'
import { submit } from './submit'

/** Up to here (characters) the text goes with the paste in one write; more through standard input of a process first. */
const SMALL = 8000
/** ms until pasted text has to show up in the composer: a program under load draws late, and 100 KB take their time. */
const SHOWS_WITHIN = 8000

const sleep = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))

/** Why text of several lines would be submitted line by line; empty when it goes in one piece. */
async function refusesLines({ tmux }: DeliverParts, { paneId, type, text }: Parcel): Promise<string> {
  if (!text.includes('\n')) return ''
  const version = tmux.status().serverVersion
  if (isAtLeast(version, 3, 7)) {
    const flag = await tmux
      .request(command('display-message', '-p', '-t', paneId, '#{bracket_paste_flag}'))
      .catch(() => '')
    return flag.trim() === '1' ? '' : 'It does not take pastes as such: each line would be submitted by itself.'
  }
  // Older servers do not tell; programs of the types that we know ask for bracketed paste.
  return type.custom
    ? 'tmux cannot tell whether it takes several lines as one paste: each could be submitted by itself.'
    : ''
}

/** What pastes the text, in one write; large text is in its buffer already. `drop` removes that again. */
async function loadText(
  { tmux }: DeliverParts,
  { paneId, text }: Parcel,
): Promise<{ commands: Command[]; drop(): Promise<unknown>; waited: boolean }> {
  const { load, input, paste: go } = paste(paneId, text, tmux.status().serverVersion)
  const name = load.args[1] ?? ''
  const drop = () => tmux.request(command('delete-buffer', '-b', name)).catch(() => '')
  if (text.length <= SMALL) {
    const words = Buffer.from(input).toString('utf8')
    return { commands: [command('set-buffer', '-b', name, '--', words), go], drop, waited: false }
  }
  await tmux.runWithInput(load, input)
  return { commands: [go], drop, waited: true }
}

const asOutcome = (verdict: Exclude<Verdict, { kind: 'go' }>): Outcome => ({
  result: verdict.kind === 'never' ? verdict.result : 'skipped',
  detail: verdict.reason,
  ...(verdict.kind === 'draft' && verdict.next ? { next: verdict.next } : {}),
})

/** Pastes the text into a pane that was just found ready; null when tmux took it. */
async function pasteInto(parts: DeliverParts, parcel: Parcel): Promise<Outcome | null> {
  const lines = await refusesLines(parts, parcel)
  if (lines !== '') return { result: 'skipped', detail: lines }
  const ready = await loadText(parts, parcel)
  if (ready.waited) {
    // Loading took a process's time: what was seen before it is too old to type on.
    const verdict = judge(await parts.sights.look(parcel.paneId))
    if (verdict.kind !== 'go') {
      await ready.drop()
      return asOutcome(verdict)
    }
  }
  if (!parcel.begin()) {
    if (ready.waited) await ready.drop()
    return { result: 'skipped', detail: 'Cancelled before it was sent.' }
  }
  const refused = notTaken(await parts.tmux.requestAll(ready.commands), 'text')
  if (refused) await ready.drop()
  return refused
}

/** Waits until the composer shows the text, or a question ends the waiting; at least the type's settling time. */
async function settle({ sights }: DeliverParts, { paneId, type, text }: Parcel): Promise<void> {
  const began = performance.now()
  const least = type.prompting?.settleMs ?? 0
  for (let round = 0; performance.now() - began < SHOWS_WITHIN; round += 1) {
    await sleep(stepOf(round))
    const { pane, composer, reading } = await sights.screen(paneId)
    const shown = composer?.kind === 'draft' && isOurs(composer.text, text)
    const gone = !pane || pane.dead || pane.agent === null || pane.state.name === 'exited'
    if (shown || gone || reading?.question !== undefined) break
  }
  await sleep(Math.max(0, least - (performance.now() - began)))
}

/**
 * Pastes a prompt into a pane that was found ready a moment ago, waits until it shows, presses Enter once and looks for
 * proof: the agent's own word, its title, or an emptied composer. The text still there after 1.5 s: once more. Never
 * rejects for what tmux says.
 */
export async function deliver(parts: DeliverParts, parcel: Parcel): Promise<Outcome> {
  try {
    const refused = await pasteInto(parts, parcel)
    if (refused) return refused
    await settle(parts, parcel)
    const watch = watchProof(parts.fleet, parcel.paneId, parcel.type, parcel.text)
    try {
      return await submit(parts, parcel, watch)
    } finally {
      watch.end()
      parts.fleet.lookSoon(parcel.paneId)
    }
  } catch (error) {
    const { code, message } = toFailure(error)
    if (code === 'internal') throw error
    return { result: 'failed', detail: message }
  }
}
