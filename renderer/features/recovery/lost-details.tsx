import type { ReactNode } from 'react'
import { howWords, lostName } from '../../../ipc/loss-words'
import type { LostSession } from '../../../ipc/recovery'
import type { Words } from '../../host/words'
import { putCheckpoint } from '../../state/checkpoints-store'
import { openDialog } from '../../state/dialogs-store'
import { Button } from '../../ui/button'
import { FailureNote } from '../../ui/field'
import { whenWords } from '../../ui/format'
import { ago } from '../checkpoints/checkpoint-words'
import { AgeWords } from '../grid/age'
import { printable } from '../needs-you/question-words'
import { LostAgents } from './lost-agents'
import { checkpointWords, lastKnownWords, leftOfAll, nameWords } from './recovery-words'

interface DetailsProps {
  readonly lost: LostSession
  /** Id of the one that is being saved as it was last known, this or another; null: none is. */
  readonly saving: string | null
  readonly failure: Words | null
  onLastKnown(): void
}

/** Opens the plan for the checkpoint that the host named; the list may not have told of it yet. */
function restoreCheckpoint({ checkpoint }: LostSession): void {
  if (!checkpoint) return
  putCheckpoint(checkpoint)
  openDialog({ kind: 'restore', checkpoint: checkpoint.id })
}

function Head({ lost }: { readonly lost: LostSession }) {
  return (
    <header className="columns-head">
      <h2>
        <bdi>{lostName(lost)}</bdi>
      </h2>
      <p className="muted">
        {`Last seen ${whenWords(lost.seen, Date.now())}, `}
        <AgeWords at={lost.seen} words={ago} />
        {' · '}
        <bdi className="mono">{printable(lost.folder, 400)}</bdi>
      </p>
      <p className="rc-sentence">{printable(lost.sentence, 1000) || `${howWords(lost.kind)}.`}</p>
    </header>
  )
}

/** So many lines are shown at once; more are folded behind their count. */
const FEW_LINES = 3

/** What tmux and the kernel said last: shown as it came. */
function LastWords({ lines }: { readonly lines: readonly string[] }) {
  if (lines.length === 0) return <p className="field-hint">No last words of the server are known.</p>
  return (
    <details className="rc-words" open={lines.length <= FEW_LINES}>
      <summary>{`Last words (${lines.length} ${lines.length === 1 ? 'line' : 'lines'})`}</summary>
      <pre>{lines.map(line => printable(line, 1000)).join('\n')}</pre>
    </details>
  )
}

function Way({
  name,
  says,
  children,
}: {
  readonly name: string
  readonly says: ReactNode
  readonly children: ReactNode
}) {
  return (
    <li className="rc-way">
      <div>
        <b>{name}</b>
        <p>{says}</p>
      </div>
      {children}
    </li>
  )
}

function Ways({ lost, saving, onLastKnown }: Omit<DetailsProps, 'failure'>) {
  const { checkpoint, id } = lost
  const left = leftOfAll(lost)
  const busy = saving === id
  return (
    <ul className="rc-ways" aria-label="Ways back">
      <Way name="As it was last known" says={`${lastKnownWords(lost)} Comes back ${nameWords(lost)}.`}>
        <Button kind="primary" disabled={saving !== null} aria-busy={busy} onClick={onLastKnown}>
          {busy ? 'Saving it as it was…' : 'Restore as it was last known'}
        </Button>
      </Way>
      <Way
        name="Newest checkpoint"
        says={
          checkpoint ? (
            <>
              {checkpointWords(lost)} (<AgeWords at={checkpoint.at} words={ago} />
              ).
            </>
          ) : (
            checkpointWords(lost)
          )
        }
      >
        <Button disabled={!checkpoint} onClick={() => restoreCheckpoint(lost)}>
          Restore the checkpoint
        </Button>
      </Way>
      <Way
        name="As text"
        says={left ? `${left}, a file for each agent. Nothing is started.` : 'Nothing is left of any agent.'}
      >
        <Button disabled={!left} onClick={() => openDialog({ kind: 'salvage', ids: [id] })}>
          Save what is left
        </Button>
      </Way>
    </ul>
  )
}

/** One lost session: what is known of its end, who ran in it, and the ways back. */
export function LostDetails(props: DetailsProps) {
  const { lost, failure } = props
  return (
    <section className="rc-details" aria-label={`Lost session ${lostName(lost)}`}>
      <Head lost={lost} />
      {failure && <FailureNote words={failure} />}
      <Ways {...props} />
      <LostAgents lost={lost} />
      <LastWords lines={lost.lastWords} />
    </section>
  )
}
