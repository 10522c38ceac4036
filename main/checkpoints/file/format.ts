import { z } from 'zod'
import { BlobRef, Checkpoint } from '../../../ipc/checkpoint'

/*
 * The file of a checkpoint: a gzip of a POSIX tar, so that `tar xzf` and `sha256sum -c SHA256SUMS` open and prove it
 * without us. First `manifest.json`, then `parts/HASH` with the content itself, last `SHA256SUMS`.
 */

export const MANIFEST = 'manifest.json'
export const SUMS = 'SHA256SUMS'
export const PARTS = 'parts/'

/** Bytes of a manifest: 500 panes with all their facts stay far below. */
export const MOST_MANIFEST = 32_000_000
/** Bytes of one part, as in the store. */
export const MOST_PART = 1 << 30
/** Bytes of all content together, unpacked: a file that claims more is a bomb. */
export const MOST_BYTES = 8 * (1 << 30)

const FORMAT = 'quarterdeck-checkpoint'
export const VERSION = 1

/** What every version begins with, so that a later one can be told from something else. */
export const AnyManifest = z.object({ format: z.literal(FORMAT), version: z.number().int() })

export const FileManifest = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  /** Version of the Quarterdeck that wrote it. */
  app: z.string().max(100),
  /** Unix ms. */
  exported: z.number(),
  /** Known shapes of secrets were masked. */
  masked: z.boolean(),
  checkpoint: Checkpoint,
  /** All content that the checkpoint names, each once. */
  parts: z.array(BlobRef).max(2_000_000),
})
export type FileManifest = z.infer<typeof FileManifest>

/** A manifest of this version. */
export function manifestOf(rest: Omit<FileManifest, 'format' | 'version'>): FileManifest {
  return { format: FORMAT, version: VERSION, ...rest }
}

/** The lines of `SHA256SUMS`, as `sha256sum` reads them. */
export function sumsOf(files: readonly (readonly [name: string, hash: string])[]): string {
  return files.map(([name, hash]) => `${hash}  ${name}\n`).join('')
}
