import type { SaveProgress } from '../../ipc/checkpoint'
import { HostError } from '../../ipc/failure'

/** ms between tellings of progress: a page draws no faster. */
const TELL_EVERY = 100
/** ms before an export or an import is told at all: most are over sooner, and would only flash. */
const FILE_AFTER = 400

/** What a save, an export or an import is given while it runs. */
interface Under<P> {
  readonly signal: AbortSignal
  readonly onProgress: (progress: P) => void
}
/** An export or an import, which needs not know under which id it runs. */
export type FileWork<T> = (how: Under<Omit<SaveProgress, 'id' | 'what'>>) => Promise<T>

interface Running {
  readonly abort: AbortController
  progress: SaveProgress
  shown: boolean
}

/**
 * Saves, exports and imports that are under way, as pages see them.
 * @param tell is called when `list` has news
 */
export function createSaves(tell: () => void) {
  const running = new Map<string, Running>()
  const files = new Set<Promise<unknown>>()
  let planned: NodeJS.Timeout | null = null
  const soon = () => {
    planned ??= setTimeout(() => {
      planned = null
      tell()
    }, TELL_EVERY)
  }

  async function run<T>(id: string, shown: boolean, work: (how: Under<SaveProgress>) => Promise<T>): Promise<T> {
    if (running.has(id)) throw new HostError('bad-input', 'Something with this id is under way already.')
    const abort = new AbortController()
    const one: Running = { abort, shown, progress: { id, session: '', done: 0, total: 0, what: '' } }
    const show = () => {
      one.shown = true
      tell()
    }
    const later = shown ? null : setTimeout(show, FILE_AFTER)
    running.set(id, one)
    const onProgress = (progress: SaveProgress) => {
      one.progress = progress
      if (one.shown) soon()
    }
    try {
      return await work({ signal: abort.signal, onProgress })
    } finally {
      if (later) clearTimeout(later)
      running.delete(id)
      if (one.shown) tell()
    }
  }

  return {
    list: () => [...running.values()].filter(one => one.shown).map(one => one.progress),
    cancel: (id: string) => running.get(id)?.abort.abort(),
    /** Throws HostError `bad-input` when something runs under this id, and as the work does. `outer` ends it too. */
    async save<T>(
      id: string,
      outer: AbortSignal | undefined,
      work: (how: Under<SaveProgress>) => Promise<T>,
    ): Promise<T> {
      return run(id, true, async ({ onProgress, signal }) =>
        work({ onProgress, signal: outer ? AbortSignal.any([outer, signal]) : signal }),
      )
    },
    /** Throws as `save` does. */
    async file<T>(id: string, work: FileWork<T>): Promise<T> {
      const mine = run(id, false, ({ onProgress, signal }) =>
        work({ signal, onProgress: far => onProgress({ id, what: '', ...far }) }),
      )
      files.add(mine)
      return mine.finally(() => files.delete(mine))
    },
    /** Ends all; resolves when no export or import is left that could leave half a file behind. */
    async close(): Promise<void> {
      if (planned) clearTimeout(planned)
      for (const { abort } of running.values()) abort.abort()
      await Promise.allSettled(files)
    },
  }
}
