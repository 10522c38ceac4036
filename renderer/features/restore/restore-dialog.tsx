import { useState } from 'react'
import { useStore } from 'zustand'
import type { CheckpointInfo, RestoreChoice, RestorePlan, RestoreRun } from '../../../ipc/checkpoint'
import { call } from '../../host/host'
import { type Words, wordsFor } from '../../host/words'
import { checkpointsStore, isOver, restoresStore } from '../../state/checkpoints-store'
import { useFleet } from '../../state/hooks'
import { attempt, tellFailure } from '../../state/tell'
import { useIntent } from '../../state/use-intent'
import { Button } from '../../ui/button'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog'
import { FailureNote } from '../../ui/field'
import { plural } from '../../ui/format'
import { useHere } from '../../ui/use-here'
import { ago, checkpointTitle } from '../checkpoints/checkpoint-words'
import { AgeWords } from '../grid/age'
import { nameError } from '../new-session/session-name'
import { PlanTable } from './plan-table'
import { firstChoice, PRESETS, partsOf, planFacts, runTitle, safetyWords } from './restore-words'
import { rollBack, runRestore, showRestored, tellRestore } from './run-restore'
import { RunView } from './run-view'
import { usePlan } from './use-plan'
import './restore.css'

interface RestoreProps {
  /** Id of the checkpoint. */
  readonly checkpoint: string
  /** What is chosen when it opens, where that is not all of it. */
  readonly first?: Partial<RestoreChoice>
  /** Stands above the list of checkpoints. */
  readonly above?: boolean
  onClose(): void
}

/** The restore that was started here. It goes on when the dialog is closed; its end is then told as a message. */
function useRun() {
  const [id, setId] = useState<string | null>(null)
  const [failure, setFailure] = useState<Words | null>(null)
  const [taking, setTaking] = useState(false)
  const run = useStore(restoresStore, ({ runs }) => (id === null ? null : (runs.get(id) ?? null)))
  const here = useHere()
  const tellEnd = (mine: string) => {
    const end = restoresStore.getState().runs.get(mine)
    if (!here.current && end) tellRestore(end)
  }
  const { ask, lost, forget } = useIntent()
  const told = useStore(restoresStore, ({ runs }) => lost !== null && runs.has(lost))
  // The host tells of one whose answer was lost: it is this one after all.
  if (told) {
    setId(lost)
    setFailure(null)
    forget()
  }
  const start = async (plan: RestorePlan, continues?: string) => {
    setFailure(null)
    try {
      await ask({ plan, continues }, async mine => {
        setId(mine)
        await runRestore(mine, plan, continues)
        tellEnd(mine)
      })
    } catch (error) {
      if (!here.current) return tellFailure('Restore', error)
      setId(null)
      setFailure(wordsFor(error))
    }
  }
  const cancel = () => void (id && attempt('Cancel restore', () => call('restore.cancel', { id })))
  const takeBack = async () => {
    if (!id) return
    setTaking(true)
    if (await rollBack(id)) tellEnd(id)
    setTaking(false)
  }
  return { id, run, failure, taking, start, cancel, takeBack, leave: () => setId(null) }
}

interface PlanStepProps {
  readonly info: CheckpointInfo
  readonly above: boolean
  readonly failure: Words | null
  readonly first: RestoreChoice
  onRun(plan: RestorePlan): void
  onClose(): void
}

function PlanSentence({ info, plan }: { readonly info: CheckpointInfo; readonly plan: RestorePlan | null }) {
  return (
    <>
      <AgeWords at={info.at} words={ago} />
      {plan ? ` · ${planFacts(plan)}. ${safetyWords(plan)}` : ' · Planning…'}
    </>
  )
}

function PlanStep({ info, above, failure, first, onRun, onClose }: PlanStepProps) {
  const fleet = useFleet()
  const planned = usePlan(info.id, first)
  const { plan, choice, asking } = planned
  const wrong = choice.session.trim() ? nameError(choice.session, fleet) : ''
  const parts = plan ? partsOf(plan) : 0
  const taken = fleet?.sessions.some(session => session.name === info.session) ?? false
  const ready = plan !== null && !asking && !planned.failure && !wrong && parts > 0
  return (
    <Dialog
      name="Restore"
      title={`Restore “${checkpointTitle(info)}” of ${info.session}`}
      sentence={<PlanSentence info={info} plan={plan} />}
      width="wide"
      above={above}
      onClose={onClose}
    >
      <DialogBody>
        {failure && <FailureNote words={failure} />}
        {planned.failure && <FailureNote words={planned.failure} />}
        {plan && (
          <div aria-busy={asking} className={asking ? 'plan-asking' : undefined}>
            <PlanTable {...planned} plan={plan} info={info} taken={taken} nameError={wrong} />
          </div>
        )}
      </DialogBody>
      <DialogFoot
        note={
          <div className="plan-presets">
            {PRESETS.map(([words, change]) => (
              <Button
                key={words}
                kind="ghost"
                small
                disabled={info.trees === 0 && words === 'Files only'}
                onClick={() => planned.choose(info.trees === 0 ? { ...change, files: 'none' } : change)}
              >
                {words}
              </Button>
            ))}
          </div>
        }
      >
        <Button autoFocus onClick={onClose}>
          Cancel
        </Button>
        <Button kind="primary" disabled={!ready} onClick={() => plan && onRun(plan)}>
          {plan && parts === 0 ? 'Nothing to restore' : `Restore ${plural(parts, 'part')}`}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}

interface OverProps {
  readonly run: RestoreRun
  /** It is about to be taken back; the host tells so a moment later. */
  readonly taking: boolean
  onRollBack(): void
  onLeave(): void
  onContinue(): void
  onClose(): void
}

/** What can be done with a restore that has ended: go on with one that stopped, take it back, or plan the rest anew. */
function OverFoot({ run, taking, onRollBack, onLeave, onContinue, onClose }: OverProps) {
  const stopped = run.step === 'failed' || run.step === 'cancelled'
  const leads = run.step === 'done' && run.sessionId !== ''
  return (
    <DialogFoot note={run.stands && 'Rolling back ends what this restore made, with what runs in it.'}>
      {run.stands && (
        <Button kind="danger" disabled={taking} onClick={onRollBack}>
          Roll back
        </Button>
      )}
      {stopped && (
        <Button disabled={taking} onClick={onLeave}>
          Plan the rest
        </Button>
      )}
      <Button kind={stopped || leads ? 'plain' : 'primary'} onClick={onClose}>
        Done
      </Button>
      {stopped && (
        <Button kind="primary" autoFocus disabled={taking} onClick={onContinue}>
          Continue
        </Button>
      )}
      {leads && (
        <Button kind="primary" autoFocus onClick={() => showRestored(run)}>
          Show session
        </Button>
      )}
    </DialogFoot>
  )
}

/** First the plan, which can be changed; then its progress, and what came of it. */
export function RestoreDialog({ checkpoint, first, above = false, onClose }: RestoreProps) {
  // As it was when the plan was opened: the list may lose it meanwhile.
  const [info] = useState(() => checkpointsStore.getState().list.find(one => one.id === checkpoint) ?? null)
  const { id, run, failure, taking, start, cancel, takeBack, leave } = useRun()
  /** What was run last: the rest of a restore that stopped is the same plan, or one by the same choice. */
  const [planned, setPlanned] = useState<RestorePlan | null>(null)
  if (!info)
    return (
      <Dialog name="Restore" sentence="This checkpoint is gone." width="narrow" above={above} onClose={onClose}>
        <DialogFoot>
          <Button kind="primary" onClick={onClose}>
            Done
          </Button>
        </DialogFoot>
      </Dialog>
    )
  const begin = (plan: RestorePlan) => {
    setPlanned(plan)
    void start(plan)
  }
  if (id === null) {
    return (
      <PlanStep
        {...{ info, above, failure, onClose }}
        first={planned?.choice ?? { ...firstChoice(info), ...first }}
        onRun={begin}
      />
    )
  }
  return (
    <Dialog
      name="Restore"
      title={run ? runTitle(run) : 'Beginning…'}
      sentence={`Restore of “${checkpointTitle(info)}” of ${info.session}`}
      width="wide"
      above={above}
      onClose={onClose}
    >
      <DialogBody>
        <RunView run={run} />
      </DialogBody>
      {run && isOver(run) ? (
        <OverFoot
          run={run}
          taking={taking}
          onRollBack={() => void takeBack()}
          onLeave={leave}
          onClose={onClose}
          onContinue={() => planned && void start(planned, run.id)}
        />
      ) : (
        <DialogFoot note="You may close this; it goes on.">
          {run?.step !== 'rolling-back' && <Button onClick={cancel}>Cancel restore</Button>}
        </DialogFoot>
      )}
    </Dialog>
  )
}
