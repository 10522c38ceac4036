import type { SavedLaunch, SavedPane, SavedWindow } from '../../../ipc/checkpoint'
import { HostError } from '../../../ipc/failure'
import type { Pane, PaneId, SessionId } from '../../../ipc/model'
import { isReady } from '../../agents/recognise'
import { decodeLaunch } from '../../sessions/launch'
import type { MirrorState, TmuxPane, TmuxSession } from '../../tmux/types'

/** A pane before its content was read. */
export interface PaneFrame {
  readonly id: PaneId
  readonly saved: Omit<SavedPane, 'screen' | 'rows' | 'conversation' | 'draft' | 'problem'>
}

export interface WindowFrame extends Omit<SavedWindow, 'panes'> {
  readonly panes: readonly PaneFrame[]
}

/** A session as tmux has it in one moment, without what its panes hold. */
export interface SessionFrame {
  readonly session: TmuxSession
  readonly windows: readonly WindowFrame[]
}

/** An agent's launch: of the environment all names, and the values that the user allows. */
function launchOf(pane: TmuxPane, allowed: ReadonlySet<string>): SavedLaunch | null {
  const launch = decodeLaunch(pane.options.launch)
  if (!launch) return null
  const names = Object.entries(launch.env).filter(([name]) => name.length <= 200)
  return { ...launch, env: Object.fromEntries(names.map(([name, value]) => [name, allowed.has(name) ? value : null])) }
}

function frameOf(pane: TmuxPane, key: string, view: Pane | null, allowed: ReadonlySet<string>): PaneFrame {
  const { width, height, active, dead } = pane
  return {
    id: pane.id,
    saved: {
      key,
      agent: (view?.agent?.name ?? '').slice(0, 60),
      type: (view?.agent?.type ?? '').slice(0, 40),
      life: pane.options.id.slice(0, 60),
      title: pane.title.slice(0, 1000),
      command: pane.command.slice(0, 1000),
      folder: pane.path.slice(0, 4096),
      ...{ width, height, active, dead },
      state: view?.state.name ?? 'unknown',
      ...(isReady(pane) ? { waits: true } : {}),
      launch: launchOf(pane, allowed),
    },
  }
}

/**
 * A session's windows and panes with all that the listing tells. Throws HostError `no-such-session`.
 * @param viewOf a pane with its agent and state, null when it is not known
 * @param allowed environment variables whose values may be kept
 */
export function frameSession(
  mirror: MirrorState,
  id: SessionId,
  viewOf: (pane: PaneId) => Pane | null,
  allowed: readonly string[],
): SessionFrame {
  const session = mirror.sessions.find(one => one.id === id)
  if (!session) throw new HostError('no-such-session', 'That session is gone.')
  const names = new Set(allowed)
  const panes = new Map(mirror.panes.map(pane => [pane.id, pane]))
  const windows = session.windows.flatMap((link, place): WindowFrame[] => {
    const window = mirror.windows.find(one => one.id === link.windowId)
    if (!window) return []
    const { layout, zoomed, width, height } = window
    const inside = window.panes.flatMap((paneId, at) => {
      const pane = panes.get(paneId)
      return pane ? [frameOf(pane, `${place}.${at}`, viewOf(paneId), names)] : []
    })
    const name = window.name.slice(0, 1000)
    return [{ index: link.index, name, layout, active: link.active, zoomed, width, height, panes: inside }]
  })
  if (windows.length === 0) throw new HostError('no-such-session', 'That session is gone.')
  return { session, windows }
}
