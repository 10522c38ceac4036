import type { SaveProgress } from '../../../ipc/checkpoint'
import { dataSize } from '../../ui/format'

type FileAct = NonNullable<SaveProgress['file']>['act']

/** What an export or an import does in each of its steps. */
const STEPS: Record<FileAct, readonly [string, string]> = {
  export: ['Packing', 'Writing the file'],
  import: ['Checking the file', 'Keeping its parts'],
}

/** An export or an import in its own dialog; null of a save. One bar for both of its steps: it never goes back. */
export function fileProgress({ file, done, total }: SaveProgress) {
  if (!file) return null
  return {
    value: (file.step - 1) * total + done,
    max: 2 * total,
    what: STEPS[file.act][file.step - 1] ?? '',
    far: `${dataSize(done)} of ${dataSize(total)}`,
  }
}

/** `2 of 5` of a save, `45 %` of an export or an import; empty while it is not known. */
function farWords(progress: SaveProgress): string {
  const { done, total } = progress
  if (total === 0) return ''
  const of = fileProgress(progress)
  return of ? `${Math.floor((of.value / of.max) * 100)} %` : `${done} of ${total}`
}

/** What is under way, as a list says it (`Saving api…`) and as a line in between does (`saving a checkpoint of api`). */
export function savingWords(progress: SaveProgress): {
  readonly title: string
  readonly inLine: string
  readonly far: string
} {
  const { file, session } = progress
  const far = farWords(progress)
  if (file?.act === 'import') return { title: 'Importing a file…', inLine: 'importing a checkpoint', far }
  const verb = file ? 'exporting' : 'saving'
  const title = `${file ? 'Exporting' : 'Saving'} ${session}…`
  return { title, inLine: `${verb} a checkpoint of ${session}`, far }
}
