import { type FormEvent, useRef, useState } from 'react'
import { lostName, namesWords } from '../../../ipc/loss-words'
import { recoveryStore } from '../../state/recovery-store'
import { showToast } from '../../state/toasts-store'
import { Button } from '../../ui/button'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog'
import { TextField } from '../../ui/field'
import { plural } from '../../ui/format'
import { useHere } from '../../ui/use-here'
import { outputFolder, outputFolderError } from '../save-outputs/output-folder'
import { OutputsList, savedWords } from '../save-outputs/outputs-list'
import { type Salvaged, salvageSessions } from './salvage-sessions'
import './recovery.css'

interface SalvageProps {
  readonly ids: readonly string[]
  readonly above?: boolean
  onClose(): void
}

type Step = 'ask' | 'saving' | 'over'

const outputsOf = (all: readonly Salvaged[]) => all.flatMap(one => one.outputs)

/** The sessions as they are when the dialog opens: a restore takes them off the list. */
function useSalvage(ids: readonly string[]) {
  const [lost] = useState(() => recoveryStore.getState().all.filter(one => ids.includes(one.id)))
  const [step, setStep] = useState<Step>('ask')
  const [saved, setSaved] = useState<readonly Salvaged[]>([])
  const here = useHere()
  const going = useRef(true)
  const save = async (folder: string) => {
    setStep('saving')
    const all = await salvageSessions(lost, folder, { saved: setSaved, go: () => going.current })
    setStep('over')
    if (here.current) return
    const outputs = outputsOf(all)
    const bad = outputs.some(one => one.problem !== '')
    showToast({ tone: bad ? 'failure' : 'done', title: `Save what is left: ${savedWords(outputs)}`, meaning: folder })
  }
  return { lost, step, saved, stop: () => (going.current = false), save }
}

function sentenceOf(step: Step, count: number, saved: readonly Salvaged[]): string {
  if (step === 'ask') return 'Writes conversations and last screens as text; nothing is started or changed.'
  if (step === 'saving') return `Saved ${saved.length} of ${plural(count, 'session')}. It goes on when you close this.`
  const left = count - saved.length
  return `${savedWords(outputsOf(saved))}${left > 0 ? `; ${plural(left, 'session')} left out` : ''}.`
}

/** Conversations and last screens of lost sessions to files. Goes on when it is closed, and then says how it ended. */
export function SalvageDialog({ ids, above = false, onClose }: SalvageProps) {
  const { lost, step, saved, stop, save } = useSalvage(ids)
  const [first] = lost
  const [folder, setFolder] = useState(outputFolder(lost.length === 1 && first ? first.session : 'recovered'))
  const [tried, setTried] = useState(false)
  const error = outputFolderError(folder)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!error && step === 'ask' && lost.length > 0) void save(folder.trim())
  }
  return (
    <Dialog
      name="Save what is left"
      title={`Save what is left of ${namesWords(lost)}`}
      sentence={sentenceOf(step, lost.length, saved)}
      above={above}
      onClose={onClose}
    >
      <form className="dialog-form" noValidate onSubmit={submit}>
        <DialogBody>
          {step === 'ask' && (
            <TextField
              label="Save to"
              mono
              value={folder}
              maxLength={4096}
              error={tried ? error : ''}
              hint="One file for each agent; the folder is made when it is missing, and no file is ever written over."
              onChange={event => setFolder(event.target.value)}
            />
          )}
          {step === 'saving' && (
            <progress className="progress" aria-label="Saved so far" max={lost.length} value={saved.length} />
          )}
          {saved.map(one => (
            <section key={one.id} aria-label={lostName(one)}>
              {lost.length > 1 && <h3 className="field-label">{lostName(one)}</h3>}
              <OutputsList outputs={one.outputs} />
            </section>
          ))}
        </DialogBody>
        <DialogFoot>
          {step !== 'over' && <Button onClick={step === 'ask' ? onClose : stop}>Cancel</Button>}
          {step === 'ask' && (
            <Button kind="primary" type="submit" disabled={lost.length === 0}>
              Save what is left
            </Button>
          )}
          {step === 'over' && (
            <Button kind="primary" onClick={onClose} autoFocus>
              Done
            </Button>
          )}
        </DialogFoot>
      </form>
    </Dialog>
  )
}
