import { type FormEvent, useState } from 'react'
import { lostName, namesWords } from '../../../ipc/loss-words'
import type { LostSession } from '../../../ipc/recovery'
import { recoveryStore } from '../../state/recovery-store'
import { Dialog, DialogBody } from '../../ui/dialog'
import { TextField } from '../../ui/field'
import { plural } from '../../ui/format'
import { outputFolder, outputFolderError } from '../save-outputs/output-folder'
import { OutputsList, savedWords } from '../save-outputs/outputs-list'
import { SaveFoot } from '../save-outputs/save-foot'
import { type SaveStep, useOneByOne } from '../save-outputs/use-one-by-one'
import { type Salvaged, salvageSession } from './salvage-session'
import './recovery.css'

interface SalvageProps {
  readonly ids: readonly string[]
  readonly above?: boolean
  onClose(): void
}

const ACT = 'Save what is left'

const outputsOf = (all: readonly Salvaged[]) => all.flatMap(one => one.outputs)

function sentenceOf(step: SaveStep, count: number, saved: readonly Salvaged[]): string {
  if (step === 'ask') return 'Writes conversations and last screens as text; nothing is started or changed.'
  if (step === 'saving') return `Saved ${saved.length} of ${plural(count, 'session')}. It goes on when you close this.`
  const left = count - saved.length
  return `${savedWords(outputsOf(saved))}${left > 0 ? `; ${plural(left, 'session')} left out` : ''}.`
}

/** Conversations and last screens of lost sessions to files. Goes on when it is closed, and then says how it ended. */
export function SalvageDialog({ ids, above = false, onClose }: SalvageProps) {
  // As they are when it opens: a restore takes them off the list.
  const [lost] = useState(() => recoveryStore.getState().all.filter(one => ids.includes(one.id)))
  const { step, saved, stop, save } = useOneByOne<LostSession, Salvaged>(ACT, lost)
  const [first] = lost
  const [folder, setFolder] = useState(outputFolder(lost.length === 1 && first ? first.session : 'recovered'))
  const [tried, setTried] = useState(false)
  const error = outputFolderError(folder)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    const to = folder.trim()
    if (!error && step === 'ask' && lost.length > 0) void save(to, one => salvageSession(one, to))
  }
  return (
    <Dialog
      name={ACT}
      title={`${ACT} of ${namesWords(lost)}`}
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
        <SaveFoot step={step} act={ACT} none={lost.length === 0} onStop={stop} onClose={onClose} />
      </form>
    </Dialog>
  )
}
