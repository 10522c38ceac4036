import { appendFile, chmod, readdir, readFile, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { PromptRecord } from '../../../ipc/act'
import { Receipt } from '../../../ipc/model'
import { hasCode, writeFileAtomic } from '../../settings/side-file'

/*
 * The history on disk: one JSON object a line, appended. A process that is killed in the middle of a line loses that line
 * alone: it is skipped, and what comes after begins on a line of its own.
 */

const Line = z.union([
  z.object({ sent: PromptRecord }),
  /** What came of one pane's prompt, later. */
  z.object({ of: z.string().max(100), receipt: Receipt }),
])
export type Line = z.infer<typeof Line>

/** Larger than any history that is compacted in time; a file beyond it is not ours. */
const MOST_BYTES = 512 * 1024 * 1024

function parseLine(text: string): Line | null {
  try {
    const read = Line.safeParse(JSON.parse(text))
    return read.success ? read.data : null
  } catch {
    return null
  }
}

/** All lines that can be read, in order, and how many cannot. No file is an empty one. Rejects when it may not be read. */
export async function readLines(path: string): Promise<{ lines: Line[]; damaged: number }> {
  try {
    if ((await stat(path)).size > MOST_BYTES) return { lines: [], damaged: 1 }
    const texts = (await readFile(path, 'utf8')).split('\n').filter(text => text !== '')
    const lines = texts.map(parseLine).filter(line => line !== null)
    return { lines, damaged: texts.length - lines.length }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { lines: [], damaged: 0 }
    throw error
  }
}

const asText = (lines: readonly Line[]) => lines.map(line => `${JSON.stringify(line)}\n`).join('')

/** Appends lines. `fresh`: the first write of this process, behind what may be a torn line. Mode 0600. */
export async function appendLines(path: string, lines: readonly Line[], fresh: boolean): Promise<void> {
  await appendFile(path, `${fresh ? '\n' : ''}${asText(lines)}`, { mode: 0o600 })
  // A file that was copied in may be readable by others.
  if (fresh) await chmod(path, 0o600)
}

/** Replaces the file, so that what is not in `lines` is on disk no more, nor in what a crash left of an earlier attempt. */
export async function replaceLines(path: string, lines: readonly Line[]): Promise<void> {
  await writeFileAtomic(path, asText(lines))
  const folder = dirname(path)
  const left = (await readdir(folder)).filter(name => name.startsWith(`.${basename(path)}.`) && name.endsWith('.tmp'))
  for (const name of left) await rm(join(folder, name), { force: true })
}
