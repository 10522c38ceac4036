import type { KillTarget } from '../../ipc/contract'
import type { PaneId } from '../../ipc/model'
import { createEmitter, type Undo } from '../../ipc/wire'
import type { Kill } from '../sessions/kill'
import { panesToKill } from '../sessions/kill-scope'
import type { Command, Tmux } from '../tmux/types'

/** What is ended from here, so that it is not taken for a loss. */
export interface Endings {
  /** The same tmux, whose panes that are ended through it are noted before they go. */
  readonly tmux: Tmux
  /** The same kill; processes end long before their session does. */
  kill(kill: Kill): Kill
  /** Whether the end of this pane of the server with this pid was asked for here. */
  has(id: PaneId, server: number): boolean
  /** Something was noted, and may be gone within milliseconds. */
  onNote(listener: () => void): Undo
}

const VERBS: ReadonlySet<string> = new Set(['kill-session', 'kill-window', 'kill-pane'])
/** Panes that are remembered; a server that lives for months kills thousands. */
const MOST = 5000

function targetOf({ verb, args }: Command): string {
  return VERBS.has(verb) ? (args[args.indexOf('-t') + 1] ?? '') : ''
}

/** Notes what is ended through this tmux. */
export function createEndings(tmux: Tmux): Endings {
  const noted = new Map<PaneId, number>()
  const changed = createEmitter<void>()

  function panesOf(target: KillTarget): PaneId[] {
    try {
      return panesToKill(tmux.mirror.state(), target).map(pane => pane.id)
    } catch {
      // It is gone already.
      return []
    }
  }

  function note(ids: readonly PaneId[]): void {
    if (ids.length === 0) return
    for (const id of ids) noted.set(id, tmux.serverPid())
    for (const id of [...noted.keys()].slice(0, Math.max(0, noted.size - MOST))) noted.delete(id)
    changed.emit()
  }

  function noteCommands(commands: readonly Command[]): void {
    for (const target of commands.map(targetOf)) {
      if (target.startsWith('$')) note(panesOf({ kind: 'session', sessionId: target }))
      else if (target.startsWith('%')) note(panesOf({ kind: 'pane', paneId: target }))
      else if (target.startsWith('@'))
        note(tmux.mirror.state().windows.flatMap(window => (window.id === target ? [...window.panes] : [])))
    }
  }

  return {
    tmux: {
      ...tmux,
      request(command, ...more) {
        noteCommands([command, ...more])
        return tmux.request(command, ...more)
      },
      requestAll(commands) {
        noteCommands(commands)
        return tmux.requestAll(commands)
      },
    },
    kill: kill => ({
      ...kill,
      async kill(target, options) {
        const ids = panesOf(target)
        note(ids)
        try {
          return await kill.kill(target, options)
        } catch (error) {
          // What is still there was not ended, and may be lost another day.
          for (const id of ids) if (tmux.mirror.pane(id)) noted.delete(id)
          changed.emit()
          throw error
        }
      },
    }),
    has: (id, server) => server > 0 && noted.get(id) === server,
    onNote: changed.on,
  }
}
