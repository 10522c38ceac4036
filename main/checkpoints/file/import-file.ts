import { randomUUID } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import type { Checkpoint, CheckpointInfo } from '../../../ipc/checkpoint'
import type { CallOut, CallParsed } from '../../../ipc/contract'
import { HostError } from '../../../ipc/failure'
import type { Log } from '../../log/log'
import { absoluteFolder } from '../../sessions/folder'
import { problemWords } from '../../settings/new-file'
import { hashOf } from '../store/blobs'
import type { Step } from '../store/pieces'
import type { CheckpointStore } from '../store/store'
import { checkImported, plainNames } from './check-imported'
import type { FileManifest } from './format'
import { createSteps, type FileHow } from './progress'
import { openPlain, readCheckpointFile } from './read-file'

interface ImportOptions {
  readonly store: Pick<CheckpointStore, 'mayWrite' | 'saving' | 'save' | 'list' | 'get' | 'collect'>
  /** Bytes that automatic checkpoints may take. */
  readonly most: () => number
  readonly log: Log
}

function absolutePath(path: string): string {
  try {
    return absoluteFolder(path.trim())
  } catch {
    throw new HostError('bad-input', 'The file needs an absolute path, or one that begins with ~/.')
  }
}

/** What a checkpoint holds, whatever it is called and wherever it came from. */
function contentOf({ id, name, message, trigger, ...rest }: Checkpoint): string {
  return hashOf(Buffer.from(JSON.stringify(rest)))
}

/** The one in the list that holds the same, or null. */
async function twinOf(checkpoint: Checkpoint, store: ImportOptions['store']): Promise<CheckpointInfo | null> {
  const content = contentOf(checkpoint)
  const alike = store.list().filter(info => info.at === checkpoint.at && info.session === checkpoint.session)
  for (const info of alike) {
    const saved = await store.get(info.id).catch(() => null)
    if (saved && contentOf(saved) === content) return info
  }
  return null
}

function problemsOf({ masked, checkpoint }: FileManifest, changed: number, twin: CheckpointInfo | null): string[] {
  const trees = checkpoint.trees.filter(tree => tree.commit !== '' && tree.bundle === null)
  return [
    ...(twin ? [`The list had the same checkpoint already${twin.name ? `, as “${twin.name}”` : ''}.`] : []),
    ...(masked ? ['Secrets in it were masked when it was exported.'] : []),
    ...(changed > 0 ? [`Control characters were taken out of ${changed} of its names.`] : []),
    ...trees.map(tree => `${tree.path}: its files are not in this file.`),
  ]
}

/** Imports checkpoints from files, which are hostile input. */
export function createImport({ store, most, log }: ImportOptions) {
  /** The whole file, verified, without keeping any of it. */
  async function verify(
    file: FileHandle,
    visitor: Pick<Parameters<typeof readCheckpointFile>[1], 'part' | 'step'>,
  ): Promise<FileManifest> {
    const seen: FileManifest[] = []
    const manifest = (one: FileManifest) => {
      checkImported(one.checkpoint)
      seen.push(one)
    }
    await readCheckpointFile(file, { manifest, ...visitor })
    const [first] = seen
    if (!first) throw new Error('the file was read without its manifest')
    return first
  }

  /** Keeps what was verified. It is read again: a file that changed meanwhile is refused like any other. */
  async function keep(file: FileHandle, step: Step): Promise<CallOut<'checkpoint.import'>> {
    return store.saving(async blobs => {
      let added = 0
      const part = async (_: unknown, bytes: Buffer) => {
        let left = bytes.length
        const counted = (some: number) => {
          left -= some
          step(some)
        }
        added += (await blobs.put(bytes, counted)).added
        // What was there already is not packed.
        step(left)
      }
      const manifest = await verify(file, { part, step: () => step(0) })
      const { checkpoint, changed } = plainNames(manifest.checkpoint)
      const twin = await twinOf(checkpoint, store)
      // From here on it is in the list, and a cancel comes too late.
      step(0)
      const info = await store.save({ ...checkpoint, id: randomUUID(), trigger: 'import' }, added)
      return { info, problems: problemsOf(manifest, changed, twin) }
    })
  }

  /** Parts of a failed import go at once: nothing names them. A cancel waits for no collection; they go with the next. */
  async function clean(error: unknown): Promise<void> {
    if (error instanceof HostError && error.code === 'cancelled') return
    await store.collect({ most: most() }).catch(error => {
      log.warn('what a failed import left could not be collected', { error: String(error) })
    })
  }

  /**
   * Takes a checkpoint in from a file, under a new id and with the trigger `import`. Nothing in it is run, and no path of
   * it is touched. Throws HostError `refused` (it is not what it should be: the whole file, and what is wrong), `bad-input`
   * (no such file), `read-only`, `store-damaged` (the disk takes nothing); nothing is left on the disk then. Throws
   * `cancelled`; parts that were kept by then go with the next collection.
   */
  return async (
    { path }: Omit<CallParsed<'checkpoint.import'>, 'runId'>,
    how: FileHow = {},
  ): Promise<CallOut<'checkpoint.import'>> => {
    store.mayWrite()
    const file = await openPlain(absolutePath(path))
    try {
      const { size } = await file.stat()
      const steps = createSteps('import', '', how)
      const { parts } = await verify(file, { step: steps(1, size) })
      const total = parts.reduce((sum, part) => sum + part.bytes, 0)
      return await keep(file, steps(2, total)).catch(async error => {
        await clean(error)
        throw error
      })
    } catch (error) {
      if (error instanceof HostError) throw error
      throw new HostError('store-damaged', 'The checkpoint could not be kept.', problemWords(error))
    } finally {
      await file.close()
    }
  }
}
