import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { PaneId } from '../../../ipc/model'
import { actBook } from '../../state/act-book'
import { fleetStore } from '../../state/fleet-store'
import { type Row, receiptsSentence, receiptsSummary } from '../../state/receipts-words'
import { Button } from '../../ui/button'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog'
import { UndoAct } from '../checkpoints/undo-to-checkpoint'
import { KillDialog } from '../kill/kill-dialog'
import { offeredSteps, rowsOf, type Step, stepWord, stoppedPanes } from './act-rows'
import { ContinueForm } from './continue-form'
import { ReceiptsTable } from './receipts-table'
import { runStep } from './run-step'

interface ActProps {
  readonly actId: string
  /** Stands above a form that was open. */
  readonly above?: boolean
  onClose(): void
}

/** The act with the next steps that were taken here, as they are now. */
function useActs(actId: string) {
  const [ids, setIds] = useState<readonly string[]>([actId])
  const [busy, setBusy] = useState(false)
  const book = useStore(actBook, state => state.acts)
  const take = async (step: Step, panes: readonly PaneId[]) => {
    setBusy(true)
    const id = await runStep(step, panes)
    setBusy(false)
    if (id !== null) setIds(before => [...before.filter(one => one !== id), id])
  }
  return { acts: ids.flatMap(id => book.get(id) ?? []), busy, take }
}

interface StepsProps {
  readonly row: Row
  readonly busy: boolean
  onStep(step: Step): void
  onKill(): void
}

/** What can be tried next for one agent. */
function RowSteps({ row, busy, onStep, onKill }: StepsProps) {
  const { agent, session, next = [] } = row.receipt
  const name = (word: string) => `${word} ${agent} in ${session}`
  return (
    <span className="receipt-steps">
      {offeredSteps([row]).map(({ step }) => {
        const word = stepWord(step, [row])
        return (
          <Button key={step} small disabled={busy} aria-label={name(word)} onClick={() => onStep(step)}>
            {word}
          </Button>
        )
      })}
      {next.includes('kill') && (
        <Button small kind="danger" aria-label={name('Kill')} onClick={onKill}>
          Kill now…
        </Button>
      )}
    </span>
  )
}

/** The same step for all that offer it, where those are several. */
function StepsForAll({
  rows,
  busy,
  onStep,
}: {
  rows: readonly Row[]
  busy: boolean
  onStep(step: Step, panes: readonly PaneId[]): void
}) {
  return offeredSteps(rows).flatMap(({ step, panes }) => {
    const word = stepWord(
      step,
      rows.filter(row => panes.includes(row.receipt.paneId)),
    )
    if (panes.length < 2) return []
    return (
      <Button key={step} disabled={busy} onClick={() => onStep(step, panes)}>
        {step === 'other-key' ? `${word} to ${panes.length}` : `${word} ${panes.length}`}
      </Button>
    )
  })
}

/** Tells a screen reader how it ended. How it begins is the dialog's own description; each line that changes would be noise. */
function Announcement({ words, open }: { readonly words: string; readonly open: boolean }) {
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (!open) setSaid(words)
  }, [words, open])
  return (
    <div className="sr-only" aria-live="polite">
      {said}
    </div>
  )
}

/** Follows an act live: one line per pane, what was seen, and what can be tried next. */
export function ActDialog({ actId, above = false, onClose }: ActProps) {
  const { acts, busy, take } = useActs(actId)
  const fleet = useStore(fleetStore, state => state.fleet)
  const [killing, setKilling] = useState<PaneId | null>(null)
  const [going, setGoing] = useState<readonly PaneId[] | null>(null)
  const [act] = acts
  if (!act) return null
  const rows = rowsOf(acts)
  const open = acts.some(one => one.open)
  const summary = receiptsSummary(rows, act.kind)
  const stopped = stoppedPanes(acts, fleet)
  const tail = (row: Row) =>
    row.receipt.next && row.receipt.result !== 'pending' ? (
      <RowSteps
        row={row}
        busy={busy}
        onStep={step => void take(step, [row.receipt.paneId])}
        onKill={() => setKilling(row.receipt.paneId)}
      />
    ) : null
  return (
    <Dialog
      name={act.title}
      title={`${act.title}: ${summary}`}
      sentence={receiptsSentence(act, rows)}
      width="wide"
      above={above}
      onClose={onClose}
    >
      <Announcement words={`${summary}.`} open={open} />
      <DialogBody>
        {rows.length > 0 && <ReceiptsTable rows={rows} tail={tail} />}
        <UndoAct id={actId} />
      </DialogBody>
      {going ? (
        <ContinueForm actId={actId} paneIds={going} onSent={onClose} onBack={() => setGoing(null)} />
      ) : (
        <DialogFoot note={<StepsForAll rows={rows} busy={busy} onStep={(step, panes) => void take(step, panes)} />}>
          {stopped.length > 0 && !open && (
            <Button onClick={() => setGoing(stopped)}>
              {stopped.length === 1 ? 'Continue it…' : `Continue these ${stopped.length}…`}
            </Button>
          )}
          <Button kind="primary" onClick={onClose} autoFocus>
            Done
          </Button>
        </DialogFoot>
      )}
      {killing && <KillDialog target={{ kind: 'pane', paneId: killing }} above onClose={() => setKilling(null)} />}
    </Dialog>
  )
}
