import { lstat, realpath } from 'node:fs/promises'
import type { Checkpoint, RestoreChoice, SavedTree } from '../../../ipc/checkpoint'
import { HostError, toFailure } from '../../../ipc/failure'
import type { AgentType } from '../../agents/agent-type'
import type { Programs } from '../../agents/programs'
import { isReady } from '../../agents/recognise'
import { checkFolder } from '../../sessions/folder'
import { id, number, parseRows, rowFormat, text } from '../../tmux/format'
import { command } from '../../tmux/quote'
import type { MirrorState, Tmux } from '../../tmux/types'
import { AT_ONCE, eachLimited } from '../each-limited'
import { git } from '../git/git'
import { isDirty, lookAtTarget } from '../git/git-restore'
import { workTreeOf } from '../git/git-save'
import type { Blobs } from '../store/blobs'
import { isAgent, type PaneNow, type Present, type TreeNow, treePlace } from './plan'
import { type FoldersNow, foldersToLookAt } from './plan-folders'

export interface LookOptions {
  readonly tmux: Tmux
  readonly blobs: Blobs
  readonly programs: Pick<Programs, 'find'>
  readonly types: () => readonly AgentType[]
  readonly shell: () => string
}

/** Bytes of transcripts that are read to the end for a plan, which has a second; beyond, being there counts. */
const MOST_READ = 48_000_000

const MARK = { paneId: id('pane_id'), from: text('@quarterdeck_from'), started: number('start_time') }

/** A server that is on its way out answers nothing of use; it is asked again for about a second. */
const TRIES = 10
const AGAIN_MS = 100

/** What panes were restored from (`restoredFrom`), by pane id, and the server's start, Unix s; nothing without a server. */
export async function readMarks(tmux: Tmux, tries = TRIES): Promise<{ from: Map<string, string>; started: number }> {
  try {
    const rows = parseRows(await tmux.request(command('list-panes', '-a', '-F', rowFormat(MARK))), MARK)
    return { from: new Map(rows.map(row => [row.paneId, row.from])), started: rows[0]?.started ?? 0 }
  } catch (error) {
    if (!(error instanceof HostError)) throw error
    if (error.code === 'no-server') return { from: new Map(), started: 0 }
    if (tries <= 1 || (error.code !== 'disconnected' && error.code !== 'version-skew')) throw error
    await new Promise(resolve => setTimeout(resolve, AGAIN_MS))
    return readMarks(tmux, tries - 1)
  }
}

function panesNow(mirror: MirrorState, from: ReadonlyMap<string, string>): PaneNow[] {
  const windows = new Map(mirror.windows.map(window => [window.id, window]))
  const panes = new Map(mirror.panes.map(pane => [pane.id, pane]))
  return mirror.sessions.flatMap(session =>
    session.windows.flatMap(link =>
      (windows.get(link.windowId)?.panes ?? []).flatMap((paneId, place): PaneNow[] => {
        const pane = panes.get(paneId)
        if (!pane) return []
        const { name, created } = session
        const at = { session: name, created, window: link.index, place }
        const { dead, options } = pane
        return [{ id: paneId, life: options.id, from: from.get(paneId) ?? '', dead, ready: isReady(pane), ...at }]
      }),
    ),
  )
}

async function lookAtFolders(paths: ReadonlySet<string>): Promise<FoldersNow> {
  const badFolders = new Map<string, { missing: boolean; words: string }>()
  const realFolders = new Map<string, string>()
  await Promise.all(
    [...paths].map(async path => {
      const state = await checkFolder(path).catch(error => toFailure(error).message)
      if (state === 'missing') badFolders.set(path, { missing: true, words: `${path} is gone.` })
      else if (state !== 'there') badFolders.set(path, { missing: false, words: state })
      const real = await realpath(path).catch(() => null)
      if (real !== null) realFolders.set(path, real)
    }),
  )
  return { badFolders, realFolders }
}

async function lookAtTranscripts(checkpoint: Checkpoint, blobs: Blobs): Promise<Set<string>> {
  const panes = checkpoint.windows.flatMap(window => window.panes)
  const refs = new Map(
    panes.flatMap(({ conversation }) => {
      const ref = conversation?.transcript
      return ref ? [[ref.hash, ref] as const] : []
    }),
  )
  let read = 0
  const damaged = new Set<string>()
  await Promise.all(
    [...refs.values()].map(async ref => {
      read += ref.bytes
      const whole = read <= MOST_READ ? blobs.get(ref).then(() => true) : blobs.has(ref.hash)
      if (!(await whole.catch(() => false))) damaged.add(ref.hash)
    }),
  )
  return damaged
}

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  )

async function lookAtTree(checkpoint: Checkpoint, tree: SavedTree): Promise<TreeNow> {
  const restored = (await lookAtTarget(treePlace(checkpoint, tree.path).target)) === 'whole'
  if (!(await exists(tree.path))) return { kind: 'gone', restored }
  // Another work tree may be around a folder that is none any more.
  if ((await workTreeOf(tree.path).catch(() => null)) !== tree.path) return { kind: 'no-tree', restored }
  const dirty = await isDirty(tree.path).catch(() => true)
  if (dirty) return { kind: 'dirty', restored }
  const head = await git(tree.path, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']).catch(() => '')
  return { kind: head === tree.head && tree.changed.length === 0 ? 'same' : 'clean', restored }
}

/** Looks at all that a plan for this checkpoint depends on; work trees only when files are wanted, as git takes its time. */
export async function lookForPlan(
  checkpoint: Checkpoint,
  choice: RestoreChoice,
  options: LookOptions,
): Promise<Present> {
  const { tmux, blobs, programs } = options
  const types = options.types()
  const panes = checkpoint.windows.flatMap(window => window.panes)
  const commands = panes.filter(isAgent).map(({ launch, type }) => {
    return launch?.command ?? types.find(one => one.id === type)?.command ?? ''
  })
  const trees = choice.files === 'none' ? [] : checkpoint.trees
  const [marks, folders, damaged, found, looked] = await Promise.all([
    readMarks(tmux),
    lookAtFolders(foldersToLookAt(checkpoint, choice)),
    lookAtTranscripts(checkpoint, blobs),
    Promise.all([...new Set(commands)].map(async one => [one, await programs.find(one)] as const)),
    eachLimited(trees, AT_ONCE, async tree => [tree.path, await lookAtTree(checkpoint, tree)] as const),
  ])
  const mirror = marks.started === 0 ? { sessions: [], windows: [], panes: [] } : await tmux.mirror.refresh()
  return {
    serverStarted: marks.started,
    sessions: mirror.sessions.map(session => session.name),
    panes: panesNow(mirror, marks.from),
    ...folders,
    missing: new Set(found.filter(([one, path]) => one !== '' && path === null).map(([one]) => one)),
    types,
    damaged,
    trees: new Map(looked),
    shell: options.shell(),
  }
}
