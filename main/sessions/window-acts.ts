import { randomUUID } from 'node:crypto'
import { HostError } from '../../ipc/failure'
import type { PaneId, SessionId, WindowId } from '../../ipc/model'
import { renameSession } from '../tmux/commands/rename-session'
import { unzoomPane, zoomPane } from '../tmux/commands/resize-pane'
import { fitPane, readWindowSize, unfitWindow, type WindowBefore, windowBefore } from '../tmux/commands/resize-window'
import { tileWindow } from '../tmux/commands/select-layout'
import type { Command, MirrorState, Tmux, TmuxPane, TmuxWindow } from '../tmux/types'

/** Fits that can be undone; the oldest is forgotten first. */
const MOST_UNDOS = 100

export interface WindowActs {
  tile(windowId: WindowId): Promise<void>
  /** Zooms this pane (also while another one is zoomed), or unzooms its window. Doing it twice changes nothing more. */
  zoom(paneId: PaneId, zoomed: boolean): Promise<void>
  rename(sessionId: SessionId, name: string): Promise<void>
  /** Resizes once so that the pane gets this size in cells; nothing else in Quarterdeck resizes. Returns the undo's token. */
  fit(paneId: PaneId, size: { cols: number; rows: number }): Promise<string>
  unfit(undo: string): Promise<void>
  /** What a person types in a terminal to attach without changing the session's size. */
  attachCommand(sessionId: SessionId): string
}

function paneIn(mirror: MirrorState, id: PaneId): { pane: TmuxPane; window: TmuxWindow } {
  const pane = mirror.panes.find(one => one.id === id)
  const window = mirror.windows.find(one => one.id === pane?.windowId)
  if (!pane || !window) throw new HostError('no-such-pane', 'That pane is gone.')
  return { pane, window }
}

/** One word for any POSIX shell, fish included: in single quotes, where only `'` (and fish's `\`) need care. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text) && !text.startsWith('=')) return text
  const parts = text.split(/(['\\]+)/).filter(part => part !== '')
  // Quotes and backslashes stand in double quotes, which sh and fish read alike.
  return parts.map(part => (/^['\\]/.test(part) ? `"${part.replace(/\\/g, '\\\\')}"` : `'${part}'`)).join('') || "''"
}

/** Acts on tmux's own windows and sessions. All throw HostError: `no-such-…`, `name-taken`, `bad-name`, `tmux-refused`. */
export function createWindowActs(tmux: Tmux): WindowActs {
  /** With the server of the window: another one gives its windows the same ids. */
  const undos = new Map<string, { readonly before: WindowBefore; readonly server: number }>()

  /** In order, in one write; the first refusal is told. */
  async function all(commands: readonly Command[]): Promise<void> {
    if (commands.length === 0) return
    const failed = (await tmux.requestAll(commands)).find(reply => !reply.ok)
    if (failed && !failed.ok) throw new HostError('tmux-refused', failed.message)
  }

  return {
    async tile(windowId) {
      const mirror = await tmux.mirror.refresh()
      if (!mirror.windows.some(one => one.id === windowId))
        throw new HostError('no-such-window', 'That window is gone.')
      await all([tileWindow(windowId)])
    },
    async zoom(paneId, zoomed) {
      const { pane, window } = paneIn(await tmux.mirror.refresh(), paneId)
      if (zoomed && window.panes.length > 1) await all(zoomPane(pane, window))
      if (!zoomed && window.zoomed) await all([unzoomPane(paneId)])
      await tmux.mirror.refresh()
    },
    async rename(sessionId, name) {
      const mirror = await tmux.mirror.refresh()
      if (!mirror.sessions.some(one => one.id === sessionId))
        throw new HostError('no-such-session', 'That session is gone.')
      if (!/^[^.:\u0000-\u001f\u007f]+$/u.test(name)) throw new HostError('bad-name', 'tmux cannot keep that name.')
      const other = mirror.sessions.find(one => one.name === name)
      if (other?.id === sessionId) return
      if (other) throw new HostError('name-taken', `There is a session ${name} already.`)
      await all([renameSession(sessionId, name)])
      await tmux.mirror.refresh()
    },
    async fit(paneId, size) {
      const mirror = await tmux.mirror.refresh()
      const { pane, window } = paneIn(mirror, paneId)
      const active = mirror.panes.find(one => one.windowId === window.id && one.active) ?? pane
      const before = windowBefore(window, active, await tmux.request(readWindowSize(window.id)))
      const server = tmux.serverPid()
      await all(fitPane(pane, window, size)).catch(async error => {
        // The window may have its new size already, and nobody would have the undo.
        await tmux.requestAll(unfitWindow(before, window.panes.length))
        throw error
      })
      const token = randomUUID()
      undos.set(token, { before, server })
      for (const oldest of undos.keys()) if (undos.size > MOST_UNDOS) undos.delete(oldest)
      return token
    },
    async unfit(undo) {
      const known = undos.get(undo)
      if (!known) throw new HostError('bad-input', 'That fit is not known any more.')
      const { before, server } = known
      const window = (await tmux.mirror.refresh()).windows.find(one => one.id === before.windowId)
      undos.delete(undo)
      if (!window || server !== tmux.serverPid()) throw new HostError('no-such-window', 'That window is gone.')
      // One may fail (panes came or went) without harm to the rest: the size is given back in any case.
      await tmux.requestAll(unfitWindow(before, window.panes.length))
    },
    attachCommand(sessionId) {
      const session = tmux.mirror.state().sessions.find(one => one.id === sessionId)
      if (!session) throw new HostError('no-such-session', 'That session is gone.')
      const { binary, socket, config } = tmux.target
      const server = [...(socket === null ? [] : ['-L', socket]), ...(config === null ? [] : ['-f', config])]
      // tmux takes what begins like an id for one, also behind `=` (3.3a cmd_find_get_session), and cuts at `:` and `.`,
      // which names may hold from 3.7 on.
      const name = /^\$|[.:]/.test(session.name) ? session.id : `=${session.name}`
      const words = [binary, ...server, 'attach-session', '-f', 'ignore-size', '-t', name]
      return words.map(shellWord).join(' ')
    },
  }
}
