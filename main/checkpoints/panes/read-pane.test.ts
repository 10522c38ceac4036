import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join as path } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../../log/log'
import { createTmux } from '../../tmux/server'
import { createTestFolder, createTestServer, until } from '../../tmux/test-server'
import type { Tmux } from '../../tmux/types'
import { createBlobs } from '../store/blobs'
import { readPane } from './read-pane'
import { createChunkReader } from './read-pane-chunk'
import { createPaneKeeper } from './read-pane-parts'
import { countOf, cutsOf, exactly, hashesOf, join, rowsIn, slice } from './read-pane-rows'

const rows = (text: string) => rowsIn(Buffer.from(text))
const text = (of: { bytes: Buffer }) => of.bytes.toString()

describe('rows', () => {
  it('are found, sliced, joined and made as many as asked', () => {
    expect([countOf(rows('')), countOf(rows('a\n\nb\n')), countOf(rows('a\nb'))]).toEqual([0, 3, 2])
    expect(text(slice(rows('a\nbb\nccc\n'), 1))).toBe('bb\nccc\n')
    expect(text(slice(slice(rows('a\nbb\nccc\ndd\n'), 1), 1, 2))).toBe('ccc\n')
    const both = join([rows('a\nb\n'), rows(''), rows('c\n')])
    expect([text(both), [...both.starts]]).toEqual(['a\nb\nc\n', [0, 2, 4, 6]])
    expect([text(exactly(rows('a\n\n'), 1)), text(exactly(rows('a\n'), 3))]).toEqual(['a\n', 'a\n\n\n'])
    expect([...hashesOf(both)]).toEqual([...hashesOf(rows('a\n')), ...hashesOf(rows('b\n')), ...hashesOf(rows('c\n'))])
  })
})

describe('cuts', () => {
  /** As far from each other as random ones. */
  const word = (n: number) => {
    const half = (by: number) => Math.imul(Math.imul(n ^ (n >>> 16), 0x45d9f3b) ^ (n >>> 13), by) >>> 0
    return half(0x9e3779b1).toString(36) + half(0x85ebca6b).toString(36)
  }
  const lines = (count: number, seed: number, kinds: number) =>
    Array.from({ length: count }, (_, i) => word(Math.imul(seed, 31) + (kinds === 0 ? i : (i * 7919) % kinds)))
  const hashes = (all: readonly string[]) => hashesOf(rows(`${all.join('\n')}\n`))
  const parts = (all: readonly string[]) => {
    const cuts = cutsOf(hashes(all))
    return cuts.map((end, i) => all.slice(cuts[i - 1] ?? 0, end))
  }

  it('leave nothing out, and no part is larger than 4000 rows or, but for the last, smaller than 500', () => {
    fc.assert(
      fc.property(fc.nat(12_000), fc.nat(), fc.constantFrom(0, 1, 10, 700), (count, seed, kinds) => {
        const all = lines(count, seed, kinds)
        const found = parts(all)
        expect(found.flat()).toEqual(all)
        for (const part of found) expect(part.length).toBeLessThanOrEqual(4000)
        for (const part of found.slice(0, -1)) expect(part.length).toBeGreaterThanOrEqual(500)
      }),
      { numRuns: 40 },
    )
  })

  it('go on as before behind a cut, so that only what came is cut anew', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5000, max: 12_000 }),
        fc.nat(),
        fc.constantFrom(0, 10, 700),
        (count, seed, kinds) => {
          const all = hashes(lines(count, seed, kinds))
          const cuts = cutsOf(all)
          const at = cuts[Math.floor(cuts.length / 2)]!
          expect(cutsOf(all.subarray(at)).map(cut => cut + at)).toEqual(cuts.filter(cut => cut > at))
        },
      ),
      { numRuns: 30 },
    )
  })

  it('make few new parts when a history lost its oldest rows, also where rows repeat', () => {
    const newRows = (kinds: number, lost: number, seed: number) => {
      const all = lines(20_000, seed, kinds)
      const key = (part: readonly string[]) => createHash('md5').update(part.join('\n')).digest('hex')
      const before = new Set(parts(all).map(key))
      const after = new Map(parts(all.slice(lost)).map(part => [key(part), part.length]))
      return [...after].reduce((sum, [hash, count]) => sum + (before.has(hash) ? 0 : count), 0)
    }
    fc.assert(
      fc.property(fc.constantFrom(0, 10, 700), fc.integer({ min: 1, max: 2000 }), fc.nat(), (kinds, lost, seed) => {
        // Cuts meet again after a few parts at worst.
        expect(newRows(kinds, lost, seed)).toBeLessThan(14_000)
      }),
      { numRuns: 20 },
    )
  })
})

describe('captures that do not fit each other', () => {
  /** A pane whose history grows, and loses rows at its top, between captures; the first row of each has a mark. */
  function moving(start: number, steps: readonly { came: number; lost: number }[], height = 3) {
    let [top, end, turn] = [0, start, 0]
    return {
      read: async (_pane: string, { from, to }: { from: number; to: number | null }) => {
        const history = end - top - height
        const first = Math.max(from, -history)
        const last = to ?? height - 1
        const all = Array.from(
          { length: Math.max(0, last - first + 1) },
          (_, i) => `${i === 0 ? '*' : ''}${top + history + first + i}\n`,
        )
        const chunk = { rows: rows(all.join('')), width: 80, height, history, cursor: null }
        const step = steps[turn++ % Math.max(1, steps.length)] ?? { came: 0, lost: 0 }
        end += step.came
        top = Math.min(top + step.lost, end - height)
        return chunk
      },
    }
  }

  it('are never put together: rows follow each other, and there are as many as told', async () => {
    const step = fc.record({ came: fc.constantFrom(0, 1, 15, 300, 2500), lost: fc.constantFrom(0, 0, 1, 300, 2000) })
    await fc.assert(
      fc.asyncProperty(fc.nat(9000), fc.array(step, { maxLength: 6 }), fc.nat(12_000), async (count, steps, lines) => {
        const read = await readPane(moving(count + 3, steps), '%1', { lines, known: null })
        const found = text(read.rows).trimEnd().split('\n')
        expect(found.slice(1).some(row => row.startsWith('*'))).toBe(false)
        const numbers = found.map(row => Number(row.replace('*', '')))
        expect(numbers.every((n, i) => i === 0 || n === (numbers[i - 1] ?? 0) + 1)).toBe(true)
        expect(found).toHaveLength(Math.min(lines, read.history) + 3)
        expect(read.top).toBe(Math.max(0, read.history - lines))
      }),
      { numRuns: 150 },
    )
  })
})

const server = createTestServer()
let tmux: Tmux
let folder: Awaited<ReturnType<typeof createTestFolder>>
const scratch = () => path(folder.path, 'a #(b) ü', 'reading')

beforeAll(async () => {
  folder = await createTestFolder()
  await server.tmux('new-session', '-d', '-x', '100', '-y', '20', '-s', 'one', 'cat')
  await server.tmux('set-option', '-g', 'history-limit', '20000')
  tmux = createTmux({ target: server.target, log: silentLog, clientRecord: null })
  await until(() => tmux.clientOfPane('%0')?.open, 'a client')
})

afterAll(async () => {
  await tmux.close()
  await server.end()
  await folder.remove()
})

/** A pane that writes this (a body of perl) and stays; more is written at each line of its input. */
async function writes(body: string): Promise<`%${string}`> {
  const code = `$| = 1; ${body}; print "END"; while (<STDIN>) { chomp; $n = $_; for (1..$n) { print "more $_ \\e[3\${\\($_ % 7)}mcolour\\e[0m\\r\\n" } }`
  const id = (await server.tmux('new-window', '-d', '-P', '-F', '#{pane_id}', 'perl', '-e', code)) as `%${string}`
  await until(async () => (await server.tmux('capture-pane', '-p', '-t', id)).includes('END'), 'it has written')
  await until(() => tmux.clientOfPane(id)?.open, 'followed')
  return id
}

const COLOURS = (count: number) =>
  `print "$_ \\e[3\${\\($_ % 7)}mred \\e[1mbold ", $_ * 7919 % 1000, ($_ % 3 ? "\\e[0m" : ""), " é日 \\r\\n" for (1..${count})`
/** As tmux tells all of it at once. */
const whole = (pane: string, lines: number) =>
  server.raw('capture-pane', '-p', '-e', '-N', '-S', String(-lines), '-t', pane)

describe('readPane', () => {
  it('reads in several captures, byte for byte what one capture tells', async () => {
    const pane = await writes(COLOURS(7000))
    const reader = createChunkReader(tmux, scratch())
    for (const lines of [0, 5, 1999, 2000, 2001, 5000, 6900, 20_000]) {
      const read = await readPane(reader, pane, { lines, known: null })
      const told = await whole(pane, lines)
      const place = read.top === 0 || lines <= 2000 ? text(read.rows) : text(slice(read.rows, 1))
      expect([
        lines,
        place.length,
        place === (read.top === 0 || lines <= 2000 ? told : told.slice(told.indexOf('\n') + 1)),
      ]).toEqual([lines, place.length, true])
      expect([countOf(read.rows), read.height]).toEqual([Math.min(lines, read.history) + 20, 20])
    }
    expect(await readdir(scratch())).toEqual([])
    expect(await server.tmux('list-buffers')).toBe('')
  })

  it('reads through the client where the server cannot write the file', async () => {
    const pane = await writes(`${COLOURS(2500)}; print "\\\\033 \\$HOME \\\\ "`)
    const blocked = {
      ...tmux,
      clientOfPane: (id: `%${string}`) => {
        const client = tmux.clientOfPane(id)
        return (
          client && {
            ...client,
            open: true,
            send: ((commands, onReply) =>
              client.send(
                commands.map(one =>
                  one.verb === 'save-buffer' ? { ...one, args: [...one.args.slice(0, -1), '/nonexistent/file'] } : one,
                ),
                onReply,
              )) as typeof client.send,
          }
        )
      },
    }
    const read = await readPane(createChunkReader(blocked, scratch()), pane, { lines: 10_000, known: null })
    expect(text(read.rows)).toBe(await whole(pane, 10_000))
    expect(await server.tmux('list-buffers')).toBe('')
  })

  it('reads without a client', async () => {
    const pane = await writes(COLOURS(3000))
    const alone = { ...tmux, clientOfPane: () => null }
    const read = await readPane(createChunkReader(alone, scratch()), pane, { lines: 10_000, known: null })
    expect(text(read.rows)).toBe(await whole(pane, 10_000))
  })

  it('loses and doubles no row of a pane that floods, while its history is full too', async () => {
    const pane = (await server.tmux(
      'new-window',
      '-d',
      '-P',
      '-F',
      '#{pane_id}',
      'perl',
      '-e',
      'while (1) { print $n++, "\\n" }',
    )) as `%${string}`
    await until(() => tmux.clientOfPane(pane)?.open, 'followed')
    const reader = createChunkReader(tmux, scratch())
    const keeper = createPaneKeeper(reader)
    const blobs = createBlobs(path(folder.path, 'flood'))
    for (let round = 0; round < 12; round += 1) {
      const kept = await keeper.keep(pane, { lines: 12_000, blobs })
      const all = Buffer.concat(await Promise.all(kept.parts.map(part => blobs.get(part)))).toString()
      const numbers = all.replaceAll('\x1b[39m\x1b[49m', '').trimEnd().split('\n')
      // The last one may be half written.
      const wrong = numbers.slice(1, -1).filter((n, i) => Number(n) !== Number(numbers[i]) + 1)
      expect([round, wrong]).toEqual([round, []])
    }
    await server.tmux('kill-pane', '-t', pane)
  })

  it('says so when the pane is gone, and stops when it is told to', async () => {
    const reader = createChunkReader(tmux, scratch())
    await expect(readPane(reader, '%999', { lines: 10, known: null })).rejects.toMatchObject({ code: 'no-such-pane' })
    await expect(readPane(reader, '%0', { lines: 10, known: null, signal: AbortSignal.abort() })).rejects.toMatchObject(
      {
        code: 'cancelled',
      },
    )
    expect(countOf((await readPane(reader, '%0', { lines: 10, known: null })).rows)).toBe(20)
  })
})

describe('parts', () => {
  /** How many rows were captured. */
  function counting() {
    const reader = createChunkReader(tmux, scratch())
    const count = { rows: 0 }
    return {
      count,
      read: async (...args: Parameters<typeof reader.read>) => {
        const chunk = await reader.read(...args)
        count.rows += countOf(chunk.rows)
        return chunk
      },
    }
  }
  const contentOf = async (blobs: ReturnType<typeof createBlobs>, parts: readonly { hash: string }[]) =>
    Buffer.concat(await Promise.all(parts.map(part => blobs.get(part)))).toString()

  it('of a history that is known are not read again, and what they hold is what tmux tells', async () => {
    const pane = await writes(COLOURS(9000))
    const reader = counting()
    const keeper = createPaneKeeper(reader)
    const blobs = createBlobs(path(folder.path, 'parts'))
    const first = await keeper.keep(pane, { lines: 20_000, blobs })
    expect([first.rows, first.added > 0]).toEqual([9001, true])
    const before = reader.count.rows
    const again = await keeper.keep(pane, { lines: 20_000, blobs })
    expect([again.added, again.parts]).toEqual([0, first.parts])
    expect(reader.count.rows - before).toBeLessThan(400)
    await server.tmux('send-keys', '-t', pane, '700', 'Enter')
    await until(async () => (await server.tmux('capture-pane', '-p', '-t', pane)).includes('more 700'), 'more')
    const grown = await keeper.keep(pane, { lines: 20_000, blobs })
    expect(await contentOf(blobs, grown.parts)).toBe(await whole(pane, 20_000))
    expect(grown.added).toBeLessThan(first.added / 2)
    const few = await keeper.keep(pane, { lines: 3000, blobs })
    expect(few.rows).toBeGreaterThanOrEqual(3020)
    expect(few.rows).toBeLessThan(7020)
    expect(await whole(pane, 20_000)).toMatch(
      new RegExp(`${escapeAll(await contentOf(blobs, few.parts)).slice(-200)}$`),
    )
  })

  it('are read again when the history was cleared, the width changed, or a part is gone', async () => {
    const pane = await writes(COLOURS(4000))
    const keeper = createPaneKeeper(createChunkReader(tmux, scratch()))
    const blobs = createBlobs(path(folder.path, 'again'))
    const first = await keeper.keep(pane, { lines: 9000, blobs })
    await blobs.remove(first.parts[0]!.hash)
    const healed = await keeper.keep(pane, { lines: 9000, blobs })
    expect(await contentOf(blobs, healed.parts)).toBe(await whole(pane, 9000))
    await server.tmux('resize-window', '-t', pane, '-x', '17', '-y', '20')
    expect(await contentOf(blobs, (await keeper.keep(pane, { lines: 30_000, blobs })).parts)).toBe(
      await whole(pane, 30_000),
    )
    await server.tmux('clear-history', '-t', pane)
    await server.tmux('send-keys', '-t', pane, '9000', 'Enter')
    await until(async () => (await server.tmux('capture-pane', '-p', '-t', pane)).includes('more 9000'), 'more')
    expect(await contentOf(blobs, (await keeper.keep(pane, { lines: 30_000, blobs })).parts)).toBe(
      await whole(pane, 30_000),
    )
  })
})

function escapeAll(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
