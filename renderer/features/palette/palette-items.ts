import type { StateName } from '../../../ipc/model'
import { type CommandContext, commandContext } from '../../commands/context'
import { availableCommands, runCommand } from '../../commands/registry'
import { countStates, paneName, panesOfFleet, panesOfSession, sortedSessions } from '../../state/selectors'
import { showPane, showSession } from '../../state/view-store'
import { plural } from '../../ui/format'

/** One line of the palette. */
export interface PaletteItem {
  /**
   * Kept in the settings when pinned. Sessions and panes go by name: tmux's ids begin anew with each server, and a pin
   * must never lead to something else.
   */
  readonly id: string
  readonly title: string
  /** More about it; hostile text where it comes from tmux. */
  readonly detail: string
  /** As commands write keys; the first one. */
  readonly keys?: string
  readonly state?: StateName
  run(): void
}

export interface PaletteGroup {
  readonly heading: string
  readonly items: readonly PaletteItem[]
}

function commandItems(context: CommandContext): PaletteItem[] {
  return availableCommands(context)
    .filter(command => command.id !== 'palette.open')
    .map(command => {
      const [keys] = command.keys
      return {
        id: `command:${command.id}`,
        title: command.title,
        detail: whomFor(command.id, context),
        ...(keys ? { keys } : {}),
        run: () => runCommand(command.id),
      }
    })
}

const ON_SESSION = new Set([
  'agents.add',
  'session.checkpoint',
  'session.rename',
  'session.copyAttach',
  'session.finish',
  'session.kill',
  'agents.interruptSession',
  'window.tile',
])
const ON_PANE = new Set(['agents.interruptPane', 'pane.restart', 'pane.kill', 'pane.zoomTmux'])

/** Whom a command would act on: in the palette nothing else says it. */
function whomFor(id: string, { session, pane }: CommandContext): string {
  if (session && ON_SESSION.has(id)) return session.name
  if (session && pane && ON_PANE.has(id)) return `${paneName(pane)} in ${session.name}`
  return ''
}

function sessionItems({ fleet }: CommandContext): PaletteItem[] {
  const { ours, others } = sortedSessions(fleet)
  return [...ours, ...others].map(session => {
    const panes = panesOfSession(fleet, session)
    const counts = countStates(panes).map(({ state, count }) => `${count} ${state}`)
    return {
      id: `session:${session.name}`,
      title: session.name,
      detail: counts.join(', ') || plural(panes.length, 'pane'),
      run: () => showSession(session.id),
    }
  })
}

function paneItems({ fleet }: CommandContext): PaletteItem[] {
  const seen = new Set<string>()
  return panesOfFleet(fleet).flatMap(({ session, pane }) => {
    // A pane without an agent has no name of its own; two windows may each have a "pane 1".
    const own = pane.agent ? paneName(pane) : `${paneName(pane)} ${pane.id}`
    const id = `pane:${session.name}/${own}`
    if (seen.has(id)) return []
    seen.add(id)
    return {
      id,
      title: `${paneName(pane)} in ${session.name}`,
      detail: pane.title || pane.command,
      state: pane.state.name,
      run: () => showPane(session.id, pane.id),
    }
  })
}

/** Everything that can be chosen now: the pinned first, in the order in which they were pinned. */
export function paletteGroups(pinned: readonly string[], context: CommandContext = commandContext()): PaletteGroup[] {
  const groups = [
    { heading: 'Commands', items: commandItems(context) },
    { heading: 'Sessions', items: sessionItems(context) },
    { heading: 'Panes', items: paneItems(context) },
  ]
  const all = new Map(groups.flatMap(group => group.items).map(item => [item.id, item]))
  const kept = pinned.flatMap(id => all.get(id) ?? [])
  const taken = new Set(kept.map(item => item.id))
  return [
    { heading: 'Pinned', items: kept },
    ...groups.map(group => ({ ...group, items: group.items.filter(item => !taken.has(item.id)) })),
  ].filter(group => group.items.length > 0)
}

/** The first nine, which 1–9 pick. */
export function numbered(groups: readonly PaletteGroup[]): PaletteItem[] {
  return groups.flatMap(group => group.items).slice(0, 9)
}

/** The pins after Ctrl+P on an item: added last, or taken away. */
export function togglePin(pinned: readonly string[], id: string): string[] {
  // 50 is what the settings keep.
  return pinned.includes(id) ? pinned.filter(one => one !== id) : [...pinned, id].slice(-50)
}
