import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { LostSession } from '../../../ipc/recovery'
import { openDialog } from '../../state/dialogs-store'
import { markSeen, recoveryStore } from '../../state/recovery-store'
import { Button } from '../../ui/button'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog'
import { neighbourOf } from '../checkpoints/list-items'
import { dismissLost } from './dismiss-lost'
import { LostDetails } from './lost-details'
import { LostList } from './lost-list'
import { useLastKnown } from './use-last-known'
import '../../ui/columns.css'
import './recovery.css'

interface RecoveryProps {
  /** Id of the one that is opened at first. */
  readonly show?: string | undefined
  onClose(): void
}

/** The one that is current. What is looked at here needs no other telling. */
function useLost(show: string | undefined) {
  const { lost, told } = useStore(recoveryStore)
  const [wanted, setWanted] = useState(show ?? null)
  useEffect(() => markSeen(lost.map(one => one.id)), [lost])
  const current = lost.find(one => one.id === wanted) ?? lost[0] ?? null
  const dismiss = (which: readonly LostSession[]) => {
    const gone = new Set(which.map(one => one.id))
    setWanted(
      neighbourOf(
        lost.map(one => one.id),
        current?.id ?? null,
        gone,
      ),
    )
    dismissLost(which)
  }
  return { lost, told, current, setWanted, dismiss }
}

const SENTENCE =
  'Sessions that ran with agents and are no more. Nothing is started before you have seen the plan of a restore.'

/** What stands where nothing is lost. */
function nothingWords(told: boolean): string {
  return told
    ? 'No session with agents is known to be lost. Older ones may have checkpoints.'
    : 'The host has not told yet what it knows.'
}

interface FootProps {
  readonly lost: readonly LostSession[]
  readonly current: LostSession | null
  dismiss(which: readonly LostSession[]): void
  onClose(): void
}

function Foot({ lost, current, dismiss, onClose }: FootProps) {
  if (!current)
    return (
      <DialogFoot>
        <Button onClick={() => openDialog({ kind: 'checkpoints' })}>Checkpoints</Button>
        <Button kind="primary" autoFocus onClick={onClose}>
          Done
        </Button>
      </DialogFoot>
    )
  return (
    <DialogFoot
      note={
        <div className="rc-foot">
          <Button kind="ghost" onClick={() => dismiss([current])}>
            Dismiss
          </Button>
          {lost.length > 1 && (
            <>
              <Button kind="ghost" onClick={() => dismiss(lost)}>
                Dismiss all
              </Button>
              <Button kind="ghost" onClick={() => openDialog({ kind: 'salvage', ids: lost.map(one => one.id) })}>
                Save what is left of all
              </Button>
            </>
          )}
        </div>
      }
    >
      <Button onClick={onClose}>Done</Button>
    </DialogFoot>
  )
}

/** Lost sessions on the left, the newest first; on the right what is known of the current one, and the ways back. */
export function RecoveryDialog({ show, onClose }: RecoveryProps) {
  const { lost, told, current, setWanted, dismiss } = useLost(show)
  const { busy, failure, restore } = useLastKnown()
  const lastKnown = () => void (current && restore(current))
  return (
    // One dialog whatever it shows: another one, mounted when a restore empties the list, would cover that restore's.
    <Dialog
      name="Recovery"
      sentence={current ? SENTENCE : nothingWords(told)}
      width={current ? 'wide' : 'normal'}
      onClose={onClose}
    >
      {current ? (
        <div className="columns rc-columns">
          <LostList
            lost={lost}
            current={current.id}
            onCurrent={setWanted}
            onOpen={lastKnown}
            onDismiss={() => dismiss([current])}
          />
          <LostDetails
            key={current.id}
            lost={current}
            saving={busy}
            failure={failure?.id === current.id ? failure.words : null}
            onLastKnown={lastKnown}
          />
        </div>
      ) : (
        <DialogBody>{null}</DialogBody>
      )}
      <Foot lost={lost} current={current} dismiss={dismiss} onClose={onClose} />
    </Dialog>
  )
}
