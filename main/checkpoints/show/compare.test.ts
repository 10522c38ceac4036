import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Checkpoint, CompareLine } from '../../../ipc/checkpoint'
import { createTestFolder } from '../../tmux/test-server'
import { git } from '../git/git'
import { saveTree } from '../git/git-save'
import { type Blobs, createBlobs } from '../store/blobs'
import { savedCheckpoint, savedPane } from '../test-checkpoint'
import { compareCheckpoints } from './compare'
import { showPatch } from './compare-files'
import { showScreen } from './screens'

let folder: Awaited<ReturnType<typeof createTestFolder>>
let blobs: Blobs
beforeEach(async () => {
  folder = await createTestFolder()
  blobs = createBlobs(join(folder.path, 'blobs'))
})
afterEach(() => folder.remove())

const put = async (text: string) => (await blobs.put(Buffer.from(text))).ref
const brief = (lines: readonly CompareLine[], kind?: CompareLine['kind']) =>
  lines.filter(line => !kind || line.kind === kind).map(line => `${line.kind} ${line.what}: ${line.change}`)

describe('comparison', () => {
  it('of a checkpoint with itself says that all is the same', async () => {
    const pane = savedPane('0.0', [await put('a\n')], {
      conversation: { id: 'x', transcript: await put('{}\n'), file: '/f' },
    })
    const one = savedCheckpoint([pane])
    expect(brief(await compareCheckpoints(blobs, one, one))).toEqual([
      'window window 0 w: same',
      'agent cc_1: same',
      'screen cc_1: same',
      'conversation cc_1: same',
    ])
  })

  it('knows panes by their life, wherever they stand, and names what came and went', async () => {
    const before = savedCheckpoint([
      savedPane('0.0', [], { life: 'l1' }),
      savedPane('0.1', [], { agent: 'cc_2', life: 'l2' }),
      savedPane('0.2', [], { agent: '' }),
    ])
    const after = savedCheckpoint([
      savedPane('0.0', [], { agent: 'cc_3', life: 'l3' }),
      savedPane('0.1', [], { agent: 'cc_9', life: 'l1', folder: '/else', state: 'working', draft: 'x' }),
      savedPane('0.2', [], { agent: '' }),
    ])
    const lines = await compareCheckpoints(blobs, before, after)
    expect(brief(lines, 'agent')).toEqual(['agent cc_9: changed', 'agent cc_2: removed', 'agent cc_3: added'])
    expect(lines.find(line => line.what === 'cc_9')?.detail).toBe(
      'It was named cc_1. It was in /src, then in /else. It was idle, then working. The draft in its composer is different.',
    )
    expect(brief(lines, 'pane')).toEqual(['pane pane 0.2: same'])
  })

  it('takes plain panes for the same by their place alone, and never for an agent that stands there', async () => {
    const plain = (key: string) => savedPane(key, [], { agent: '' })
    const before = savedCheckpoint([plain('0.0'), plain('0.1'), savedPane('0.2', [])])
    const after = savedCheckpoint([plain('0.1'), plain('0.2'), savedPane('0.0', [], { agent: 'cc_3' })])
    expect(brief(await compareCheckpoints(blobs, before, after)).slice(1, 6)).toEqual([
      'pane pane 0.0: removed',
      'pane pane 0.1: same',
      'agent cc_1: removed',
      'pane pane 0.2: added',
      'agent cc_3: added',
    ])
  })

  it('follows the life of agents that took each other’s names', async () => {
    const of = (one: string, two: string) =>
      savedCheckpoint([
        savedPane('0.0', [], { agent: one, life: 'l1' }),
        savedPane('0.1', [], { agent: two, life: 'l2' }),
      ])
    const lines = await compareCheckpoints(blobs, of('cc_1', 'cc_2'), of('cc_2', 'cc_1'))
    expect(lines.filter(line => line.kind === 'agent').map(line => line.detail)).toEqual([
      'It was named cc_1.',
      'It was named cc_2.',
    ])
  })

  it('an agent that was started anew is the same agent', async () => {
    const [before, after] = ['a', 'b'].map(life => savedCheckpoint([savedPane('0.0', [], { life })]))
    const lines = await compareCheckpoints(blobs, before!, after!)
    expect(lines.find(line => line.kind === 'agent')?.detail).toBe('It was started anew.')
  })

  it('looks at layouts without their checksums and pane numbers', async () => {
    const [window] = savedCheckpoint([savedPane('0.0', [])]).windows
    const at = (layout: string, more = {}) => savedCheckpoint([], { windows: [{ ...window!, layout, ...more }] })
    const lines = (a: string, b: string, more = {}) => compareCheckpoints(blobs, at(a), at(b, more))
    expect(brief(await lines('b25d,80x24,0,0,0', 'aaaa,80x24,0,0,17'), 'window')).toEqual(['window window 0 w: same'])
    const split = 'c1d2,80x24,0,0{40x24,0,0,1,39x24,41,0,2}'
    expect(brief(await lines('b25d,80x24,0,0,0', split), 'window')).toEqual(['window window 0 w: changed'])
    expect(brief(await lines(split, split, { index: 3 }), 'window')).toEqual([
      'window window 0 w: removed',
      'window window 3 w: added',
    ])
    expect((await lines(split, split, { name: 'n', zoomed: true }))[0]?.detail).toBe('It was named w. It is zoomed.')
  })

  it('counts the rows of a screen that are new or different, also when old parts fell away', async () => {
    const [old, middle, one, other] = await Promise.all(['o\n', 'm\n', 'a\nb\nc\n', 'a\nb\nX\nY\nZ\n'].map(put))
    const pane = (screen: unknown[], rows = 6) => savedCheckpoint([savedPane('0.0', screen as never, { rows })])
    const lines = await compareCheckpoints(blobs, pane([old, middle, one], 5), pane([middle, other]))
    expect(lines.find(line => line.kind === 'screen')).toMatchObject({
      change: 'changed',
      detail: '3 of its 6 rows are new or different.',
    })
    await blobs.remove(other!.hash)
    const damaged = await compareCheckpoints(blobs, pane([one]), pane([other]))
    const told = { change: 'changed', detail: expect.stringMatching(/damaged/) }
    expect(damaged.find(line => line.kind === 'screen')).toMatchObject(told)
  })

  it('counts empty rows too, and none where rows only fell away', async () => {
    const [none, two, gone] = await Promise.all(['a\n', 'a\n\nb\n', 'c\n'].map(put))
    const pane = (...screen: unknown[]) => savedCheckpoint([savedPane('0.0', screen as never, { rows: 3 })])
    const detail = async (a: Checkpoint, b: Checkpoint) =>
      (await compareCheckpoints(blobs, a, b)).find(line => line.kind === 'screen')?.detail
    expect(await detail(pane(none), pane(two))).toBe('2 of its 3 rows are new or different.')
    expect(await detail(pane(none, gone), pane(none))).toBe('0 of its 3 rows are new or different.')
  })

  it('says nothing of conversations where there is none', async () => {
    const one = savedCheckpoint([savedPane('0.0', [])])
    expect(brief(await compareCheckpoints(blobs, one, one), 'conversation')).toEqual([])
  })

  it('tells that a conversation went on, or is another one', async () => {
    const talk = async (id: string, text: string) => ({ id, transcript: await put(text), file: '/f' })
    const at = async (id: string, text: string) =>
      savedCheckpoint([savedPane('0.0', [], { conversation: await talk(id, text) })])
    const detail = async (a: [string, string], b: [string, string]) =>
      (await compareCheckpoints(blobs, await at(...a), await at(...b))).find(line => line.kind === 'conversation')
        ?.detail
    expect(await detail(['x', 'a\n'], ['x', `a\n${'b'.repeat(1500)}\n`])).toBe('It went on: 2 kB more.')
    expect(await detail(['x', 'a\n'], ['y', 'a\n'])).toBe('It is another conversation.')
    expect(await detail(['x', 'abc\n'], ['x', 'a\n'])).toBe('Its transcript is different.')
    expect(await detail(['x', 'abc\n'], ['x', 'abd\n'])).toBe('Its transcript is different.')
    const [talked, silent] = [await at('x', 'a\n'), savedCheckpoint([savedPane('0.0', [])])]
    for (const [a, b] of [
      [talked, silent],
      [silent, talked],
    ] as const)
      expect(brief(await compareCheckpoints(blobs, a, b), 'conversation')).toEqual(['conversation cc_1: changed'])
  })
})

describe('files', () => {
  let top: string
  beforeEach(async () => {
    top = join(folder.path, 'repo')
    await mkdir(top)
    await git(top, ['init', '--quiet', '--initial-branch=main'])
    await git(top, ['config', 'user.email', 'a@b'])
    await git(top, ['config', 'user.name', 'A'])
  })
  const commit = async () => {
    await git(top, ['add', '-A'])
    await git(top, ['commit', '--quiet', '-m', 'x'])
  }
  const saved = async () => {
    const { tree, bundle } = await saveTree(top, { file: 10_000_000, all: 20_000_000 })
    return savedCheckpoint([], { trees: [{ ...tree, bundle: bundle && (await blobs.put(bundle)).ref }] })
  }

  it('that changed between two checkpoints are named, the branch too', async () => {
    for (const name of ['kept', 'changed', 'gone', 'old']) await writeFile(join(top, name), `${name}\n`)
    await commit()
    const before = await saved()
    await writeFile(join(top, 'changed'), 'else\n')
    await writeFile(join(top, 'a "new" é\n'), 'new\n')
    await rm(join(top, 'gone'))
    await rename(join(top, 'old'), join(top, 'moved'))
    await git(top, ['checkout', '--quiet', '-b', 'other'])
    const after = await saved()
    const files = (await compareCheckpoints(blobs, before, after)).filter(line => line.kind === 'file')
    expect(files[0]?.detail).toBe('It was on main, then on other.')
    expect(brief(files)).toEqual([
      `file ${top}: changed`,
      'file a "new" é\n: added',
      'file changed: changed',
      'file gone: removed',
      'file moved: added',
      'file old: removed',
    ])
    expect(brief(await compareCheckpoints(blobs, before, before), 'file')).toEqual([`file ${top}: same`])
    expect(brief(await compareCheckpoints(blobs, before, savedCheckpoint([])), 'file')).toEqual([
      `file ${top}: removed`,
    ])
    expect(brief(await compareCheckpoints(blobs, savedCheckpoint([]), before), 'file')).toEqual([`file ${top}: added`])
    await rm(top, { recursive: true })
    const lines = await compareCheckpoints(blobs, before, after)
    expect(lines.filter(line => line.kind === 'file')).toMatchObject([
      { change: 'changed', detail: expect.stringMatching(/^It cannot be compared: /) },
    ])
  })

  it('that were not saved are not called the same', async () => {
    const whole = await saved()
    const [tree] = whole.trees
    const none = savedCheckpoint([], { trees: [{ ...tree!, commit: '', bundle: null, problem: 'Too large.' }] })
    for (const [before, after] of [
      [none, none],
      [whole, none],
      [none, whole],
    ] as const)
      expect(await compareCheckpoints(blobs, before, after)).toContainEqual({
        ...{ kind: 'file', what: top, change: 'changed', detail: 'Too large.' },
      })
    await expect(showPatch(blobs, none, 0)).rejects.toMatchObject({ code: 'refused', message: 'Too large.' })
  })

  it('that the repository has lost are compared from the bundles, and kept by refs of this data folder', async () => {
    await writeFile(join(top, 'one'), 'one\n')
    const before = await saved()
    await writeFile(join(top, 'two'), 'two\n')
    const after = await saved()
    for (const one of [before, after]) await git(top, ['update-ref', '-d', one.trees[0]!.ref])
    await git(top, ['gc', '--quiet', '--prune=now'])
    expect(brief(await compareCheckpoints(blobs, before, after), 'file')).toEqual(['file two: added'])
    const refs = await git(top, ['for-each-ref', '--format=%(refname)'])
    const ours = [before, after].map(one => `refs/quarterdeck/${blobs.owner}/${one.trees[0]!.commit}`)
    expect(refs.split('\n')).toEqual(ours.sort())
  })

  it('are shown as a patch: untracked ones too, binary ones by name, nothing of the user’s runs', async () => {
    await writeFile(join(top, 'file'), 'one\n')
    await writeFile(join(top, '.gitattributes'), '*.txt diff=evil\n')
    await commit()
    const mark = join(folder.path, 'mark')
    await git(top, ['config', 'diff.evil.textconv', `touch ${mark};cat`])
    await git(top, ['config', 'diff.external', `touch ${mark}`])
    await git(top, ['config', 'color.ui', 'always'])
    await writeFile(join(top, 'file'), 'two\n')
    await writeFile(join(top, 'new.txt'), 'new\n')
    await writeFile(join(top, 'bin'), Buffer.from([0, 1, 2, 255]))
    const { patch, cut } = await showPatch(blobs, await saved(), 0)
    expect(patch).toContain('-one\n+two\n')
    expect(patch).toContain('+new\n')
    expect(patch).toMatch(/Binary files \/dev\/null and b\/bin differ/)
    expect(cut).toBe(false)
    await expect(import('node:fs/promises').then(fs => fs.access(mark))).rejects.toThrow()
  })

  it('are cut at one megabyte, come from the bundle, and from a repository without a commit', async () => {
    await writeFile(join(top, 'long'), 'x'.repeat(99).concat('\n').repeat(20_000))
    const first = await saved()
    const { patch, cut } = await showPatch(blobs, first, 0)
    expect([patch.length, cut]).toEqual([1_000_000, true])
    await git(top, ['update-ref', '-d', first.trees[0]!.ref])
    await git(top, ['-c', 'gc.pruneExpire=now', 'gc', '--quiet', '--prune=now'])
    expect((await showPatch(blobs, first, 0)).cut).toBe(true)
    await expect(showPatch(blobs, first, 1)).rejects.toMatchObject({ code: 'bad-input' })
  })
})

describe('screens', () => {
  it('are shown from any row on in their own colours', async () => {
    const parts = await Promise.all(['\x1b[31mred\nstill red\n', 'and here\n\x1b[0mplain\nlast   \n'].map(put))
    const one = savedCheckpoint([savedPane('0.0', parts, { width: 20, height: 2 })])
    expect(await showScreen(blobs, one, { key: '0.0', lines: 1 })).toEqual({
      cols: 20,
      rows: 2,
      text: '\x1b[31mand here\x1b[0m\n\x1b[31m\x1b[0mplain\nlast',
    })
    const whole = await showScreen(blobs, one, { key: '0.0', lines: 5000 })
    expect(whole.text.split('\n')).toHaveLength(5)
    expect(whole.text.startsWith('\x1b[31mred')).toBe(true)
    await expect(showScreen(blobs, one, { key: '3.0', lines: 0 })).rejects.toMatchObject({ code: 'bad-input' })
    const none = savedCheckpoint([savedPane('0.0', [])])
    expect((await showScreen(blobs, none, { key: '0.0', lines: 9 })).text).toBe('')
    await blobs.remove(parts[1]!.hash)
    await expect(showScreen(blobs, one, { key: '0.0', lines: 1 })).rejects.toMatchObject({ code: 'store-damaged' })
  })
})
