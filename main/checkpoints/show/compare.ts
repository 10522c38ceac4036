import type { BlobRef, Checkpoint, CompareLine, SavedPane, SavedWindow } from '../../../ipc/checkpoint'
import { AT_ONCE, eachLimited } from '../each-limited'
import type { Blobs } from '../store/blobs'
import { compareFiles } from './compare-files'

type Pair = readonly [before: SavedPane | null, after: SavedPane | null]

const panesOf = ({ windows }: Checkpoint) => windows.flatMap(window => window.panes)
const nameOf = ({ agent, key }: SavedPane) => agent || `pane ${key}`
/** tmux's checksum stands in front of a layout, and pane ids in it belong to one life of the server. */
const shapeOf = ({ layout }: SavedWindow) => layout.replace(/^[0-9a-f]{4},/, '').replace(/(\d+x\d+,\d+,\d+),\d+/g, '$1')

/** Which pane is which: by its life, else by its agent's name, else by its place. */
function pairsOf(before: Checkpoint, after: Checkpoint): Pair[] {
  const free = new Set(panesOf(after))
  const take = (fits: (one: SavedPane) => boolean) => {
    const found = [...free].find(fits) ?? null
    if (found) free.delete(found)
    return found
  }
  const pairs = new Map<SavedPane, SavedPane | null>()
  const rounds: ((a: SavedPane, b: SavedPane) => boolean)[] = [
    (a, b) => a.life !== '' && a.life === b.life,
    (a, b) => a.agent !== '' && a.agent === b.agent,
    (a, b) => a.agent === '' && b.agent === '' && a.key === b.key,
  ]
  for (const same of rounds)
    for (const a of panesOf(before))
      if (!pairs.get(a))
        pairs.set(
          a,
          take(b => same(a, b)),
        )
  return [...[...pairs].map(([a, b]): Pair => [a, b]), ...[...free].map((b): Pair => [null, b])]
}

function compareWindow(index: number, a: SavedWindow | undefined, b: SavedWindow | undefined): CompareLine {
  const line = { kind: 'window', what: `window ${index} ${(b ?? a)?.name ?? ''}`.trim() } as const
  if (!a) return { ...line, change: 'added', detail: 'It is new.' }
  if (!b) return { ...line, change: 'removed', detail: 'It is gone.' }
  const news = [
    ...(a.name === b.name ? [] : [`It was named ${a.name}.`]),
    ...(shapeOf(a) === shapeOf(b) ? [] : ['Its layout is different.']),
    ...(a.zoomed === b.zoomed ? [] : [b.zoomed ? 'It is zoomed.' : 'It was zoomed.']),
  ]
  return { ...line, change: news.length === 0 ? 'same' : 'changed', detail: news.join(' ') || 'It is the same.' }
}

function compareWindows(before: Checkpoint, after: Checkpoint): CompareLine[] {
  const indexes = [...new Set([...before.windows, ...after.windows].map(one => one.index))].sort((a, b) => a - b)
  const windowOf = (one: Checkpoint, index: number) => one.windows.find(window => window.index === index)
  return indexes.map(index => compareWindow(index, windowOf(before, index), windowOf(after, index)))
}

/** What is different, a sentence each; a pane that still runs may stand elsewhere. */
function newsOf(a: SavedPane, b: SavedPane): string[] {
  return [
    ...(a.life === b.life ? [] : ['It was started anew.']),
    ...(a.agent === b.agent ? [] : [`It was named ${nameOf(a)}.`]),
    ...(a.folder === b.folder ? [] : [`It was in ${a.folder}, then in ${b.folder}.`]),
    ...(a.state === b.state ? [] : [`It was ${a.state}, then ${b.state}.`]),
    ...(a.draft === b.draft ? [] : ['The draft in its composer is different.']),
  ]
}

function comparePane([a, b]: Pair): CompareLine[] {
  const one = b ?? a
  if (!one) return []
  const line = { kind: one.agent === '' ? 'pane' : 'agent', what: nameOf(one) } as const
  if (!a) return [{ ...line, change: 'added', detail: 'It is new.' }]
  if (!b) return [{ ...line, change: 'removed', detail: 'It is gone.' }]
  const news = newsOf(a, b)
  return [{ ...line, change: news.length === 0 ? 'same' : 'changed', detail: news.join(' ') || 'It is the same.' }]
}

function compareTalk([a, b]: Pair): CompareLine[] {
  if (!a?.conversation && !b?.conversation) return []
  if (!a || !b) return []
  const line = { kind: 'conversation', what: nameOf(b) } as const
  const [before, after] = [a.conversation, b.conversation]
  if (before?.id !== after?.id) return [{ ...line, change: 'changed', detail: 'It is another conversation.' }]
  if (before?.transcript?.hash === after?.transcript?.hash)
    return [{ ...line, change: 'same', detail: 'It is the same.' }]
  const more = (after?.transcript?.bytes ?? 0) - (before?.transcript?.bytes ?? 0)
  const detail = more > 0 ? `It went on: ${Math.ceil(more / 1000)} kB more.` : 'Its transcript is different.'
  return [{ ...line, change: 'changed', detail }]
}

/** What follows the last part that both have. */
function restOf(a: readonly BlobRef[], b: readonly BlobRef[]): [BlobRef[], BlobRef[]] {
  for (let at = a.length - 1; at >= 0; at -= 1) {
    const there = b.findLastIndex(one => one.hash === a[at]?.hash)
    if (there >= 0) return [a.slice(at + 1), b.slice(there + 1)]
  }
  return [[...a], [...b]]
}

async function compareScreen(blobs: Blobs, [a, b]: Pair): Promise<CompareLine[]> {
  if (!a || !b) return []
  const line = { kind: 'screen', what: nameOf(b) } as const
  const hashes = (pane: SavedPane) => pane.screen.map(part => part.hash).join()
  if (hashes(a) === hashes(b)) return [{ ...line, change: 'same', detail: 'It shows the same.' }]
  // Each row ends with a line's end, so that what follows the last one is no row.
  const read = async (parts: readonly BlobRef[]) =>
    Buffer.concat(await Promise.all(parts.map(part => blobs.get(part))))
      .toString('latin1')
      .split('\n')
      .slice(0, -1)
  const [before = [], after = []] = await Promise.all(restOf(a.screen, b.screen).map(read))
  const differs = before.findIndex((row, at) => row !== after[at])
  const rows = after.length - (differs < 0 ? before.length : differs)
  return [{ ...line, change: 'changed', detail: `${rows} of its ${b.rows} rows are new or different.` }]
}

/** How `after` differs from `before`: windows, agents, screens, conversations, files. A screen that is damaged says so. */
export async function compareCheckpoints(blobs: Blobs, before: Checkpoint, after: Checkpoint): Promise<CompareLine[]> {
  const pairs = pairsOf(before, after)
  const screens = await eachLimited(pairs, AT_ONCE, pair =>
    compareScreen(blobs, pair).catch((error): CompareLine[] => [
      {
        kind: 'screen',
        what: nameOf((pair[1] ?? pair[0]) as SavedPane),
        change: 'changed',
        detail: String(error.message),
      },
    ]),
  )
  return [
    ...compareWindows(before, after),
    ...pairs.flatMap(comparePane),
    ...screens.flat(),
    ...pairs.flatMap(compareTalk),
    ...(await compareFiles(blobs, before, after)),
  ]
}
