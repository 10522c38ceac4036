import { type FormEvent, useState } from 'react'
import type { SessionId } from '../../../ipc/model'
import { call } from '../../host/host'
import { type Words, wordsFor } from '../../host/words'
import { useFleet } from '../../state/hooks'
import { sessionById } from '../../state/selectors'
import { Button } from '../../ui/button'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog'
import { FailureNote, TextField } from '../../ui/field'
import { nameError } from '../new-session/session-name'

interface RenameProps {
  readonly sessionId: SessionId
  onClose(): void
}

export function RenameDialog({ sessionId, onClose }: RenameProps) {
  const fleet = useFleet()
  const session = sessionById(fleet, sessionId)
  const [name, setName] = useState(session?.name ?? '')
  const [failure, setFailure] = useState<Words | null>(null)
  const [busy, setBusy] = useState(false)
  const error = nameError(name, fleet, sessionId)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (error || busy) return
    if (name === session?.name) return onClose()
    setBusy(true)
    setFailure(null)
    try {
      await call('session.rename', { sessionId, name })
      onClose()
    } catch (thrown) {
      setFailure(wordsFor(thrown))
      setBusy(false)
    }
  }
  return (
    <Dialog
      name="Rename session"
      sentence="Renames it in tmux, for everyone who is attached."
      width="narrow"
      onClose={onClose}
    >
      <form className="dialog-form" noValidate onSubmit={submit}>
        <DialogBody>
          <TextField
            label="Session name"
            value={name}
            error={error}
            autoFocus
            onFocus={event => event.target.select()}
            onChange={event => setName(event.target.value)}
          />
          {failure && <FailureNote words={failure} />}
        </DialogBody>
        <DialogFoot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={busy || error !== ''}>
            Rename session
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
