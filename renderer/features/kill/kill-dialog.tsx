import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { KillTarget } from '../../../ipc/contract'
import { toFailure } from '../../../ipc/failure'
import type { KillReport } from '../../../ipc/model'
import { call } from '../../host/host'
import { type Words, wordsFor } from '../../host/words'
import { fleetStore } from '../../state/fleet-store'
import { settingsStore, takesCheckpoints } from '../../state/settings-store'
import { tellFailure } from '../../state/tell'
import { showToast, UNDO_STAYS } from '../../state/toasts-store'
import { Button } from '../../ui/button'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog'
import { FailureNote } from '../../ui/field'
import { listed } from '../../ui/format'
import { useHere } from '../../ui/use-here'
import { UndoToCheckpoint } from '../checkpoints/undo-to-checkpoint'
import { KillReportView } from './kill-report'
import { type KillPreview, previewSentence, proofSentence, reportTitle, sharedWords, targetWords } from './kill-words'
import './kill.css'

interface KillProps {
  readonly target: KillTarget
  /** Stands above receipts. */
  readonly above?: boolean
  onClose(): void
}

/** The host ends nothing without its automatic checkpoint, unless the person says so. */
function lacksCheckpoint(error: unknown): boolean {
  const { code, detail = '' } = toFailure(error)
  return code === 'refused' && detail.startsWith('no-checkpoint')
}

type Step = { readonly at: 'ask' } | { readonly at: 'ending' } | { readonly at: 'report'; readonly report: KillReport }

/** Tells of a kill whose dialog was closed before its end: nobody shall take for ended what still runs. */
function tellReport(whom: string, report: KillReport): void {
  const { before, proven, survivors } = report
  const good = proven && survivors.length === 0
  const way = before?.length ? { undo: { act: 'kill', before } as const, ...(good && { stay: UNDO_STAYS }) } : {}
  const title = `Kill ${whom}: ${reportTitle(report)}`
  showToast({ tone: good ? 'done' : 'failure', title, meaning: proofSentence(report), ...way })
}

/** Preview, kill and report of one target. A kill goes on when the dialog is closed, and then says how it ended. */
function useKill(target: KillTarget, whom: string) {
  const [preview, setPreview] = useState<KillPreview | null>(null)
  const [failure, setFailure] = useState<Words | null>(null)
  const [step, setStep] = useState<Step>({ at: 'ask' })
  const [without, setWithout] = useState(false)
  const here = useHere()
  useEffect(() => {
    let current = true
    call('kill.preview', { target }).then(
      told => current && setPreview(told),
      error => current && setFailure(wordsFor(error)),
    )
    return () => {
      current = false
    }
  }, [target])
  const kill = async (endShared: boolean) => {
    setStep({ at: 'ending' })
    setFailure(null)
    try {
      const go = without ? { target, endShared, withoutCheckpoint: true } : { target, endShared }
      const report = await call('kill.now', go)
      if (here.current) setStep({ at: 'report', report })
      else tellReport(whom, report)
    } catch (error) {
      if (!here.current) return tellFailure(`Kill ${whom}`, error)
      setWithout(lacksCheckpoint(error))
      setFailure(wordsFor(error))
      setStep({ at: 'ask' })
    }
  }
  return { preview, failure, step, without, kill }
}

interface SharedProps {
  readonly shared: KillPreview['shared']
  readonly end: boolean
  onEnd(end: boolean): void
}

/** Daemons that several agents share: spared while others use them; with the last user the person decides. */
export function SharedDaemons({ shared, end, onEnd }: SharedProps) {
  const last = shared.filter(one => one.usedBy.length === 0)
  return (
    <div className="kill-shared">
      {shared
        .filter(one => one.usedBy.length > 0)
        .map(one => (
          <p key={sharedWords(one)} className="note">
            {sharedWords(one)}
          </p>
        ))}
      {last.length > 0 && (
        <label className="check">
          <input type="checkbox" checked={end} onChange={event => onEnd(event.target.checked)} />
          <span>End {listed(last.map(one => one.name))} too: nothing else uses it</span>
        </label>
      )}
    </div>
  )
}

/** Says first what would end; answers with what ended and the proof. */
export function KillDialog({ target, above = false, onClose }: KillProps) {
  // The words of the beginning: when it is done, the fleet does not know the target any more.
  const [whom] = useState(() => targetWords(target, fleetStore.getState().fleet))
  const [endShared, setEndShared] = useState(false)
  const { preview, failure, step, without, kill } = useKill(target, whom)
  const keeps = useStore(settingsStore, takesCheckpoints)
  const counting = failure ? 'What would end is not known.' : 'Counting what runs…'
  const ending = step.at === 'ending'
  if (step.at === 'report') {
    return (
      <Dialog
        name="Kill now"
        title={reportTitle(step.report)}
        sentence={`Kill now: ${whom}`}
        above={above}
        onClose={onClose}
      >
        <DialogBody>
          <KillReportView report={step.report} />
          <UndoToCheckpoint act="kill" before={step.report.before} />
        </DialogBody>
        <DialogFoot>
          <Button kind="primary" onClick={onClose} autoFocus>
            Done
          </Button>
        </DialogFoot>
      </Dialog>
    )
  }
  return (
    <Dialog
      name="Kill now"
      title={`Kill ${whom} now`}
      sentence={preview ? previewSentence(preview, keeps && !without) : counting}
      width="narrow"
      above={above}
      onClose={onClose}
    >
      <DialogBody>
        {preview && preview.shared.length > 0 && (
          <SharedDaemons shared={preview.shared} end={endShared} onEnd={setEndShared} />
        )}
        {failure && <FailureNote words={failure} />}
        <p className="field-hint">Afterwards you see each process that ended and the proof that none is left.</p>
      </DialogBody>
      <DialogFoot>
        <Button onClick={onClose} autoFocus>
          {ending ? 'Close' : 'Cancel'}
        </Button>
        <Button kind="solid-danger" disabled={ending || (!preview && !failure)} onClick={() => void kill(endShared)}>
          {ending ? 'Ending…' : without ? 'Kill without a checkpoint' : 'Kill now'}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
