import { z } from 'zod'
import { BlobRef } from '../../../ipc/checkpoint'
import { PaneId } from '../../../ipc/model'
import type { Log } from '../../log/log'
import { readJsonFile, writeFileAtomic } from '../../settings/side-file'
import type { RememberedPane } from './pane-memory'

/*
 * Which parts hold the histories of living panes, for the next host: without it the first checkpoint after a restart of the
 * app would read all of them again, seconds of tmux's time. It is a help and no truth: what it says is compared with the
 * panes themselves, and where it is gone, damaged or of another server, histories are read anew.
 */

/** No part has more rows (`cutsOf`). */
const MOST_ROWS = 4000
const Count = z.number().int().min(0)
const Remembered = z.object({
  version: z.literal(1),
  server: z.string().max(100),
  panes: z
    .array(
      z.object({
        id: PaneId,
        width: Count,
        top: Count,
        parts: z
          .array(z.object({ ref: BlobRef, rows: Count.min(1).max(MOST_ROWS), ahead: Count }))
          .min(1)
          .max(10_000),
      }),
    )
    .max(10_000),
})

export interface RememberedFile {
  /** What an earlier host has kept of this server's panes. Never rejects. */
  read(server: string): Promise<RememberedPane[]>
  /** Writes what is new. Rejects with the system's error (`ENOSPC`, …); what was there stays then. */
  write(known: { readonly server: string; readonly panes: readonly RememberedPane[] }): Promise<void>
}

/** A server's life as one word, by which ids of its panes are told from those of another: its pid and start (Unix s). */
export function serverLife(pid: number, started: number): string {
  return `${pid}-${started}`
}

/** The file at this path. */
export function createRememberedFile(path: string, log: Log): RememberedFile {
  let last = ''
  return {
    async read(server) {
      const file = await readJsonFile(path).catch(error => ({ kind: 'damaged' as const, reason: String(error) }))
      if (file.kind === 'missing') return []
      const known = Remembered.safeParse(file.kind === 'value' ? file.value : undefined)
      if (known.success) return known.data.server === server ? known.data.panes : []
      const reason = file.kind === 'damaged' ? file.reason : 'it was written by another version'
      log.warn('what was kept of histories is not known any more: they are read anew', { path, reason })
      return []
    },
    async write({ server, panes }) {
      const text = JSON.stringify({ version: 1, server, panes })
      if (text === last) return
      await writeFileAtomic(path, text)
      last = text
    },
  }
}
