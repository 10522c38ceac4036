import { type FormEvent, useState } from 'react'
import type { CheckpointInfo } from '../../../ipc/checkpoint'
import { call } from '../../host/host'
import { type Words, wordsFor } from '../../host/words'
import { Button } from '../../ui/button'
import { FailureNote, Field, TextField } from '../../ui/field'

/** Name and message of a checkpoint; Escape keeps them as they are. */
export function RenameForm({ info, onDone }: { readonly info: CheckpointInfo; onDone(): void }) {
  const [name, setName] = useState(info.name)
  const [message, setMessage] = useState(info.message)
  const [failure, setFailure] = useState<Words | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    try {
      await call('checkpoint.rename', { id: info.id, name: name.trim(), message: message.trim() })
      onDone()
    } catch (error) {
      setFailure(wordsFor(error))
      setBusy(false)
    }
  }
  return (
    <form
      className="cp-rename"
      data-escape="own"
      noValidate
      onSubmit={submit}
      onKeyDown={event => event.key === 'Escape' && onDone()}
    >
      <TextField
        label="Name"
        value={name}
        maxLength={200}
        autoFocus
        onFocus={event => event.target.select()}
        onChange={event => setName(event.target.value)}
      />
      <Field label="Message">
        {parts => (
          <textarea
            {...parts}
            className="input"
            rows={2}
            maxLength={10_000}
            value={message}
            onChange={event => setMessage(event.target.value)}
          />
        )}
      </Field>
      {failure && <FailureNote words={failure} />}
      <div className="cp-rename-acts">
        <Button small onClick={onDone}>
          Keep as it is
        </Button>
        <Button small kind="primary" type="submit" disabled={busy}>
          Rename checkpoint
        </Button>
      </div>
    </form>
  )
}
