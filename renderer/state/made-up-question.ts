import type { Fleet, Pane, Question } from '../../ipc/model'

/** A question for tests: Claude's, whether a command may run. */
export function madeUpQuestion(more: Partial<Question> = {}): Question {
  return {
    id: 'q1',
    kind: 'permission',
    title: 'Do you want to proceed?',
    detail: 'docker compose down -v\nRemove containers and volumes',
    choices: [
      { key: '1', label: 'Yes', selected: true, danger: false },
      { key: '2', label: 'Yes, and don’t ask again for docker commands', selected: false, danger: true },
      { key: '3', label: 'No', selected: false, danger: false },
    ],
    ...more,
  }
}

/** The fleet with one pane changed, its state field by field. */
export function withPane(
  fleet: Fleet,
  id: string,
  { state, ...more }: Partial<Omit<Pane, 'state'>> & { state?: Partial<Pane['state']> },
): Fleet {
  const change = (pane: Pane): Pane => ({ ...pane, ...more, state: { ...pane.state, ...state } })
  return { ...fleet, panes: fleet.panes.map(pane => (pane.id === id ? change(pane) : pane)) }
}
