import { keepsFromEnter } from './judge'
import { enterCommands } from './keys'
import { type DeliverParts, notTaken, type Outcome, type Parcel, stepOf } from './parcel'
import type { Proof, ProofWatch } from './proof'
import type { Sight } from './sight'

/** ms after an Enter in which a program that took it shows so; a while longer after the last one. */
const PROOF_WITHIN = 1500
const LAST_PROOF_WITHIN = 2500

/** What one look shows of a prompt that was taken. `emptied` counts the looks in a row that found no text any more. */
function seen({ composer, reading }: Sight, emptied: number): Proof | null {
  const works = reading?.says === 'working' || reading?.says === 'held'
  if (composer?.kind !== 'draft' && works) return { words: 'its screen shows a running turn' }
  return emptied >= 2 ? { words: 'its composer emptied' } : null
}

/** Looks for proof that an Enter was taken. */
async function confirm(
  { sights }: DeliverParts,
  { paneId }: Parcel,
  watch: ProofWatch,
  ms: number,
): Promise<Proof | 'ended' | null> {
  const end = performance.now() + ms
  let emptied = 0
  for (let round = 0; ; round += 1) {
    await watch.within(stepOf(round))
    if (watch.told()) return watch.told()
    const sight = await sights.screen(paneId)
    // Twice: a program that draws anew shows an empty composer for a moment.
    emptied = sight.composer?.kind === 'empty' ? emptied + 1 : 0
    const proof = watch.told() ?? seen(sight, emptied)
    if (proof) return proof
    if (!sight.pane || sight.pane.dead) return 'ended'
    if (performance.now() > end && emptied === 0) return null
  }
}

const NOT_PRESSED = 'It was pasted, but Enter was not pressed'

/** Presses Enter where a fresh look allows it; null when tmux took it. */
async function pressEnter(parts: DeliverParts, parcel: Parcel, sight: Sight, why: string): Promise<Outcome | null> {
  const hindrance = keepsFromEnter(sight, parcel.text)
  if (hindrance) return { result: hindrance.result, detail: `${why}: ${hindrance.reason}` }
  const enter = enterCommands(parcel.paneId, parts.tmux.status().serverVersion)
  const refused = notTaken(await parts.tmux.requestAll(enter), 'Enter')
  if (!refused) parcel.entered()
  return refused
}

function outcomeOf(proof: Proof | 'ended', words: string): Outcome {
  if (proof === 'ended') return { result: 'failed', detail: 'Its program ended right after Enter.' }
  return { result: 'done', detail: `Sent with ${words}: ${proof.words}.` }
}

/**
 * Enter, then proof; the text still there after 1.5 s: one more Enter, then proof. Before each a fresh look: never an Enter
 * on anything but the text.
 */
export async function submit(parts: DeliverParts, parcel: Parcel, watch: ProofWatch): Promise<Outcome> {
  const { paneId } = parcel
  const first = await pressEnter(parts, parcel, await parts.sights.look(paneId), NOT_PRESSED)
  if (first) return first
  const proof = await confirm(parts, parcel, watch, PROOF_WITHIN)
  if (proof) return outcomeOf(proof, 'Enter')
  const sight = await parts.sights.look(paneId)
  const late = watch.told() ?? seen(sight, sight.composer?.kind === 'empty' ? 2 : 0)
  if (late) return outcomeOf(late, 'Enter')
  const second = await pressEnter(parts, parcel, sight, 'Enter was pressed, but it is not proven that it was taken')
  if (second) return second
  const last = await confirm(parts, parcel, watch, LAST_PROOF_WITHIN)
  if (last) return outcomeOf(last, 'a second Enter, as the first one was not taken')
  return { result: 'unconfirmed', detail: 'The text is still in its composer after a second Enter.' }
}
