import { mkdir, readdir, readlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BlobRef, Checkpoint } from '../../../ipc/checkpoint'
import { createTestFolder } from '../../tmux/test-server'
import { savedCheckpoint, savedPane } from '../test-checkpoint'
import { openPlain, readCheckpointFile } from './read-file'
import { entriesOf, fileOf, fullCheckpoint, headerWith, SCREEN, tarOf } from './test-file'

let folder: Awaited<ReturnType<typeof createTestFolder>>
beforeEach(async () => {
  folder = await createTestFolder()
})
afterEach(() => folder.remove())

/** Reads a file with these bytes to its end. */
async function read(bytes: Buffer): Promise<void> {
  const path = join(folder.path, 'file')
  await writeFile(path, bytes)
  const file = await openPlain(path)
  try {
    await readCheckpointFile(file, { manifest: () => {} })
  } finally {
    await file.close()
  }
}
const refuses = (bytes: Buffer, words: RegExp) =>
  expect(read(bytes)).rejects.toMatchObject({ code: 'refused', message: expect.stringMatching(words) })

const GB = 1 << 30
const claimed = (bytes: number, at: number): BlobRef => ({ hash: at.toString(16).padStart(64, '0'), bytes })
/** A file that claims parts of these sizes, and holds none of them. */
function claims(...sizes: number[]): Buffer {
  const refs = sizes.map(claimed)
  const checkpoint: Checkpoint = savedCheckpoint([savedPane('0.0', refs)])
  return fileOf(entriesOf(checkpoint, [], one => Object.assign(one, { parts: refs })))
}

describe('what a file claims', () => {
  it('may be 1 GB for a part and 8 GB for all, and is refused beyond before anything is read', async () => {
    await refuses(claims(GB), /1 of its parts are missing/)
    await refuses(claims(GB + 1), /one of its parts is too large/)
    await refuses(claims(...Array<number>(8).fill(GB)), /8 of its parts are missing/)
    await refuses(claims(...Array<number>(8).fill(GB), 1), /imported: it is too large/)
  })

  it('of a part must be what its checkpoint says of it', async () => {
    const change = (one: Record<string, unknown>) => {
      const [first, ...rest] = one.parts as BlobRef[]
      one.parts = [{ ...first, bytes: SCREEN.length - 1 }, ...rest]
    }
    await refuses(fileOf(entriesOf(fullCheckpoint(), undefined, change)), /lists other parts/)
  })
})

it('checksums of another size are not waited for, and of the same size not believed', async () => {
  const right = entriesOf(fullCheckpoint())
  const sums = right.at(-1)!
  const endless = headerWith(sums.name, sums.bytes.length, 124, '7'.repeat(11))
  await refuses(fileOf([...right.slice(0, -1), { ...sums, header: endless }]), /not those of its parts/)
  const other = Buffer.from(sums.bytes)
  other[0] = other[0] === 0x30 ? 0x31 : 0x30
  await refuses(fileOf([...right.slice(0, -1), { ...sums, bytes: other }]), /not those of its parts/)
  await read(fileOf(right))
})

it('behind the end 64 KB of empty blocks may stand, as archives are padded, and no byte more', async () => {
  const padded = (bytes: number) => gzipSync(tarOf(entriesOf(fullCheckpoint()), Buffer.alloc(512 + bytes)))
  await read(padded(1 << 16))
  await refuses(padded((1 << 16) + 1), /behind its end/)
})

it('what is wrong in a manifest is named without what a hostile name could do to a screen', async () => {
  const bent = (name: string) => {
    const checkpoint = fullCheckpoint()
    const launch = { ...checkpoint.windows[0]?.panes[0]?.launch, env: { [name]: 1 } }
    const panes = checkpoint.windows[0]?.panes.map((pane, at) => (at === 0 ? { ...pane, launch } : pane))
    const windows = [{ ...checkpoint.windows[0], panes }]
    return fileOf(entriesOf({ ...checkpoint, windows } as unknown as Checkpoint))
  }
  await refuses(
    bent('\u001b[2J \u202etxt'),
    /is not valid \(checkpoint\.windows\.0\.panes\.0\.launch\.env\.__2J__txt\)\.$/,
  )
  await refuses(bent('x'.repeat(199)), /^.{0,200}$/)
})

it('a disk that cannot be read is no fault of the file, and nothing waits for it', async () => {
  const file = { read: () => Promise.reject(new Error('EIO')) } as unknown as Awaited<ReturnType<typeof openPlain>>
  await expect(readCheckpointFile(file, { manifest: () => {} })).rejects.toThrow('EIO')
})

describe('a path', () => {
  it('that leads through a file names none', async () => {
    await writeFile(join(folder.path, 'file'), '')
    await expect(openPlain(join(folder.path, 'file', 'x'))).rejects.toMatchObject({ code: 'bad-input' })
  })

  it.skipIf(process.platform !== 'linux')('to something else is left closed', async () => {
    const place = join(folder.path, 'place')
    await mkdir(place)
    await expect(openPlain(place)).rejects.toMatchObject({ code: 'refused' })
    const open = await readdir('/proc/self/fd')
    const targets = await Promise.all(open.map(fd => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
    expect(targets).not.toContain(place)
  })

  // Root may read everything.
  it.skipIf(process.getuid?.() === 0)('that may not be read says so', async () => {
    const path = join(folder.path, 'file')
    await writeFile(path, '', { mode: 0o000 })
    await expect(openPlain(path)).rejects.toMatchObject({ code: 'bad-input', message: `${path} may not be read.` })
  })
})
