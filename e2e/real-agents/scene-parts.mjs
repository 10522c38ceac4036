import { sleep } from './driver.mjs'

/* What the scenes of several programs do alike. Each act goes on from where the one before it ended. */

/** What fits into no composer as it is: programs show it as a note. */
export const LONG_PASTE = Array.from({ length: 60 }, (_, index) => `line ${index} of a long paste`).join('\n')

/**
 * Empties a composer of any draft: to the line's start, then the line break before it, and the same forwards. As
 * `clear-keys.ts` has it, which Node cannot read here.
 */
export const CLEAR = [...Array(15).fill(['C-u', 'BSpace']).flat(), ...Array(15).fill(['C-k', 'DC']).flat()]

export async function draft({ pane, shot }) {
  await pane.paste('a draft of mine')
  await pane.see(/adraftofmine/)
  await shot('draft', 'idle', { composer: 'draft' })
}

/** A turn runs, and its composer is written into. */
export async function draftDuringTurn({ pane, shot }) {
  await shot('slow', 'working', { composer: 'empty' })
  await pane.paste('a draft while it works')
  await pane.see(/adraftwhile/)
  await shot('slow-draft', 'working', { composer: 'draft' })
}

/** A permission is asked for; then its second choice is marked, by `key`. */
export async function permission({ pane, shot }, key, pause = 300) {
  await shot('permission', 'waiting', { composer: 'none', question: 'permission', choices: 3 })
  await pane.key(key)
  await sleep(pause)
  await shot('permission-second', 'waiting', { composer: 'none', question: 'permission', choices: 3 })
}
