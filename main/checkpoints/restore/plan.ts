import type { Checkpoint, RestoreChoice, RestorePlan, SavedPane, SavedTree, SavedWindow } from '../../../ipc/checkpoint'
import type { PaneId } from '../../../ipc/model'
import type { AgentType } from '../../agents/agent-type'
import { stamp } from '../../settings/file-name'
import { type FolderPlan, type FoldersNow, folderOf, type MovedTree, planFolder } from './plan-folders'

/** A pane that is there now. */
export interface PaneNow {
  readonly id: PaneId
  /** `@quarterdeck_id`, and what it was restored from (`restoredFrom`); empty where it has none. */
  readonly life: string
  readonly from: string
  readonly dead: boolean
  /** Restored, and not started yet. */
  readonly ready: boolean
  readonly session: string
  /** Of its session, Unix s. */
  readonly created: number
  /** Index of its window in that session, and its place in the window, from 0. */
  readonly window: number
  readonly place: number
}

/** A work tree as it is now. */
export interface TreeNow {
  /** same: clean, at the saved head, and nothing was changed then either. */
  readonly kind: 'gone' | 'no-tree' | 'same' | 'clean' | 'dirty'
  /** An earlier restore of the same checkpoint has put its files where they would go. */
  readonly restored: boolean
}

/** All that a plan depends on besides the checkpoint and the choice. */
export interface Present extends FoldersNow {
  /** Start of the tmux server, Unix s; 0 while there is none. */
  readonly serverStarted: number
  readonly sessions: readonly string[]
  readonly panes: readonly PaneNow[]
  /** Programs that are not installed. */
  readonly missing: ReadonlySet<string>
  readonly types: readonly AgentType[]
  /** Hashes of saved parts that cannot be read any more. */
  readonly damaged: ReadonlySet<string>
  readonly trees: ReadonlyMap<string, TreeNow>
  /** Path of the user's login shell. */
  readonly shell: string
}

type PanePlan = RestorePlan['panes'][number]
type TreePlan = RestorePlan['trees'][number]

/** What a restored pane's option `@quarterdeck_from` holds: running the same plan again finds it there. */
export function restoredFrom(checkpoint: string, key: string): string {
  return `${checkpoint}/${key}`
}

/** The name itself when it is free, else `NAME-v2`, `-v3`, … tmux keeps no `.` and `:` in names. */
export function freeName(wanted: string, taken: readonly string[]): string {
  const name = wanted.replace(/[.:\u0000-\u001f\u007f]/g, '_') || 'restored'
  if (!taken.includes(name)) return name
  const base = name.replace(/-v\d{1,6}$/, '')
  let version = 2
  while (taken.includes(`${base}-v${version}`)) version += 1
  return `${base}-v${version}`
}

/** Where a work tree's files go by default, and the branch that is made for them. */
export function treePlace({ id, at }: Pick<Checkpoint, 'id' | 'at'>, path: string): { target: string; branch: string } {
  // Local time: a restore of the same checkpoint has the same names each time.
  const when = stamp(new Date(at))
  return { target: `${path}-restored-${when}`, branch: `restored/${when}-${id.slice(0, 8)}` }
}

/** The pane that an earlier restore of this checkpoint has made. */
export function restoredPane(
  checkpoint: Pick<Checkpoint, 'id'>,
  key: string,
  now: Pick<Present, 'panes'>,
): PaneNow | undefined {
  return now.panes.find(one => one.from === restoredFrom(checkpoint.id, key))
}

/** The pane as it still is: by its life on the same server, by an earlier restore, or (plain ones) by its place. */
function livesNow(checkpoint: Checkpoint, window: SavedWindow, pane: SavedPane, now: Present): PaneNow | undefined {
  const restored = restoredPane(checkpoint, pane.key, now)
  if (restored) return restored
  if (now.serverStarted === 0 || now.serverStarted !== checkpoint.tmux.started) return undefined
  if (pane.life !== '') return now.panes.find(one => one.life === pane.life && (!one.dead || pane.dead))
  const place = window.panes.indexOf(pane)
  return now.panes.find(
    one =>
      one.life === '' &&
      one.session === checkpoint.session &&
      one.created * 1000 <= checkpoint.at &&
      one.window === window.index &&
      one.place === place,
  )
}

function conversationOf(pane: SavedPane, choice: RestoreChoice, type: AgentType | null, now: Present) {
  const problems: string[] = []
  if (!type?.resume) {
    if (pane.conversation && choice.conversations) problems.push('Its kind cannot go on with a conversation.')
    return { conversation: 'none' as const, problems }
  }
  if (!choice.conversations) return { conversation: 'fresh' as const, problems }
  const transcript = pane.conversation?.transcript ?? null
  if (!pane.conversation) problems.push('Its conversation was not known: it begins a new one.')
  else if (!transcript) problems.push('Its conversation had no file yet: it begins a new one.')
  else if (now.damaged.has(transcript.hash)) problems.push('Its saved conversation is damaged: it begins a new one.')
  else return { conversation: 'as-saved' as const, problems }
  return { conversation: 'fresh' as const, problems }
}

/** What is lost of an agent's launch: its type, its program, values that were not kept. */
function launchProblems({ launch, type: id }: SavedPane, type: AgentType | null, now: Present): string[] {
  if (!launch && !type) return [`There is no agent type ${id} any more: only its screen comes back.`]
  const command = launch?.command ?? type?.command ?? ''
  const missing = now.missing.has(command) ? [`${command} is not installed.`] : []
  if (!launch) return [...missing, 'It was started by hand: it is started as the settings say.']
  const lost = Object.entries(launch.env).filter(([name, value]) => value === null && type?.env[name] === undefined)
  const other = launch.type === id ? [] : [`What was started by hand in it (${id}) does not come back.`]
  return [...missing, ...other, ...lost.map(([name]) => `The value of ${name} was not kept.`)]
}

function folderProblems(pane: SavedPane, { problem }: FolderPlan): string[] {
  if (problem === '') return []
  return [isAgent(pane) ? `${problem} It stands ready for when the folder is back.` : problem]
}

function actOf(wanted: boolean, there: PaneNow | undefined, mayStart: boolean): PanePlan['act'] {
  if (!wanted) return 'skip'
  if (!there) return 'create'
  return there.ready && mayStart ? 'start' : 'lives'
}

/**
 * The type that is started again: the launch's. A person may have started another program by hand in a shell of ours, which
 * the pane then counted as.
 */
export function typeOf({ launch, type }: SavedPane, types: readonly AgentType[]): AgentType | null {
  return types.find(one => one.id === (launch?.type ?? type)) ?? null
}

/** Started by us, or recognised as a program that is no shell. */
export function isAgent(pane: SavedPane): boolean {
  return pane.launch !== null || (pane.agent !== '' && pane.type !== 'shell')
}

/** Words for people, never for a shell. */
function commandOf(pane: SavedPane, type: AgentType | null, now: Present): string {
  if (!isAgent(pane)) return now.shell
  if (pane.launch) return [pane.launch.command, ...pane.launch.args].join(' ')
  return type ? [type.command, ...type.args].join(' ') : ''
}

function planPane(
  checkpoint: Checkpoint,
  window: SavedWindow,
  pane: SavedPane,
  choice: RestoreChoice,
  place: FolderPlan,
  now: Present,
): PanePlan {
  const type = typeOf(pane, now.types)
  const chosen = choice.panes === null || choice.panes.includes(pane.key)
  // Conversations alone: the panes that have one, in any layout.
  const wanted = chosen && (choice.layout || (choice.conversations && pane.conversation !== null))
  const act = actOf(wanted, livesNow(checkpoint, window, pane, now), choice.start && !pane.waits)
  const talk = conversationOf(pane, choice, type, now)
  const saved = pane.problem === '' ? [] : [pane.problem]
  const own = isAgent(pane) ? [...launchProblems(pane, type, now), ...talk.problems] : []
  const waits =
    pane.waits && choice.start ? ['Nobody had started it when it was saved: it waits behind Start again.'] : []
  const problems = act === 'create' ? [...waits, ...folderProblems(pane, place), ...own, ...saved] : []
  return {
    key: pane.key,
    agent: pane.agent,
    type: pane.type,
    title: pane.title,
    folder: place.to,
    act,
    command: commandOf(pane, type, now),
    conversation: talk.conversation,
    problems,
  }
}

/** Why a work tree's files cannot or need not come back; null when they can. */
function whyNot(tree: SavedTree, now: TreeNow, files: RestoreChoice['files'], target: string): string | null {
  if (now.kind === 'gone') return `${tree.path} is gone.`
  if (now.kind === 'no-tree') return `${tree.path} is no git work tree any more.`
  if (tree.commit === '') return tree.problem || 'Its files were not saved.'
  if (now.kind === 'same') return 'It is as it was then: nothing to restore.'
  if (files === 'worktree' && now.restored) return `It was restored before: see ${target}.`
  if (files === 'worktree' && tree.head === '') return 'It had no commit: its files can only go back in place.'
  return null
}

function planTree(checkpoint: Checkpoint, tree: SavedTree, choice: RestoreChoice, now: Present): TreePlan {
  const { target, branch } = treePlace(checkpoint, tree.path)
  const there = now.trees.get(tree.path) ?? { kind: 'gone', restored: false }
  const inplace = choice.files === 'inplace'
  const shared = { path: tree.path, target: inplace ? tree.path : target, files: tree.changed.length }
  if (choice.files === 'none') return { ...shared, act: 'skip', branch: '', problems: [] }
  const why = whyNot(tree, there, choice.files, target)
  if (why !== null) return { ...shared, act: 'skip', branch: '', problems: [why] }
  const left = tree.left.length === 0 ? [] : [`${tree.left.length} files were not saved.`]
  const dirty = inplace && there.kind === 'dirty' ? ['There is uncommitted work: it is saved first.'] : []
  const problems = [...dirty, ...left, ...(tree.problem === '' ? [] : [tree.problem])]
  return { ...shared, act: choice.files, branch: inplace ? tree.branch : branch, problems }
}

/** The trees whose files are somewhere else: where this plan puts them, or where an earlier restore did. */
function movedTrees(trees: readonly TreePlan[], { files }: RestoreChoice, now: Present): MovedTree[] {
  if (files !== 'worktree') return []
  return trees.filter(({ act, path }) => act === 'worktree' || now.trees.get(path)?.restored === true)
}

/**
 * What a restore will do. Pure: the same checkpoint, choice and present give the same plan, so that showing it and running
 * it are one thing.
 */
export function planRestore(checkpoint: Checkpoint, choice: RestoreChoice, now: Present): RestorePlan {
  const trees = checkpoint.trees.map(tree => planTree(checkpoint, tree, choice, now))
  const moved = movedTrees(trees, choice, now)
  const placed = new Map<string, FolderPlan>()
  const place = (from: string) => {
    const known = placed.get(from) ?? planFolder(from, choice, moved, now)
    placed.set(from, known)
    return known
  }
  const panes = checkpoint.windows.flatMap(window =>
    window.panes.map(pane => planPane(checkpoint, window, pane, choice, place(folderOf(pane)), now)),
  )
  const saved = checkpoint.windows.flatMap(window => window.panes)
  const creates = saved.filter((_, at) => panes[at]?.act === 'create').map(folderOf)
  const count = (from: string) => creates.filter(one => one === from).length
  return {
    checkpoint: checkpoint.id,
    choice,
    session: creates.length > 0 ? freeName(choice.session || checkpoint.session, now.sessions) : '',
    panes,
    trees,
    folders: [...placed.values()].map(one => ({ ...one, panes: count(one.from) })).filter(one => one.panes > 0),
  }
}
