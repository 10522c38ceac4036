import { randomUUID } from 'node:crypto'
import { toFailure } from '../../ipc/failure'
import type { PaneId, SessionId, WindowId } from '../../ipc/model'
import type { Created } from '../tmux/commands/created'
import { parseCreated } from '../tmux/commands/created'
import { newWindow } from '../tmux/commands/new-window'
import { keepDeadPane, setPaneOptions } from '../tmux/commands/pane-options'
import { applyLayout, tileWindow } from '../tmux/commands/select-layout'
import { splitWindow } from '../tmux/commands/split-window'
import type { Start } from '../tmux/commands/start'
import { cellsOf } from '../tmux/layout'
import { LEAST, type WindowPlan } from '../tmux/plan-windows'
import { command } from '../tmux/quote'
import { rowsLayout } from '../tmux/rows-layout'
import type { Tmux } from '../tmux/types'
import { encodeLaunch, type Launch, launchArgv, launchEnvironment, launchOf, type Starter } from './launch'
import type { PlannedAgent } from './spawn-plan'

/** What was started, and why not the rest. */
export interface Started {
  readonly panes: { readonly paneId: PaneId; readonly agent: PlannedAgent }[]
  /** The first failure; empty when all were started. */
  problem: string
}

/** One agent ready to be handed to tmux. */
export interface ReadyAgent {
  readonly agent: PlannedAgent
  readonly launch: Launch
  readonly id: string
  readonly start: Start
}

/** Gives an agent its id and words. */
export function makeReady(agent: PlannedAgent, folder: string, starter: Starter): ReadyAgent {
  const launch = launchOf(agent.type, folder)
  const id = randomUUID()
  const start = { folder, environment: launchEnvironment(launch, id), argv: launchArgv(launch, starter, id) }
  return { agent, launch, id, start }
}

/**
 * Marks a new pane as ours. In time also for a program that ends at once: the launch takes at least the wrapper's pause
 * of 0.3 s, these lines a few ms.
 */
async function markPane(tmux: Tmux, paneId: PaneId, one: ReadyAgent): Promise<void> {
  const { agent, launch, id } = one
  const options = { id, type: agent.type.id, name: agent.name, launch: encodeLaunch(launch) }
  const replies = await tmux.requestAll([keepDeadPane(paneId), ...setPaneOptions(paneId, options)])
  const failed = replies.find(reply => !reply.ok)
  if (failed && !failed.ok) throw new Error(`it ended before it could be marked (${failed.message})`)
}

/** Fills a window of ours: the first pane is there already. Tiled after every split, as tmux else finds no space. */
async function fillWindow(tmux: Tmux, first: Created, agents: readonly ReadyAgent[], started: Started): Promise<void> {
  let last = first.paneId
  for (const one of agents) {
    // Below the pane made last, so that tmux's order is the order asked for.
    const made = parseCreated(await tmux.request(splitWindow(last, one.start)))
    last = made.paneId
    started.panes.push({ paneId: made.paneId, agent: one.agent })
    await markPane(tmux, made.paneId, one)
    await tmux.request(tileWindow(first.windowId))
  }
  await evenRows(tmux, first.windowId, agents.length + 1)
}

/** Rows of equal panes, as tmux's own tiling gives the odd one double width. Only looks: a refusal leaves it tiled. */
async function evenRows(tmux: Tmux, windowId: WindowId, panes: number): Promise<void> {
  const words = await tmux.request(command('display-message', '-p', '-t', windowId, '#{window_width} #{window_height}'))
  const [width = 0, height = 0] = words.trim().split(' ').map(Number)
  const layout = rowsLayout(panes, width, height)
  const tight = layout === null || cellsOf(layout).some(cell => cell.width < LEAST.width || cell.height < LEAST.height)
  if (layout && !tight) await tmux.requestAll([applyLayout(windowId, layout)])
}

/**
 * Starts agents in new windows of a session, spread as planned; `first` is the pane of the first agent when it is there
 * already. Stops at the first failure and says what was started until then: never throws for tmux's refusals.
 */
export async function startAgents(
  tmux: Tmux,
  sessionId: SessionId,
  agents: readonly ReadyAgent[],
  plan: readonly WindowPlan[],
  first: Created | null,
): Promise<Started> {
  const started: Started = { panes: [], problem: '' }
  let at = 0
  try {
    for (const [index, { panes }] of plan.entries()) {
      const own = agents.slice(at, at + panes)
      at += panes
      const [head, ...rest] = own
      if (!head) break
      const there = index === 0 ? first : null
      const made = there ?? parseCreated(await tmux.request(newWindow(sessionId, head.start)))
      started.panes.push({ paneId: made.paneId, agent: head.agent })
      await markPane(tmux, made.paneId, head)
      await fillWindow(tmux, made, rest, started)
    }
  } catch (error) {
    started.problem = toFailure(error).message
  }
  return started
}
