import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createTestFolder } from '../../tmux/test-server'
import { createBlobs } from '../store/blobs'
import type { ChunkReader } from './read-pane-chunk'
import { createPaneKeeper } from './read-pane-parts'
import { cutsOf, hashesOf, rowsIn } from './read-pane-rows'

const HEIGHT = 24
/** Rows of history that are read first when the rest is known. */
const NEWEST = 300
const BODY = 'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8'
const bytesOf = (rows: readonly string[]) => Buffer.from(rows.map(row => `${row}\n`).join(''))

/** Rows with a private key of forty lines across the end of their first part, and where that is. */
function keyAcrossCut(): { rows: string[]; cut: number } {
  const filler = Array.from({ length: 6000 }, (_, i) => `row ${i} of text`)
  for (let n = 0; n < 3000; n += 1) {
    const line = (_: unknown, i: number) =>
      `${BODY.repeat(3).slice(0, 60)}${(n * 40 + i).toString(36).padStart(4, 'A')}`
    const key = ['-----BEGIN PRIVATE KEY-----', ...Array.from({ length: 40 }, line), '-----END PRIVATE KEY-----']
    const rows = [...filler.slice(0, 900), ...key, ...filler.slice(900)]
    const [cut = 0] = cutsOf(hashesOf(rowsIn(bytesOf(rows.slice(0, 1400)))))
    if (cut > 920 && cut < 935) return { rows, cut }
  }
  throw new Error('no rows have their cut within the key')
}

it('masks a key across two parts also when the newer one alone is read anew', async () => {
  const folder = await createTestFolder()
  const blobs = createBlobs(join(folder.path, 'blobs'))
  const { rows, cut } = keyAcrossCut()
  let total = 0
  const reader: ChunkReader = {
    async read(_, { from, to }) {
      const history = total - HEIGHT
      const end = to === null ? total : history + to + 1
      const found = rowsIn(bytesOf(rows.slice(Math.max(0, history + from), end)))
      return { rows: found, width: 80, height: HEIGHT, history, cursor: null }
    },
  }
  const keeper = createPaneKeeper(reader)
  const kept = async () => {
    const { parts } = await keeper.keep('%1', { lines: 5000, blobs, mask: true })
    return (await Promise.all(parts.map(part => blobs.get(part)))).join('')
  }
  total = cut + 200 + HEIGHT
  expect(await kept()).not.toContain(BODY)
  // Now the newest rows begin five rows in front of the cut, in the middle of the key.
  total = cut + NEWEST - 5 + HEIGHT
  const second = await kept()
  expect(second).toContain('row 0 of text')
  expect(second).not.toContain(BODY)
  await folder.remove()
})
