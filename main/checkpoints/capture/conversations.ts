import { constants, open } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute } from 'node:path'
import type { BlobRef, SavedPane } from '../../../ipc/checkpoint'
import { HostError } from '../../../ipc/failure'
import type { AgentType } from '../../agents/agent-type'
import { hasCode } from '../../settings/side-file'
import { maskLines } from '../secrets/mask'
import type { Blobs } from '../store/blobs'

/** Bytes of a transcript; a longer one is named, not kept. */
const MOST = 256 * 1024 * 1024
const LF = 10

/** An agent's conversation, as far as it is known. */
export interface Talk {
  readonly type: AgentType
  readonly id: string
  /** As the agent told it; empty: to be found by the id. */
  readonly file: string
  /** Folders that it may have been begun in, the likeliest first. */
  readonly folders: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** The conversation of an agent that ran in this pane; null when none is known, or its type keeps none. */
export function talkIn(
  { launch, folder }: Pick<SavedPane, 'launch' | 'folder'>,
  type: AgentType | undefined,
  { id, file }: Pick<Talk, 'id' | 'file'>,
): Talk | null {
  if (!id || !type?.transcripts) return null
  const folders = [...(launch ? [launch.folder] : []), folder]
  return { type, id, file, folders, env: { ...type.env } }
}

export interface KeptTalk {
  readonly conversation: NonNullable<SavedPane['conversation']>
  /** Bytes that it added to the disk. */
  readonly added: number
  /** One sentence; empty when all was kept. */
  readonly problem: string
}

/** The file of a conversation, empty when there is none. */
export async function findTranscript({ type, id, file, folders, env }: Talk): Promise<string> {
  if (isAbsolute(file)) return file
  for (const folder of new Set(folders)) {
    const where = { conversation: id, folder, home: homedir(), env: { ...process.env, ...env } }
    const found = await type.transcripts?.find(where).catch(() => null)
    if (found) return found
  }
  return ''
}

/**
 * A transcript up to its last whole line, as the agent may be in the middle of writing one. Throws HostError `too-large`
 * (more than 256 MB), `refused` (no regular file), or the system's error.
 */
export async function readTranscript(path: string): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const info = await file.stat()
    if (!info.isFile()) throw new HostError('refused', 'Its transcript is no regular file.')
    if (info.size > MOST) throw new HostError('too-large', 'Its transcript is larger than 256 MB.')
    const bytes = Buffer.alloc(info.size)
    let length = 0
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    return bytes.subarray(0, bytes.lastIndexOf(LF, length - 1) + 1)
  } finally {
    await file.close()
  }
}

/** Why a transcript could not be read, in one sentence. */
export function transcriptProblem(error: unknown): string {
  if (error instanceof HostError) return error.message
  return hasCode(error, 'ENOENT') ? 'Its transcript is gone.' : 'Its transcript cannot be read.'
}

/**
 * Keeps a conversation: its id always, its transcript when it can be read. Throws only when `blobs` refuses.
 * @param mask known shapes of secrets in it are masked
 */
export async function keepTalk(talk: Talk, blobs: Blobs, mask = false): Promise<KeptTalk> {
  const file = await findTranscript(talk)
  const kept = (transcript: BlobRef | null) => ({ id: talk.id.slice(0, 200), transcript, file: file.slice(0, 4096) })
  if (file === '') return { conversation: kept(null), added: 0, problem: 'The file of its conversation was not found.' }
  let bytes: Buffer
  try {
    bytes = await readTranscript(file)
  } catch (error) {
    return { conversation: kept(null), added: 0, problem: transcriptProblem(error) }
  }
  const { ref, added } = await blobs.put(mask ? (await maskLines(bytes)).value : bytes)
  return { conversation: kept(ref), added, problem: '' }
}
