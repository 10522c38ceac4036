import { Check, CircleHelp, CircleSlash, Clock, OctagonAlert, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { Act } from '../../../ipc/act'
import type { Receipt } from '../../../ipc/model'
import { actBook } from '../../state/act-book'
import { UNDO_STAYS } from '../../state/toasts-store'
import { Button } from '../../ui/button'
import { firstLine } from '../../ui/format'
import { UndoAct } from '../checkpoints/undo-to-checkpoint'
import { cancelPending, retryFailed, sendTo } from './send'
import { useSendOnce } from './send-once'
import { byNeed, draftsInTheWay, receiptWord, sendSummary, UNANSWERED } from './send-words'
import { allDelivered, hiddenActs, hideAct, SUCCESS_STAYS, shownActs } from './shown-acts'
import './act-strip.css'

const ICONS = { pending: Clock, done: Check, unconfirmed: CircleHelp, skipped: CircleSlash, failed: OctagonAlert }

function ReceiptChip({ receipt, session }: { readonly receipt: Receipt; readonly session: boolean }) {
  const Icon = ICONS[receipt.result]
  return (
    <li className={`receipt receipt-${receipt.result}`} title={receipt.detail}>
      <Icon aria-hidden="true" />
      <b>{receipt.agent}</b>
      {session && <span className="muted">{receipt.session}</span>}
      <span className="receipt-word">{receiptWord(receipt)}</span>
    </li>
  )
}

/** What can be done about what did not go through. */
function ActButtons({ act }: { readonly act: Act }) {
  const [busy, setBusy] = useState(false)
  const count = (result: Receipt['result']) => act.receipts.filter(receipt => receipt.result === result).length
  const drafts = draftsInTheWay(act).map(receipt => receipt.paneId)
  // An act of its own: this one has no more to offer for them.
  const place = `clear ${act.id}`
  const clear = useSendOnce(place, act.text)
  const run = (work: () => Promise<unknown>) => async () => {
    setBusy(true)
    await work()
    setBusy(false)
  }
  return (
    <>
      {count('failed') > 0 && !act.open && (
        <Button small disabled={busy} onClick={run(() => retryFailed(act))}>
          {`Retry the ${count('failed')} failed`}
        </Button>
      )}
      {drafts.length > 0 && !clear.taken && (
        <Button
          small
          disabled={busy || clear.busy}
          title={clear.unsure ? UNANSWERED : undefined}
          onClick={() => void sendTo(place, drafts, act.text, true)}
        >
          {drafts.length === 1 ? 'Clear the draft and send' : `Clear ${drafts.length} drafts and send`}
        </Button>
      )}
      {act.open && count('pending') > 0 && (
        <Button small disabled={busy} onClick={run(() => cancelPending(act))}>
          {`Cancel ${count('pending')} pending`}
        </Button>
      )}
    </>
  )
}

/** Receipts that say nothing but success go away by themselves, unless the pointer or the focus is on them. */
function useGoesAway(act: Act, held: boolean): void {
  const goes = allDelivered(act) && !held
  const stays = act.before?.length ? UNDO_STAYS : SUCCESS_STAYS
  useEffect(() => {
    if (!goes) return
    const timer = setTimeout(() => hideAct(act.id), stays)
    return () => clearTimeout(timer)
  }, [goes, stays, act.id])
}

function ActCard({ act, newest }: { readonly act: Act; readonly newest: boolean }) {
  const [held, setHeld] = useState(false)
  useGoesAway(act, held)
  const sessions = new Set(act.receipts.map(receipt => receipt.session))
  const title = firstLine(act.text)
  return (
    <section
      className="act"
      aria-label={`${act.title}: receipts`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div className="act-head">
        <b>{`${act.title}: ${sendSummary(act.receipts)}`}</b>
        <bdi className="act-text" title={title}>
          {title}
        </bdi>
        <ActButtons act={act} />
        <Button
          kind="ghost"
          small
          className="act-close"
          aria-label="Put the receipts away"
          onClick={() => hideAct(act.id)}
        >
          <X aria-hidden="true" />
        </Button>
      </div>
      <ul className="act-receipts">
        {byNeed(newest ? act.receipts : act.receipts.filter(one => one.result !== 'done')).map(receipt => (
          <ReceiptChip key={receipt.paneId} receipt={receipt} session={sessions.size > 1} />
        ))}
      </ul>
      {newest && <UndoAct id={act.id} />}
    </section>
  )
}

/** What became of the last prompts, a chip for each agent, until all is well or they are put away. */
export function ActStrip() {
  const acts = useStore(actBook, state => state.acts)
  const hidden = useStore(hiddenActs, state => state.ids)
  const shown = shownActs(acts, hidden)
  const [newest] = shown
  return (
    <>
      <div className="sr-only" aria-live="polite">
        {newest && !newest.open ? `${newest.title}: ${sendSummary(newest.receipts)}` : newest?.title}
      </div>
      {shown.length > 0 && (
        <div className="acts">
          {shown.map(act => (
            <ActCard key={act.id} act={act} newest={act === newest} />
          ))}
        </div>
      )}
    </>
  )
}
