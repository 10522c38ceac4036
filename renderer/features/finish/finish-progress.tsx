import { Check } from 'lucide-react'
import { useState } from 'react'
import type { Finish } from '../../../ipc/finish'
import { call } from '../../host/host'
import { isOver, putFinish } from '../../state/finishes-store'
import { attempt } from '../../state/tell'
import { Button } from '../../ui/button'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog'
import { StateLabel } from '../../ui/state-icon'
import { UndoToCheckpoint } from '../checkpoints/undo-to-checkpoint'
import { KillReportView } from '../kill/kill-report'
import '../kill/kill.css'
import { OutputsList, savedWords } from '../save-outputs/outputs-list'
import { finishSentence, PROGRESS, stepWords } from './finish-words'
import './finish.css'

interface ProgressProps {
  readonly finish: Finish
  onClose(): void
}

/** What comes after *ready* is the checkpoint, also where a person has to say so first. */
const STEPS = [
  ['Ask', ['asking']],
  ['Wait', ['waiting']],
  ['Save', ['saving']],
  ['Checkpoint', ['ready', 'checkpoint']],
  ['End', ['killing']],
] as const satisfies readonly (readonly [string, readonly Finish['step'][]])[]

/** What was done of each step: one that was left out has no mark of having been done. */
function doneOf({ asked, agents, outputs, before, killed }: Finish): readonly boolean[] {
  const waited = agents.length > 0 && agents.every(one => one.progress === 'ready' || one.progress === 'gone')
  return [asked !== null, waited, outputs.some(one => one.problem === ''), !!before?.length, killed !== null]
}

/** Where it is. */
function StepLine({ finish }: { readonly finish: Finish }) {
  const found = STEPS.findIndex(([, steps]) => steps.some(one => one === finish.step))
  const at = found < 0 ? STEPS.length : found
  const done = doneOf(finish)
  return (
    <ol className="finish-steps" aria-label="Steps">
      {STEPS.map(([name], index) => {
        const past = index < at && done[index]
        return (
          <li key={name} className={past ? 'finish-past' : undefined} aria-current={index === at ? 'step' : undefined}>
            {past && <Check aria-hidden="true" />}
            {name}
            {past && <span className="sr-only">, done</span>}
          </li>
        )
      })}
    </ol>
  )
}

function Agents({ agents }: Pick<Finish, 'agents'>) {
  return (
    <table className="table finish-agents">
      <thead>
        <tr>
          <th scope="col">Agent</th>
          <th scope="col">Now</th>
          <th scope="col">Progress</th>
          <th scope="col">What is known</th>
        </tr>
      </thead>
      <tbody>
        {agents.map(one => (
          <tr key={one.paneId}>
            <td>
              <b>{one.agent}</b>
            </td>
            <td>
              <StateLabel state={one.state} />
            </td>
            <td className={`finish-${one.progress}`}>{PROGRESS[one.progress]}</td>
            <td>{one.detail}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

type Step = 'without' | 'kill' | 'cancel'

function useStep(id: string) {
  const [busy, setBusy] = useState(false)
  const take = async (step: Step) => {
    setBusy(true)
    await attempt('Finish session', async () => putFinish(await call('finish.step', { id, step })))
    setBusy(false)
  }
  return { busy, take }
}

/** What the user can say now. */
function Buttons({ finish, onClose }: ProgressProps) {
  const { busy, take } = useStep(finish.id)
  if (isOver(finish))
    return (
      <Button kind="primary" onClick={onClose} autoFocus>
        Done
      </Button>
    )
  const waits = finish.step === 'asking' || finish.step === 'waiting'
  const ready = finish.step === 'ready'
  return (
    <>
      <Button onClick={onClose}>Close</Button>
      <Button disabled={busy || finish.step === 'killing'} onClick={() => void take('cancel')}>
        {ready ? 'Leave it running' : 'Cancel'}
      </Button>
      {waits && (
        <Button disabled={busy} onClick={() => void take('without')}>
          Go on without these
        </Button>
      )}
      {ready && (
        <Button kind="solid-danger" disabled={busy} onClick={() => void take('kill')}>
          Kill now
        </Button>
      )}
    </>
  )
}

/** Follows a run live, and says at the end what was saved and what ended. It goes on when this is closed. */
export function FinishProgress({ finish, onClose }: ProgressProps) {
  const { outputs, agents, killed, problem, session } = finish
  const sentence = finishSentence(finish)
  return (
    <Dialog
      name="Finish session"
      title={`Finish session ${session}: ${stepWords(finish)}`}
      width="wide"
      onClose={onClose}
      {...(sentence ? { sentence } : {})}
    >
      <DialogBody>
        <StepLine finish={finish} />
        {problem && (
          <p className="note" role="alert">
            {problem}
          </p>
        )}
        {killed && <KillReportView report={killed} />}
        <UndoToCheckpoint act="kill" before={finish.before} />
        {agents.length > 0 && !killed && <Agents agents={agents} />}
        {outputs.length > 0 && (
          <div>
            <p className="field-label">{savedWords(outputs)}</p>
            <OutputsList outputs={outputs} />
          </div>
        )}
      </DialogBody>
      <DialogFoot>
        <Buttons finish={finish} onClose={onClose} />
      </DialogFoot>
    </Dialog>
  )
}
