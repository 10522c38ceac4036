import { useId } from 'react'
import type { CheckpointInfo, RestoreChoice, RestorePlan } from '../../../ipc/checkpoint'
import { plural, whenWords } from '../../ui/format'
import { savedName } from '../checkpoints/saved-name'
import { FolderRows } from './folder-rows'
import { Row } from './plan-row'
import { paneWhy, paneWords, treeWords, withPane } from './restore-words'

interface TableProps {
  readonly info: CheckpointInfo
  readonly plan: RestorePlan
  readonly choice: RestoreChoice
  /** A session of the old name runs now. */
  readonly taken: boolean
  /** What is wrong with the name that was typed; empty when nothing is. */
  readonly nameError: string
  choose(change: Partial<RestoreChoice>): void
}

function SessionRow({ info, plan, choice, taken, nameError, choose }: TableProps) {
  const error = useId()
  const why = taken && plan.session !== info.session ? `${info.session} is running` : ''
  return (
    <Row name="Session" on={null} why={why}>
      {plan.session === '' ? (
        'none: everything that you chose still runs'
      ) : (
        <label className="plan-session">
          create as
          <input
            className="input"
            aria-label="Session name"
            aria-invalid={nameError ? true : undefined}
            aria-describedby={nameError ? error : undefined}
            maxLength={200}
            placeholder={plan.session}
            autoComplete="off"
            spellCheck={false}
            value={choice.session}
            onChange={event => choose({ session: event.target.value })}
          />
        </label>
      )}
      {nameError && (
        <span id={error} className="field-error">
          {nameError}
        </span>
      )}
    </Row>
  )
}

function PaneRows({ info, plan, choice, choose }: TableProps) {
  const now = Date.now()
  return plan.panes.map(pane => (
    <Row
      key={pane.key}
      name={savedName(pane)}
      on={pane.act !== 'skip'}
      fixed={pane.act === 'lives'}
      why={paneWhy(pane)}
      problems={pane.problems}
      onChange={on => choose({ panes: withPane(plan, pane.key, on) })}
    >
      {paneWords(pane, choice, info.at, now)}
      {(pane.act === 'create' || pane.act === 'start') && pane.command && (
        <code title={pane.command}>{pane.command}</code>
      )}
    </Row>
  ))
}

const FILES = [
  ['none', 'leave files alone'],
  ['worktree', 'into a new work tree and branch'],
  ['inplace', 'into the work tree itself'],
] as const

function FileRows({ info, plan, choice, choose }: TableProps) {
  if (info.trees === 0)
    return (
      <Row name="Files" on={null} why="it holds no work tree">
        none
      </Row>
    )
  return (
    <>
      <Row
        name="Files"
        on={choice.files !== 'none'}
        why={choice.files === 'inplace' && 'what is there now is saved as a checkpoint first'}
        onChange={on => choose({ files: on ? 'worktree' : 'none' })}
      >
        <select
          className="input"
          aria-label="Where files go"
          value={choice.files}
          onChange={event => choose({ files: FILES.find(([id]) => id === event.target.value)?.[0] ?? 'none' })}
        >
          {FILES.map(([id, words]) => (
            <option key={id} value={id}>
              {words}
            </option>
          ))}
        </select>
      </Row>
      {choice.files !== 'none' &&
        plan.trees.map(tree => {
          const { says, name } = treeWords(tree)
          return (
            <Row key={tree.path} name={tree.path} on={null} part problems={tree.problems}>
              {says} {name && <bdi className="mono">{name}</bdi>}
            </Row>
          )
        })}
    </>
  )
}

/** Which conversations come back, and to which moment. */
function talkWords({ panes }: RestorePlan, info: CheckpointInfo): string {
  const made = panes.filter(pane => pane.act === 'create')
  if (made.length === 0) return 'none: no agent is made'
  const saved = made.filter(pane => pane.conversation === 'as-saved').length
  if (saved === 0) return 'each agent begins a new one'
  return `${plural(saved, 'conversation')} as of ${whenWords(info.at, Date.now())}; no prompt is sent`
}

/** Why agents are not started at once. */
function startWhy({ trigger }: CheckpointInfo, { start }: RestoreChoice): string {
  if (trigger === 'import') return 'it came from a file: read each command before you start it'
  return start ? '' : 'nothing is started unasked'
}

/** The plan, part by part: what will be made, what is left alone, what cannot come back and why; each can be chosen. */
export function PlanTable(props: TableProps) {
  const { info, plan, choice, choose } = props
  return (
    <table className="table plan">
      <thead>
        <tr>
          <td />
          <th scope="col">Part</th>
          <th scope="col">Plan</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        <SessionRow {...props} />
        <Row
          name="Layout"
          on={choice.layout}
          why={choice.layout ? '' : 'panes are tiled instead'}
          onChange={layout => choose({ layout })}
        >
          {plan.session === ''
            ? 'none: no window is made'
            : `${plural(info.windows, 'window')}, ${plural(info.panes, 'pane')}`}
        </Row>
        <Row name="Conversations" on={choice.conversations} onChange={conversations => choose({ conversations })}>
          {choice.conversations ? talkWords(plan, info) : 'left out: each agent begins a new one'}
        </Row>
        <PaneRows {...props} />
        <FolderRows folders={plan.folders} choice={choice} choose={choose} />
        <Row
          name="Start agents"
          on={choice.start}
          fixed={info.trigger === 'import'}
          why={startWhy(info, choice)}
          onChange={start => choose({ start })}
        >
          {choice.start ? 'at once, a few at a time' : 'each waits behind Start, with its command shown'}
        </Row>
        <FileRows {...props} />
      </tbody>
    </table>
  )
}
