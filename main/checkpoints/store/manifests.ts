import { Checkpoint, type CheckpointInfo } from '../../../ipc/checkpoint'
import { HostError } from '../../../ipc/failure'
import { type Blobs, hashOf } from './blobs'

/** A checkpoint as bytes: JSON with its keys in one order, so that equal ones have equal hashes. */
export function encodeCheckpoint(checkpoint: Checkpoint): Buffer {
  return Buffer.from(JSON.stringify(Checkpoint.parse(checkpoint)))
}

/** Reads and checks a manifest's bytes. Throws HostError `store-damaged`. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  try {
    return Checkpoint.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  } catch {
    throw new HostError(
      'store-damaged',
      'This checkpoint was written by another version, or is damaged.',
      hashOf(bytes),
    )
  }
}

/** Hashes of all content that a checkpoint is made of, without its manifest. */
export function partsOf(checkpoint: Checkpoint): Map<string, number> {
  const panes = checkpoint.windows.flatMap(window => window.panes)
  const refs = [
    ...panes.flatMap(pane => [
      ...pane.screen,
      ...(pane.conversation?.transcript ? [pane.conversation.transcript] : []),
    ]),
    ...checkpoint.trees.flatMap(tree => (tree.bundle ? [tree.bundle] : [])),
  ]
  return new Map(refs.map(ref => [ref.hash, ref.bytes]))
}

/** The line of the list that belongs to a checkpoint. */
export function infoOf(
  checkpoint: Checkpoint,
  rest: Pick<CheckpointInfo, 'serial' | 'added' | 'manifest'>,
): CheckpointInfo {
  const panes = checkpoint.windows.flatMap(window => window.panes)
  const { id, name, message, at, trigger, session } = checkpoint
  return {
    ...{ id, name, message, at, trigger, session },
    agents: panes.filter(pane => pane.agent !== '').length,
    panes: panes.length,
    windows: checkpoint.windows.length,
    trees: checkpoint.trees.length,
    bytes: [...partsOf(checkpoint).values()].reduce((sum, bytes) => sum + bytes, 0),
    deleted: null,
    ...rest,
  }
}

/** Whether all parts are there; says what is missing in one sentence, empty when none is. `deep` reads every byte. */
export async function checkParts(blobs: Blobs, info: CheckpointInfo, deep: boolean): Promise<string> {
  let checkpoint: Checkpoint
  try {
    checkpoint = decodeCheckpoint(await blobs.get({ hash: info.manifest }))
  } catch (error) {
    return error instanceof HostError ? error.message : String(error)
  }
  const hashes = [...partsOf(checkpoint).keys()]
  const whole = await Promise.all(
    hashes.map(hash =>
      deep
        ? blobs.get({ hash }).then(
            () => true,
            () => false,
          )
        : blobs.has(hash),
    ),
  )
  const bad = whole.filter(one => !one).length
  return bad === 0 ? '' : `${bad} of ${hashes.length} parts of this checkpoint are damaged or missing.`
}

/** Larger content is no manifest: 500 panes with all their facts stay far below. Bytes. */
const MOST_MANIFEST = 16_000_000

/**
 * The list made again from the content itself, for when the index is lost: every part that reads as a checkpoint is one.
 * Deleted ones that were not purged yet come back too; better one too many than one lost.
 */
export async function salvage(blobs: Blobs): Promise<CheckpointInfo[]> {
  const found = new Map<string, { checkpoint: Checkpoint; manifest: string }>()
  for (const [hash, size] of await blobs.list()) {
    if (size > MOST_MANIFEST) continue
    const bytes = await blobs.get({ hash }).catch(() => null)
    // `{"version":1,` is how they all begin; a screen or a transcript that quotes one has more around it.
    if (!bytes?.subarray(0, 20).toString('latin1').startsWith('{"version":1,')) continue
    try {
      const checkpoint = decodeCheckpoint(bytes)
      found.set(checkpoint.id, { checkpoint, manifest: hash })
    } catch {
      // Something else that begins alike.
    }
  }
  const oldestFirst = [...found.values()].sort((a, b) => a.checkpoint.at - b.checkpoint.at)
  return oldestFirst.map(({ checkpoint, manifest }, index) =>
    infoOf(checkpoint, { serial: index + 1, added: 0, manifest }),
  )
}
