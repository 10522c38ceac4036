import type { BlobRef, Checkpoint, SavedPane, SavedTree } from '../../../ipc/checkpoint'
import { HostError } from '../../../ipc/failure'
import { maskLines } from '../secrets/mask'
import { maskFacts } from '../secrets/mask-facts'
import { firstRows, lastRows, maskPart } from '../secrets/mask-parts'
import { type Blobs, hashOf } from '../store/blobs'
import { partsOf } from '../store/manifests'
import { piecesOf, type Step } from '../store/pieces'
import { PARTS } from './format'
import { paddingOf, tarHeader } from './tar'

/** A checkpoint as it goes into a file, once all of its content was handed over. */
export interface Gathered {
  /** Names exactly the parts that were handed over. */
  readonly checkpoint: Checkpoint
  readonly parts: BlobRef[]
  /** Secrets that were masked. */
  readonly masked: number
  /** What the file lacks, a sentence each. */
  readonly problems: string[]
}

interface Work {
  readonly blobs: Pick<Blobs, 'get'>
  readonly mask: boolean
  /** Counts the bytes of content that are handed over. */
  readonly step: Step
  /** Of the parts' entries, Unix ms. */
  readonly at: number
  readonly parts: Map<string, BlobRef>
  readonly problems: string[]
  masked: number
}

const NONE = Buffer.alloc(0)

/** A part, or null when it is damaged. */
async function partOf(ref: BlobRef | undefined, { blobs }: Work): Promise<Buffer | null> {
  if (!ref) return null
  return blobs.get(ref).catch(error => {
    if (error instanceof HostError) return null
    throw error
  })
}

/** Hands a part over as an entry of the archive, unless it is there already. */
function* entryOf(bytes: Buffer, { parts, at, step }: Work): Generator<Buffer, BlobRef> {
  const ref = { hash: hashOf(bytes), bytes: bytes.length }
  if (parts.has(ref.hash)) return ref
  parts.set(ref.hash, ref)
  yield tarHeader(`${PARTS}${ref.hash}`, ref.bytes, at)
  for (const piece of piecesOf(bytes)) {
    yield piece
    step(piece.length)
  }
  yield Buffer.alloc(paddingOf(ref.bytes))
  return ref
}

function count(work: Work, masked: { readonly value: Buffer; readonly count: number }): Buffer {
  work.masked += masked.count
  return masked.value
}

const nameOf = (pane: SavedPane) => pane.agent || `Pane ${pane.key}`

async function* gatherScreen(pane: SavedPane, work: Work): AsyncGenerator<Buffer, Pick<SavedPane, 'screen' | 'rows'>> {
  const screen: BlobRef[] = []
  let rows = 0
  let before: Buffer = NONE
  let part = await partOf(pane.screen[0], work)
  let damaged = 0
  for (let at = 0; at < pane.screen.length; at += 1) {
    const next = await partOf(pane.screen[at + 1], work)
    if (part) {
      const masked = work.mask ? count(work, maskPart(part, before, firstRows(next ?? NONE), pane.width)) : part
      screen.push(yield* entryOf(masked, work))
      for (let line = part.indexOf(10); line >= 0; line = part.indexOf(10, line + 1)) rows += 1
    } else damaged += 1
    before = part ? lastRows(part) : NONE
    part = next
  }
  if (damaged === 0) return { screen, rows: pane.rows }
  work.problems.push(`${nameOf(pane)}: ${damaged} of ${pane.screen.length} parts of its screen are damaged.`)
  return { screen, rows }
}

async function* gatherTalk(pane: SavedPane, work: Work): AsyncGenerator<Buffer, SavedPane['conversation']> {
  const { conversation } = pane
  if (!conversation?.transcript) return conversation
  const bytes = await partOf(conversation.transcript, work)
  if (!bytes) work.problems.push(`${nameOf(pane)}: its conversation is damaged.`)
  if (!bytes) return { ...conversation, transcript: null }
  const masked = work.mask ? count(work, await maskLines(bytes, () => work.step(0))) : bytes
  return { ...conversation, transcript: yield* entryOf(masked, work) }
}

async function* gatherTree(tree: SavedTree, work: Work): AsyncGenerator<Buffer, SavedTree> {
  const without = (why: string) => {
    work.problems.push(`${tree.path}: ${why}`)
    return { ...tree, bundle: null }
  }
  if (tree.commit === '') return { ...tree, bundle: null }
  if (!tree.bundle) return without('its files are in the repository alone, as they were too large.')
  if (work.mask) return without('its files are left out, as secrets in them cannot be masked.')
  const bytes = await partOf(tree.bundle, work)
  if (!bytes) return without('its saved files are damaged.')
  return { ...tree, bundle: yield* entryOf(bytes, work) }
}

/** Bytes of content that are about to be handed over: secrets change the length of what they are masked in. */
export function bytesToGather(checkpoint: Checkpoint, mask: boolean): number {
  const parts = partsOf(mask ? { ...checkpoint, trees: [] } : checkpoint)
  return [...parts.values()].reduce((sum, bytes) => sum + bytes, 0)
}

/**
 * Hands over all content of a checkpoint as entries of an archive, one part in memory at a time (with its neighbours), and
 * says at the end what it became. Damaged parts are left out and named. With `mask` secrets are masked, and files of work
 * trees, in which they cannot be, left out.
 */
export async function* gather(
  checkpoint: Checkpoint,
  { blobs, mask, step, at }: Pick<Work, 'blobs' | 'mask' | 'step' | 'at'>,
): AsyncGenerator<Buffer, Gathered> {
  const facts = mask ? maskFacts(checkpoint) : { value: checkpoint, count: 0 }
  const work: Work = { blobs, mask, step, at, parts: new Map(), problems: [], masked: facts.count }
  const windows: Checkpoint['windows'] = []
  for (const window of facts.value.windows) {
    const panes: SavedPane[] = []
    for (const pane of window.panes) {
      const text = yield* gatherScreen(pane, work)
      panes.push({ ...pane, ...text, conversation: yield* gatherTalk(pane, work) })
    }
    windows.push({ ...window, panes })
  }
  const trees: SavedTree[] = []
  for (const tree of facts.value.trees) trees.push(yield* gatherTree(tree, work))
  const { parts, masked, problems } = work
  return { checkpoint: { ...facts.value, windows, trees }, parts: [...parts.values()], masked, problems }
}
