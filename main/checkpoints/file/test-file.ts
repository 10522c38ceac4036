import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { BlobRef, Checkpoint } from '../../../ipc/checkpoint'
import { silentLog } from '../../log/log'
import { createConfBackend } from '../../settings/conf-backend'
import { openCheckpoints } from '../store/open'
import { savedCheckpoint, savedPane } from '../test-checkpoint'
import { createExport } from './export-file'
import { manifestOf, sumsOf } from './format'
import { createImport } from './import-file'
import { paddingOf, TAR_END, tarHeader } from './tar'

/* For tests alone: data folders, and files of checkpoints that are made by hand. */

/** A data folder with what brings checkpoints out and in. */
export async function createTestStore(folder: string) {
  const { store } = await openCheckpoints({
    ...{ folder, makeBackend: createConfBackend, log: silentLog, readOnly: () => false },
  })
  return {
    folder,
    store,
    exportFile: createExport({ store, version: '0.0.0' }),
    importFile: createImport({ store, most: () => 1e9, log: silentLog }),
    /** Files of its content. */
    async files(): Promise<string[]> {
      const names = await readdir(join(folder, 'checkpoints'), { recursive: true })
      return names.filter(name => /[.](gz|tmp)$/.test(name)).sort()
    },
  }
}
export type TestStore = Awaited<ReturnType<typeof createTestStore>>

export const SCREEN = Buffer.from('\u001b[31mone\u001b[0m\ntwo\n')
export const TALK = Buffer.from('{"type":"user"}\n')
export const BUNDLE = Buffer.from([0, 255, 1, 2])

export const refOf = (bytes: Uint8Array): BlobRef => ({
  hash: createHash('sha256').update(bytes).digest('hex'),
  bytes: bytes.length,
})

/** A small checkpoint of everything, over the three contents above. */
export function fullCheckpoint(more: Partial<Checkpoint> = {}): Checkpoint {
  const commit = 'c'.repeat(40)
  return savedCheckpoint(
    [
      savedPane('0.0', [refOf(SCREEN), refOf(SCREEN)], {
        conversation: { id: 'b7e6a5c4-0000-4000-8000-000000000001', transcript: refOf(TALK), file: '/t/a.jsonl' },
        launch: { type: 'cc', kind: 'program', command: 'claude', args: ['-x'], env: { A: 'b' }, folder: '/src' },
        draft: 'half',
      }),
      savedPane('0.1', [refOf(SCREEN)], { agent: '', type: '' }),
    ],
    {
      at: Date.UTC(2026, 6, 15, 9, 30),
      trees: [
        {
          ...{ path: '/src', branch: 'main', head: 'a'.repeat(40), commit, ref: `refs/quarterdeck/${commit}` },
          ...{ bundle: refOf(BUNDLE), changed: [{ path: 'a', status: ' M' }], left: [], problem: '' },
        },
      ],
      prompts: [{ agent: 'cc_1', text: 'later' }],
      ...more,
    },
  )
}

export interface Entry {
  readonly name: string
  readonly bytes: Buffer
  /** The header, for those that lie. */
  readonly header?: Buffer
}

/** A header with one field changed; its checksum is right again. */
export function headerWith(name: string, size: number, at: number, text: string): Buffer {
  const header = tarHeader(name, size, 0)
  header.write(text, at, 'latin1')
  const sum = header.reduce((all, byte, i) => all + (i >= 148 && i < 156 ? 32 : byte), 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return header
}

export function tarOf(entries: readonly Entry[], end: Buffer = TAR_END): Buffer {
  const all = entries.flatMap(({ name, bytes, header }) => [
    header ?? tarHeader(name, bytes.length, 0),
    bytes,
    Buffer.alloc(paddingOf(bytes.length)),
  ])
  return Buffer.concat([...all, end])
}

/** The entries of a right file, to be bent by tests. */
export function entriesOf(
  checkpoint: Checkpoint,
  contents: readonly Buffer[] = [SCREEN, TALK, BUNDLE],
  change: (manifest: Record<string, unknown>) => void = () => {},
): Entry[] {
  const parts = contents.map(bytes => ({ name: `parts/${refOf(bytes).hash}`, bytes }))
  const facts = { app: '0.0.0', exported: 0, masked: false, checkpoint, parts: contents.map(refOf) }
  const manifest: Record<string, unknown> = { ...manifestOf(facts) }
  change(manifest)
  const first = { name: 'manifest.json', bytes: Buffer.from(JSON.stringify(manifest)) }
  const sums = sumsOf([first, ...parts].map(one => [one.name, refOf(one.bytes).hash] as const))
  return [first, ...parts, { name: 'SHA256SUMS', bytes: Buffer.from(sums) }]
}

/** A right file's bytes. */
export const fileOf = (entries: readonly Entry[]): Buffer => gzipSync(tarOf(entries))
