import { HostError } from '../../../ipc/failure'
import type { PaneId, SessionId, WindowId } from '../../../ipc/model'
import { encodeLaunch, type Launch } from '../../sessions/launch'
import { refuseDeadlyWindow } from '../../sessions/window-size-guard'
import { createSession } from '../../tmux/commands/create-session'
import { type Created, parseCreated } from '../../tmux/commands/created'
import { killSession } from '../../tmux/commands/kill-session'
import { moveWindow, newWindowAt } from '../../tmux/commands/new-window'
import { keepDeadPane, setPaneOptions } from '../../tmux/commands/pane-options'
import { zoomPane } from '../../tmux/commands/resize-pane'
import { resizeWindow } from '../../tmux/commands/resize-window'
import { applyLayout, tileWindow } from '../../tmux/commands/select-layout'
import { selectPane, selectWindow, setPaneTitle } from '../../tmux/commands/select-pane'
import { splitWindow } from '../../tmux/commands/split-window'
import type { Start } from '../../tmux/commands/start'
import { cellsOf, type LayoutTree, parseLayout, plainLayout } from '../../tmux/layout'
import { tiles } from '../../tmux/plan-windows'
import { command } from '../../tmux/quote'
import type { Command, Tmux } from '../../tmux/types'

/** One pane to be made. */
export interface PaneJob {
  readonly key: string
  /** null: a plain pane, which is not marked as ours. */
  readonly agent: {
    readonly life: string
    readonly type: string
    readonly name: string
    readonly launch: Launch
  } | null
  readonly title: string
  readonly active: boolean
  /** What `@quarterdeck_from` will hold. */
  readonly from: string
  readonly start: Start
}

/** One window to be made, with at least one pane. */
export interface WindowJob {
  readonly index: number
  readonly name: string
  /** As many cells as panes. */
  readonly layout: LayoutTree
  readonly active: boolean
  readonly zoomed: boolean
  readonly panes: readonly PaneJob[]
}

export interface SessionJob {
  /** Of the temporary session. */
  readonly name: string
  readonly historyLimit: number
  readonly windows: readonly WindowJob[]
  /** Throws when the work is to end; called between steps. */
  readonly check: () => void
  /** A window is there. */
  readonly tell: (window: WindowJob) => void
}

export interface Built {
  readonly sessionId: SessionId
  readonly panes: ReadonlyMap<string, PaneId>
}

/** tmux writes a backslash in a name as two, and 3.3a one before a `$`: given as it is listed, it would double again. */
export function nameAsGiven(listed: string): string {
  return listed.replace(/\\([\\$])/g, '$1')
}

/** All of them, each its own line; the first refusal is thrown. */
async function all(tmux: Tmux, commands: readonly Command[]): Promise<void> {
  const failed = (await tmux.requestAll(commands)).find(reply => !reply.ok)
  if (failed && !failed.ok) throw new HostError('tmux-refused', failed.message)
}

async function markPane(tmux: Tmux, paneId: PaneId, { agent, from, title }: PaneJob): Promise<void> {
  const set = ['set-option', '-p', '-t', paneId] as const
  // Until the session is finished nothing of it may stay when the host dies, whatever the user's configuration says.
  const marks = [command(...set, 'remain-on-exit', 'off'), command(...set, '--', '@quarterdeck_from', from)]
  if (title !== '') marks.push(setPaneTitle(paneId, title))
  if (agent) {
    const { life, type, name, launch } = agent
    marks.push(...setPaneOptions(paneId, { id: life, type, name, launch: encodeLaunch(launch) }))
    marks.push(command(...set, '-F', '@quarterdeck_ready', '#{pane_pid}'))
  }
  await all(tmux, marks)
}

/**
 * From now on the panes stay: agents' stand dead with what they show until they are started, the plain ones do as the user's
 * configuration says. Throws HostError.
 */
export async function keepPanes(tmux: Tmux, panes: Built['panes'], jobs: readonly PaneJob[]): Promise<void> {
  const commands = jobs.flatMap(({ key, agent }) => {
    const paneId = panes.get(key)
    if (!paneId) return []
    return agent ? keepDeadPane(paneId) : command('set-option', '-p', '-u', '-t', paneId, 'remain-on-exit')
  })
  await all(tmux, commands)
}

/** Cells in which so many panes can be split and tiled: tmux refuses a split of less than three. */
function roomFor(panes: number): { width: number; height: number } {
  const { rows, columns } = tiles(panes)
  return { width: columns * 10, height: rows * 6 }
}

const same = (one: LayoutTree, other: LayoutTree) =>
  JSON.stringify(cellsOf(one).map(cell => [cell.left, cell.top, cell.width, cell.height])) ===
  JSON.stringify(cellsOf(other).map(cell => [cell.left, cell.top, cell.width, cell.height]))

async function layoutNow(tmux: Tmux, windowId: WindowId): Promise<LayoutTree> {
  const text = await tmux.request(command('display-message', '-p', '-t', windowId, '#{window_layout}'))
  return parseLayout(plainLayout(text.trim()))
}

/** Puts the window into its layout and size, and looks whether it is so. */
async function layOut(tmux: Tmux, windowId: WindowId, { layout, panes }: WindowJob): Promise<void> {
  const { width, height } = layout
  const before = await layoutNow(tmux, windowId)
  if (before.width !== width || before.height !== height) await all(tmux, [resizeWindow(windowId, width, height)])
  if (panes.length > 1) await all(tmux, [applyLayout(windowId, layout)])
  if (!same(await layoutNow(tmux, windowId), layout))
    throw new HostError('tmux-refused', 'tmux did not take the saved layout.')
  // It shall follow its clients again, as it did before we gave it a size.
  await all(tmux, [command('set-option', '-w', '-u', '-t', windowId, 'window-size')])
}

async function fillWindow(tmux: Tmux, first: Created, job: WindowJob, panes: Map<string, PaneId>): Promise<void> {
  const [head, ...rest] = job.panes
  if (!head) return
  panes.set(head.key, first.paneId)
  await markPane(tmux, first.paneId, head)
  const room = roomFor(job.panes.length)
  const tight = job.layout.width < room.width || job.layout.height < room.height
  if (rest.length > 0 && tight)
    await all(tmux, [
      resizeWindow(first.windowId, Math.max(job.layout.width, room.width), Math.max(job.layout.height, room.height)),
    ])
  let last = first.paneId
  for (const one of rest) {
    const made = parseCreated(await tmux.request(splitWindow(last, one.start)))
    last = made.paneId
    panes.set(one.key, last)
    await markPane(tmux, last, one)
    await all(tmux, [tileWindow(first.windowId)])
  }
  await layOut(tmux, first.windowId, job)
  const active = panes.get(job.panes.find(one => one.active)?.key ?? '')
  if (active) await all(tmux, [selectPane(active)])
  if (active && job.zoomed && rest.length > 0)
    await all(tmux, zoomPane({ id: active, active: true }, { zoomed: false }))
}

/** The window's name as an argument; tmux names it by its program where there was none. */
const nameOf = ({ name }: WindowJob) => (name === '' ? undefined : nameAsGiven(name))

async function makeWindow(tmux: Tmux, sessionId: SessionId, job: WindowJob): Promise<Created> {
  const [head] = job.panes
  if (!head) throw new Error('a window has at least one pane')
  return parseCreated(await tmux.request(newWindowAt(sessionId, job.index, head.start, nameOf(job))))
}

async function fillSession(tmux: Tmux, first: Created, job: SessionJob): Promise<Built> {
  const { sessionId } = first
  const panes = new Map<string, PaneId>()
  // Moving and making windows at their indexes must not number the others anew, whatever the user's configuration says.
  await all(tmux, [command('set-option', '-t', sessionId, 'renumber-windows', 'off')])
  let current: WindowId = first.windowId
  for (const [at, window] of job.windows.entries()) {
    job.check()
    const made = at === 0 ? first : await makeWindow(tmux, sessionId, window)
    if (at === 0 && made.windowIndex !== window.index)
      await all(tmux, [moveWindow(sessionId, made.windowId, window.index)])
    await fillWindow(tmux, made, window, panes)
    if (window.active) current = made.windowId
    job.tell(window)
  }
  await all(tmux, [selectWindow(current), command('set-option', '-u', '-t', sessionId, 'renumber-windows')])
  return { sessionId, panes }
}

/**
 * Makes a detached session with these windows and panes: split and tiled, then the exact layouts, which are compared with
 * what tmux has afterwards. Each pane's program must wait for its sign to begin (`rebuild-wait.ts`): then nothing was
 * started yet, and a failure ends the session again. Throws HostError; nothing is left behind then.
 */
export async function buildSession(tmux: Tmux, job: SessionJob): Promise<Built> {
  const [window] = job.windows
  const head = window?.panes[0]
  if (!window || !head) throw new HostError('bad-input', 'There is nothing to build.')
  await refuseDeadlyWindow(tmux)
  const { width, height } = window.layout
  const name = nameOf(window)
  const first = await createSession(tmux.request, {
    name: job.name,
    ...{ width, height, historyLimit: job.historyLimit, first: head.start },
    ...(name === undefined ? {} : { windowName: name }),
  })
  try {
    return await fillSession(tmux, first, job)
  } catch (error) {
    await tmux.request(killSession(first.sessionId)).catch(() => '')
    throw error
  }
}
