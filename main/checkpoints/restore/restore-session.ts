import { randomUUID } from 'node:crypto'
import type { Checkpoint, RestorePlan, SavedPane, SavedWindow } from '../../../ipc/checkpoint'
import { HostError, toFailure } from '../../../ipc/failure'
import type { PaneId, Receipt, SessionId } from '../../../ipc/model'
import type { AgentType } from '../../agents/agent-type'
import type { FleetService } from '../../agents/fleet'
import type { Conversations } from '../../agents/signals/conversations'
import { isMute } from '../../agents/signs'
import { checkFolder } from '../../sessions/folder'
import { launchArgv, type Starter } from '../../sessions/launch'
import { killSession } from '../../tmux/commands/kill-session'
import { renameSession } from '../../tmux/commands/rename-session'
import { cellsOf, type LayoutTree, parseLayout } from '../../tmux/layout'
import { command } from '../../tmux/quote'
import { rowsLayout } from '../../tmux/rows-layout'
import type { Tmux } from '../../tmux/types'
import { eachLimited } from '../each-limited'
import type { Blobs } from '../store/blobs'
import { freeName, isAgent, type Present, restoredFrom } from './plan'
import { type Built, buildSession, keepPanes, nameAsGiven, type PaneJob, type WindowJob } from './rebuild'
import { restoredLine, textOfPane } from './rebuild-text'
import { type Texts, waitingArgv } from './rebuild-wait'
import type { Progress } from './restore-run'
import { launchAgain } from './resume-launch'

export interface SessionParts {
  readonly tmux: Tmux
  readonly fleet: Pick<FleetService, 'pane' | 'refresh'>
  readonly types: () => readonly AgentType[]
  /** Told of what waits in a restored pane, as an agent that was not started yet tells of none. */
  readonly conversations: Pick<Conversations, 'note'>
  readonly blobs: Blobs
  readonly starter: () => Promise<Starter>
  /** Starts what stands in a dead pane of ours (`sessions/restart.ts`). */
  readonly restart: (paneId: PaneId) => Promise<Receipt>
  /** Lines of history of the panes that we start. */
  readonly scrollback: () => number
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** What one run is about. */
export interface SessionWork {
  readonly checkpoint: Checkpoint
  /** As it holds now. */
  readonly plan: RestorePlan
  readonly present: Present
  readonly progress: Progress
  readonly texts: Texts
}

/** A pane on its way. */
interface Made {
  readonly saved: SavedPane
  readonly job: PaneJob
  readonly file: number
  /** The copy of its conversation that it will go on with. */
  readonly talk: Awaited<ReturnType<typeof launchAgain>>['talk']
}

/** Panes that print at once: tmux reads all terminals in one thread, and the user's own must go on. */
const PRINTING = 4
/** Agents that start at once: logins are renewed and rates counted while they do. */
const STARTING = 3
/**
 * ms until tmux has told all programs of their terminals' last sizes: it gathers them for 250 ms, and tells a size that
 * came back to what it was in two steps (3.3a server_client_check_pane_resize).
 */
const SIZES_TOLD = 600
/** ms after which an agent that still starts does not keep the next one waiting. */
const SETTLE = 5000
/** ms in which a pane has printed all and ended, on a machine under load. */
const ENDS = 60_000

const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/** Where tmux may start something, as it is now; the planned folder stays in the launch. */
async function folderFor(planned: string, { checkpoint }: SessionWork, home: string): Promise<string> {
  for (const folder of [planned, checkpoint.folder])
    if (folder !== '' && (await checkFolder(folder).catch(() => 'bad')) === 'there') return folder
  return home
}

/** The plain pane's shell, or nothing: an agent's pane stands dead behind *Start*. */
function wordsAfter(launch: PaneJob['agent'], starter: Starter): string[] {
  if (launch) return []
  const shell = { type: 'shell', kind: 'shell', command: starter.shell, args: ['-l'], env: {}, folder: '/' } as const
  return launchArgv({ ...shell, args: [...shell.args] }, starter, '')
}

async function prepare(
  saved: SavedPane,
  file: number,
  starter: Starter,
  work: SessionWork,
  parts: SessionParts,
): Promise<Made> {
  const planned = work.plan.panes.find(one => one.key === saved.key)
  if (!planned) throw new HostError('internal', 'A pane is not in its plan.')
  const { blobs, home, env } = parts
  const again = isAgent(saved)
    ? await launchAgain(saved, planned, { types: work.present.types, blobs, home, env })
    : { launch: null, talk: null, problem: '' }
  if (again.problem !== '') work.progress.note(saved.agent || saved.key, false, again.problem)
  const { launch, talk } = again
  const agent = launch ? { life: randomUUID(), type: launch.type, name: saved.agent || saved.type, launch } : null
  const folder = await folderFor(planned.folder, work, home)
  const start = { folder, environment: {}, argv: waitingArgv(work.texts.fileOf(file), wordsAfter(agent, starter)) }
  const from = restoredFrom(work.checkpoint.id, saved.key)
  const { key, title, active } = saved
  return { saved, file, job: { key, agent, title, active, from, start } satisfies PaneJob, talk }
}

/** The saved layout when all of its panes come back and it can be read; else rows of equal panes. */
function layoutOf(window: SavedWindow, count: number, exact: boolean): LayoutTree {
  if (exact && count === window.panes.length) {
    try {
      const tree = parseLayout(window.layout)
      if (cellsOf(tree).length === count) return tree
    } catch {
      // Written by hand, or by a version that is not known yet.
    }
  }
  const width = Math.min(Math.max(window.width, 80), 2000)
  const height = Math.min(Math.max(window.height, 24), 1000)
  const rows = rowsLayout(count, width, height) ?? rowsLayout(count, 4 * count, 4 * count)
  if (!rows) throw new HostError('bad-input', 'The window has too many panes.')
  return rows
}

function windowJobs({ checkpoint, plan }: SessionWork, made: readonly Made[]): WindowJob[] {
  return checkpoint.windows.flatMap((window): WindowJob[] => {
    const panes = window.panes.flatMap(pane => made.filter(one => one.saved === pane).map(one => one.job))
    if (panes.length === 0) return []
    const layout = layoutOf(window, panes.length, plan.choice.layout)
    const { index, name, active, zoomed } = window
    return [{ index, name, layout, active, zoomed, panes }]
  })
}

/** Gives the session its name; somebody may have taken it meanwhile. Returns the name that it has then. */
async function giveName(tmux: Tmux, sessionId: SessionId, wanted: string): Promise<string> {
  const taken: string[] = []
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const name = freeName(wanted, taken)
    const done = await tmux.request(renameSession(sessionId, nameAsGiven(name))).catch(error => {
      if (error instanceof HostError && error.code === 'name-taken') return null
      throw error
    })
    if (done !== null) break
    const mirror = await tmux.mirror.refresh()
    taken.push(name, ...mirror.sessions.map(session => session.name))
  }
  return (await tmux.request(command('display-message', '-p', '-t', sessionId, '#{session_name}'))).replace(/\n$/, '')
}

async function showTexts(
  made: readonly Made[],
  panes: ReadonlyMap<string, PaneId>,
  work: SessionWork,
  parts: SessionParts,
): Promise<void> {
  const line = restoredLine(work.checkpoint)
  await wait(SIZES_TOLD)
  await parts.tmux.mirror.refresh()
  await eachLimited(made, PRINTING, async ({ saved, file }) => {
    const size = parts.tmux.mirror.pane(panes.get(saved.key) ?? '') ?? saved
    const what = saved.agent || `pane ${saved.key}`
    const { text, damaged } = await textOfPane(saved.screen, parts.blobs, line)
    // A full disk keeps the old screen away, not the pane.
    const taken = await work.texts.give(file, text, size).catch(() => false)
    if (damaged > 0) work.progress.note(what, false, `${damaged} parts of its old screen are damaged.`)
    else if (!taken) work.progress.note(what, false, 'Its pane did not show its old screen.')
    else if (saved.screen.length === 0) work.progress.note(what, true, 'It is there; nothing of its screen was saved.')
    else work.progress.note(what, true, 'It shows its old screen.')
  })
}

/** Waits until the pane stands dead with all that it has printed; its client may come a moment after its session. */
async function waitForEnd(paneId: PaneId, tmux: Tmux): Promise<void> {
  const end = performance.now() + ENDS
  // A dead pane is told of by a subscription once a second; asking shortens the way to the start.
  while (performance.now() < end) {
    const pane = (await tmux.mirror.refresh()).panes.find(one => one.id === paneId)
    if (!pane || (pane.dead && tmux.clientOfPane(paneId))) return
    await wait(200)
  }
}

/** What waits in a pane of ours. */
export interface Waiting {
  readonly paneId: PaneId
  /** `cc_1`. */
  readonly agent: string
  /** The program that it starts. */
  readonly command: string
}

async function startOne({ paneId, agent }: Waiting, { progress }: StartWork, parts: SessionParts): Promise<void> {
  const { tmux, fleet, restart, types } = parts
  await waitForEnd(paneId, tmux)
  progress.check()
  try {
    const receipt = await restart(paneId)
    const detail = receipt.result === 'done' ? 'It was started.' : receipt.detail
    progress.note(agent, receipt.result === 'done', detail)
  } catch (error) {
    return progress.note(agent, false, toFailure(error).message)
  }
  const starts = () => {
    const pane = fleet.pane(paneId)
    const type = types().find(one => one.id === pane?.agent?.type)
    // The window shows it as started when it is told so. One that cannot be read counts as starting for some seconds.
    return pane?.ready === true || (pane?.state.name === 'starting' && !(type && isMute(type)))
  }
  const end = performance.now() + SETTLE
  while (performance.now() < end && starts()) await wait(100)
}

type StartWork = Pick<SessionWork, 'present' | 'progress'>

/** Starts what waits, a few at a time. Throws HostError `cancelled`; all else is noted. */
export async function startWaiting(all: readonly Waiting[], work: StartWork, parts: SessionParts): Promise<void> {
  const { present, progress } = work
  await eachLimited(all, STARTING, async one => {
    progress.check()
    if (present.missing.has(one.command)) return progress.note(one.agent, false, `${one.command} is not installed.`)
    await startOne(one, work, parts)
  })
}

/**
 * Builds what the plan creates, under a temporary name; then its name and its old screens. Gives what waits in it to be
 * started. Throws HostError; when it throws before the session has its name, nothing of it is left. `told` gets the panes as
 * soon as they are there to stay.
 */
export async function restoreSession(
  work: SessionWork,
  parts: SessionParts,
  told: (panes: Built['panes']) => Promise<void>,
): Promise<Waiting[]> {
  const { progress, plan, checkpoint } = work
  const { tmux } = parts
  const wanted = new Set(plan.panes.filter(pane => pane.act === 'create').map(pane => pane.key))
  const starter = await parts.starter()
  const saved = checkpoint.windows.flatMap(window => window.panes).filter(pane => wanted.has(pane.key))
  const made = await Promise.all(saved.map((pane, index) => prepare(pane, index, starter, work, parts)))
  const built = await buildSession(tmux, {
    name: `${nameAsGiven(plan.session)} (restoring ${progress.run().id.slice(0, 8)})`,
    historyLimit: parts.scrollback(),
    windows: windowJobs(work, made),
    check: progress.check,
    tell: ({ index, panes }) => progress.note(`window ${index}`, true, `${panes.length} panes, laid out as they were.`),
  })
  // Told first: where tmux fails to name it and to end it, what stands is known.
  const named = told(built.panes).then(() => giveName(tmux, built.sessionId, plan.session))
  const session = await named.catch(async error => {
    await tmux.request(killSession(built.sessionId)).catch(() => '')
    throw error
  })
  for (const { job, talk } of made)
    if (job.agent && talk)
      parts.conversations.note(job.agent.life, { conversation: talk.id, transcript: talk.file, at: Date.now() })
  progress.step('building', { session, sessionId: built.sessionId })
  progress.note(`session ${session}`, true, 'It is there.')
  const jobs = made.map(one => one.job)
  await keepPanes(tmux, built.panes, jobs)
  await showTexts(made, built.panes, work, parts)
  return made.flatMap(({ saved: { waits }, job: { key, agent } }): Waiting[] => {
    const paneId = built.panes.get(key)
    // A person reads what came from a file before it runs: saving it again is no reading.
    return agent && paneId && !waits ? [{ paneId, agent: agent.name, command: agent.launch.command }] : []
  })
}
