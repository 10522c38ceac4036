import type { MirrorState, TmuxPane, TmuxSession } from '../tmux/types'

/* For tests alone: what tmux would list, made of nothing. */

/** A plain pane in the window of the same number. */
export function tmuxPane(number: number, change: Partial<TmuxPane> = {}): TmuxPane {
  return {
    ...{ id: `%${number}`, windowId: `@${number}`, index: 0, active: true, title: '', command: 'c', path: '/x' },
    ...{ width: 80, height: 24, left: 0, top: 0, pid: 1, tty: '', dead: false, deadStatus: null, deadSignal: null },
    ...{ inMode: false, alternate: false, options: { id: `life ${number}`, type: 'cc', name: 'cc_1', launch: '' } },
    ...change,
  }
}

/** Sessions by their number, each with one window for each pane. */
export function mirrorOf(sessions: Readonly<Record<number, readonly number[]>>): MirrorState {
  const numbers = [...new Set(Object.values(sessions).flat())]
  return {
    sessions: Object.entries(sessions).map(
      ([id, panes]): TmuxSession => ({
        ...{ id: `$${id}`, name: `s${id}`, created: 1, folder: '/x', clients: [] },
        windows: panes.map((pane, index) => ({ windowId: `@${pane}`, index, active: index === 0 })),
      }),
    ),
    windows: numbers.map(number => ({
      ...{ id: `@${number}`, name: 'w', layout: '', zoomed: false, width: 80, height: 24, panes: [`%${number}`] },
    })),
    panes: numbers.map(number => tmuxPane(number)),
  }
}
