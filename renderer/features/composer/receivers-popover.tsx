import { ChevronDown, Pin } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useStore } from 'zustand'
import { fleetStore } from '../../state/fleet-store'
import { useFocus } from '../../state/hooks'
import { type Candidate, canBePrompted, type ReceiverChoice, type Scope, scopeOfView } from '../../state/receivers'
import { isChosen, pinScope, receiversStore, togglePick } from '../../state/receivers-store'
import { paneName } from '../../state/selectors'
import { viewStore } from '../../state/view-store'
import { StateLabel } from '../../ui/state-icon'
import { candidateName, scopeShort, scopeWords, verdictWord } from './send-words'
import './receivers-popover.css'

interface Props {
  readonly choice: ReceiverChoice
  readonly candidates: readonly Candidate[]
  /** How many receive. */
  readonly count: number
}

const keyOf = (scope: Scope) =>
  scope.kind === 'fleet' ? 'fleet' : scope.kind === 'session' ? scope.sessionId : scope.paneId

/** What can be held: the fleet, what the window is at, and what is held already. */
function useScopes(pinned: Scope | null): Scope[] {
  const { session, pane } = useFocus()
  const scopes: Scope[] = [{ kind: 'fleet' }]
  if (session) scopes.push({ kind: 'session', sessionId: session.id, name: session.name })
  if (session && pane && canBePrompted(pane))
    scopes.push({ kind: 'pane', paneId: pane.id, sessionId: session.id, name: `${paneName(pane)} in ${session.name}` })
  if (pinned && !scopes.some(scope => keyOf(scope) === keyOf(pinned))) scopes.push(pinned)
  return scopes
}

function ScopeChoice() {
  const pinned = useStore(receiversStore, state => state.pinned)
  const fleet = useStore(fleetStore, state => state.fleet)
  const view = useStore(viewStore, state => state.view)
  const scopes = useScopes(pinned)
  const option = (key: string, words: string, scope: Scope | null) => (
    <label key={key} className="check">
      <input
        type="radio"
        name="receivers-scope"
        checked={scope ? pinned !== null && keyOf(pinned) === key : pinned === null}
        onChange={() => pinScope(scope)}
      />
      <span>{words}</span>
    </label>
  )
  return (
    <fieldset className="plain-fieldset who-scopes">
      <legend className="sr-only">Send to</legend>
      {option('view', `Whatever is shown: ${scopeWords(scopeOfView(fleet, view))}`, null)}
      {scopes.map(scope => option(keyOf(scope), `Always ${scopeWords(scope)}`, scope))}
    </fieldset>
  )
}

function CandidateRow({ candidate, several }: { readonly candidate: Candidate; readonly several: boolean }) {
  const { pane, session, verdict } = candidate
  return (
    <li>
      <label className={`who-row who-${verdict.kind}`}>
        <input
          type="checkbox"
          aria-label={candidateName(candidate)}
          checked={isChosen(candidate)}
          disabled={verdict.kind === 'never'}
          onChange={() => togglePick(pane.id)}
        />
        <b>{paneName(pane)}</b>
        <span className="muted">{several && session.name}</span>
        <StateLabel state={pane.state.name} />
        <span className="who-verdict">{verdictWord(verdict)}</span>
      </label>
    </li>
  )
}

/** Who receives, by name and state, and who is left out and why; single agents can be chosen. */
export function ReceiversPopover({ choice, candidates, count }: Props) {
  const pinned = useStore(receiversStore, state => state.pinned !== null)
  const several = new Set(candidates.map(({ session }) => session.id)).size > 1
  const counts = `${count} of ${candidates.length}`
  return (
    <Popover.Root>
      <Popover.Trigger className="chip chip-scope" aria-label={`Receivers: ${scopeWords(choice.scope)}, ${counts}`}>
        {pinned && <Pin aria-label="held" />}
        <span className="chip-word">{scopeShort(choice.scope)}</span>
        <span className="chip-count">{counts}</span>
        <ChevronDown aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="menu who"
          side="top"
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Receivers"
        >
          <ScopeChoice />
          <ul className={several ? 'who-list' : 'who-list who-one'} aria-label="Agents">
            {candidates.map(candidate => (
              <CandidateRow key={candidate.pane.id} candidate={candidate} several={several} />
            ))}
          </ul>
          <p className="who-foot">{`${count} will receive, ${candidates.length - count} left out`}</p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
