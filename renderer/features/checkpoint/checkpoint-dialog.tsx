import { type FormEvent, useState } from 'react'
import { useStore } from 'zustand'
import { toFailure } from '../../../ipc/failure'
import type { SessionId } from '../../../ipc/model'
import { type Words, wordsFor } from '../../host/words'
import { checkpointsStore } from '../../state/checkpoints-store'
import { fleetStore } from '../../state/fleet-store'
import { sessionById } from '../../state/selectors'
import { tellFailure } from '../../state/tell'
import { useIntent } from '../../state/use-intent'
import { Button } from '../../ui/button'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog'
import { FailureNote, Field, TextField } from '../../ui/field'
import { Progress } from '../../ui/progress'
import { useHere } from '../../ui/use-here'
import { cancelSaving } from '../checkpoints/cancel-saving'
import { Estimate } from './estimate'
import { saveCheckpoint } from './save-checkpoint'
import './checkpoint.css'

interface CheckpointProps {
  readonly sessionId: SessionId
  onClose(): void
}

const SUGGESTIONS = ['before refactor', 'all green', 'before merge', 'before upgrade']

/** Saving goes on when the dialog is closed; its end is then told in the `status` region. */
function useSave(sessionId: SessionId, onSaved: () => void) {
  const [id, setId] = useState<string | null>(null)
  const [failure, setFailure] = useState<Words | null>(null)
  const [cancelled, setCancelled] = useState(false)
  const { ask } = useIntent()
  const here = useHere()
  const save = async (name: string, message: string) => {
    setFailure(null)
    setCancelled(false)
    try {
      await ask({ sessionId, name, message }, async (mine, wish) => {
        setId(mine)
        await saveCheckpoint({ id: mine, ...wish })
      })
      if (here.current) onSaved()
    } catch (error) {
      const stopped = toFailure(error).code === 'cancelled'
      if (!here.current) return stopped ? undefined : tellFailure('Checkpoint', error)
      setId(null)
      if (stopped) setCancelled(true)
      else setFailure(wordsFor(error))
    }
  }
  const cancel = () => {
    if (id) cancelSaving('checkpoint', id)
  }
  return { id, failure, cancelled, save, cancel }
}

/** How far a save is, as the host tells it. */
function SaveProgress({ id }: { readonly id: string }) {
  const told = useStore(checkpointsStore, ({ saving }) => saving.find(one => one.id === id))
  const { done, total, what } = told ?? { done: 0, total: 0, what: '' }
  return <Progress name="Saving" value={done} max={total} what={what || 'Beginning…'} far={`${done} of ${total}`} />
}

interface FieldsProps {
  readonly name: string
  readonly message: string
  onName(name: string): void
  onMessage(message: string): void
}

function Fields({ name, message, onName, onMessage }: FieldsProps) {
  return (
    <>
      <div className="keep-name">
        <TextField
          label="Name"
          value={name}
          maxLength={200}
          placeholder="Optional; the time is kept in any case"
          autoFocus
          onChange={event => onName(event.target.value)}
        />
        <fieldset className="plain-fieldset keep-suggestions" aria-label="Suggested names">
          {SUGGESTIONS.map(word => (
            <Button key={word} small aria-pressed={name === word} onClick={() => onName(word)}>
              {word}
            </Button>
          ))}
        </fieldset>
      </div>
      <Field label="Message">
        {parts => (
          <textarea
            {...parts}
            className="input"
            rows={3}
            maxLength={10_000}
            placeholder="What is about to happen, or what works now"
            value={message}
            onChange={event => onMessage(event.target.value)}
          />
        )}
      </Field>
    </>
  )
}

/** Saves the session as it is: name and message first, then progress; the end is told in the `status` region. */
export function CheckpointDialog({ sessionId, onClose }: CheckpointProps) {
  // The name of the beginning: what is saved has it also when the session ends meanwhile.
  const [session] = useState(() => sessionById(fleetStore.getState().fleet, sessionId)?.name ?? 'session')
  const [name, setName] = useState('')
  const [message, setMessage] = useState('')
  const { id, failure, cancelled, save, cancel } = useSave(sessionId, onClose)
  const saving = id !== null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!saving) void save(name.trim(), message.trim())
  }
  return (
    <Dialog
      name="Checkpoint"
      title={`Checkpoint of ${session}`}
      sentence="Saves layout, screens, conversations and files as they are now. The agents go on meanwhile."
      onClose={onClose}
    >
      <form className="dialog-form" noValidate onSubmit={submit}>
        <DialogBody>
          <fieldset className="plain-fieldset keep-fields" disabled={saving}>
            <Fields name={name} message={message} onName={setName} onMessage={setMessage} />
          </fieldset>
          {saving ? <SaveProgress id={id} /> : <Estimate sessionId={sessionId} />}
          {cancelled && <p className="note">It was cancelled; nothing was saved.</p>}
          {failure && <FailureNote words={failure} />}
        </DialogBody>
        <DialogFoot note={saving && 'You may close this; saving goes on.'}>
          <Button onClick={saving ? cancel : onClose}>{saving ? 'Cancel saving' : 'Cancel'}</Button>
          <Button kind="primary" type="submit" disabled={saving}>
            {saving ? 'Saving…' : 'Save checkpoint'}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
