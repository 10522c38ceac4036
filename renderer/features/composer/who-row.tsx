import { ToggleGroup } from 'radix-ui'
import type { StateName } from '../../../ipc/model'
import { type Candidate, type ReceiverChoice, typesOf } from '../../state/receivers'
import { receiversStore, setIdleOnly, toggleType } from '../../state/receivers-store'
import { paneName } from '../../state/selectors'
import { StateIcon } from '../../ui/state-icon'
import { ReceiversPopover } from './receivers-popover'
import './who-row.css'

interface Props {
  readonly choice: ReceiverChoice
  readonly candidates: readonly Candidate[]
  readonly receivers: readonly Candidate[]
  /** Why nobody receives; empty when somebody does. */
  readonly nobody: string
}

function Toggle({ word, on, name, toggle }: { word: string; on: boolean; name: string; toggle(): void }) {
  return (
    <button type="button" className="chip" aria-pressed={on} aria-label={name} onClick={toggle}>
      {word}
    </button>
  )
}

function Receiver({ candidate: { pane, session, verdict }, several }: { candidate: Candidate; several: boolean }) {
  const state: StateName = pane.state.name
  return (
    <li title={`${paneName(pane)} in ${session.name}, ${state}: ${verdict.says}`}>
      <StateIcon state={state} />
      <span>{paneName(pane)}</span>
      {several && <span className="muted">{session.name}</span>}
      <span className="sr-only">{state}</span>
      {verdict.kind === 'held' && <span className="muted">when idle</span>}
    </li>
  )
}

function BusyChoice({ whenBusy, idleOnly }: { readonly whenBusy: 'skip' | 'hold'; readonly idleOnly: boolean }) {
  return (
    <div className="busy">
      <span className="busy-word" aria-hidden="true">
        Busy agents
      </span>
      <ToggleGroup.Root
        type="single"
        className="choice"
        aria-label="Busy agents"
        disabled={idleOnly}
        value={whenBusy}
        onValueChange={next => next && receiversStore.setState({ whenBusy: next as 'skip' | 'hold' })}
      >
        <ToggleGroup.Item value="skip">skip</ToggleGroup.Item>
        <ToggleGroup.Item value="hold" aria-label="hold until idle">
          hold<span className="busy-word"> until idle</span>
        </ToggleGroup.Item>
      </ToggleGroup.Root>
    </div>
  )
}

/** Who will receive, always in view: scope, what narrows it, names with states; and what becomes of busy agents. */
export function WhoRow({ choice, candidates, receivers, nobody }: Props) {
  const several = new Set(receivers.map(({ session }) => session.id)).size > 1
  // A type that is chosen stays in view when the view has none of it: else nobody could let go of it.
  const types = [...new Set([...typesOf(candidates), ...choice.types])]
  return (
    <div className="composer-who">
      <span className="composer-to">To</span>
      <ReceiversPopover choice={choice} candidates={candidates} count={receivers.length} />
      {(types.length > 1 || choice.types.length > 0) &&
        types.map(type => (
          <Toggle
            key={type}
            word={type}
            name={`Only ${type}`}
            on={choice.types.includes(type)}
            toggle={() => toggleType(type)}
          />
        ))}
      <Toggle word="idle only" name="Idle only" on={choice.idleOnly} toggle={() => setIdleOnly(!choice.idleOnly)} />
      {nobody ? (
        <p className="composer-nobody" id="composer-reason">
          {nobody}
        </p>
      ) : (
        <ul className="composer-names" aria-label="Will receive">
          {receivers.map(one => (
            <Receiver key={one.pane.id} candidate={one} several={several} />
          ))}
        </ul>
      )}
      <BusyChoice whenBusy={choice.whenBusy} idleOnly={choice.idleOnly} />
    </div>
  )
}
