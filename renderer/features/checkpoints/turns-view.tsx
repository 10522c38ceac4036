import { useState } from 'react'
import type { ConversationTurn, SavedPane } from '../../../ipc/checkpoint'
import { useAsked } from '../../state/use-asked'
import { Button } from '../../ui/button'
import { FailureNote } from '../../ui/field'
import { whenWords } from '../../ui/format'

/** Turns that are shown at once, and the most that the contract allows. */
const FIRST = 12
const MOST = 200

const WHO: Readonly<Record<ConversationTurn['who'], string>> = { user: 'You', agent: 'Agent', tool: 'Tool' }

function Turn({ turn }: { readonly turn: ConversationTurn }) {
  return (
    <li className={`turn turn-${turn.who}`}>
      <span className="turn-who">
        <b>{WHO[turn.who]}</b>
        {turn.at !== null && (
          <time className="muted" dateTime={new Date(turn.at).toISOString()}>
            {whenWords(turn.at, Date.now())}
          </time>
        )}
      </span>
      <bdi className="turn-text">{turn.text}</bdi>
    </li>
  )
}

/** The last turns of a pane's conversation as it was saved, the newest at the bottom. */
export function TurnsView({
  id,
  pane,
  name,
}: {
  readonly id: string
  readonly pane: SavedPane
  readonly name: string
}) {
  const [last, setLast] = useState(FIRST)
  const { told, failure, asking, retry } = useAsked('checkpoint.turns', { id, key: pane.key, last })
  if (!told && failure) return <FailureNote words={failure} onRetry={retry} />
  if (!told) return <p className="field-hint">Reading the conversation…</p>
  if (told.problem) return <p className="field-hint">{told.problem}</p>
  if (told.turns.length === 0) return <p className="field-hint">Nothing was said yet.</p>
  return (
    <>
      {failure && <FailureNote words={failure} onRetry={retry} />}
      {told.more && last < MOST && (
        <Button small kind="ghost" className="cp-more" onClick={() => setLast(MOST)}>
          Show earlier turns
        </Button>
      )}
      {told.more && last >= MOST && !asking && !failure && (
        <p className="field-hint">Earlier turns were saved, and are not shown.</p>
      )}
      <ol className="turns" aria-label={`Last turns of ${name}`}>
        {told.turns.map((turn, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the turns of a saved conversation never move
          <Turn key={at} turn={turn} />
        ))}
      </ol>
    </>
  )
}
