import type { Fleet, Pane, Session, StateName, Window } from '../../ipc/model'

/*
 * Fleets for tests. `session('api', ['working', null])` is a session with one agent and one plain pane; ids count up
 * within one fleet.
 */

export interface MadeUpSession {
  readonly name: string
  /** A state: a pane with an agent in it; null: a plain pane. */
  readonly panes: readonly (StateName | null)[]
  readonly managed?: boolean
  readonly attached?: boolean
}

function madeUpPane(id: number, index: number, windowId: string, state: StateName | null): Pane {
  return {
    id: `%${id}`,
    windowId,
    index,
    active: index === 0,
    title: `title ${id}`,
    command: 'node',
    path: '/src',
    width: 80,
    height: 24,
    left: 0,
    top: 0,
    pid: 1000 + id,
    tty: `/dev/pts/${id}`,
    dead: state === 'exited',
    deadStatus: state === 'exited' ? 1 : null,
    deadSignal: null,
    inMode: false,
    managed: state !== null,
    agent: state === null ? null : { type: 'cc', name: `cc_${index + 1}`, source: 'option' },
    state: { name: state ?? 'unknown', source: 'none', sure: 'guess', since: 0, explanation: 'Made up.' },
  }
}

export function madeUpFleet(list: readonly MadeUpSession[], kind: Fleet['server']['kind'] = 'connected'): Fleet {
  const panes: Pane[] = []
  const windows: Window[] = []
  const sessions: Session[] = list.map(({ name, panes: states, managed = true, attached }, at) => {
    const windowId = `@${at}`
    const own = states.map((state, index) => madeUpPane(panes.length + index, index, windowId, state))
    panes.push(...own)
    const ids = own.map(pane => pane.id)
    windows.push({ id: windowId, name: 'w', layout: '', zoomed: false, width: 80, height: 24, panes: ids })
    const client = { name: '/dev/pts/9', pid: 9, sessionId: `$${at}`, width: 80, height: 24, control: false }
    return {
      id: `$${at}`,
      name,
      created: at,
      folder: `/src/${name}`,
      windows: [{ windowId, index: 0, active: true }],
      clients: attached ? [client] : [],
      managed,
    }
  })
  const server = {
    kind,
    clientVersion: '3.3a',
    serverVersion: '3.3a',
    socket: 'default',
    message: '',
    remedy: '',
    since: 0,
  }
  return { server, sessions, windows, panes }
}
