import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react'
import type { PaneId } from '../../../ipc/model'
import { call } from '../../host/host'
import { type Words, wordsFor } from '../../host/words'
import { putAct } from '../../state/act-book'
import { Button } from '../../ui/button'
import { FailureNote, Field } from '../../ui/field'
import { plural } from '../../ui/format'

interface ContinueProps {
  /** Those that were stopped when the form was opened: nobody is added meanwhile. */
  readonly paneIds: readonly PaneId[]
  onSent(): void
  onBack(): void
}

/** Sends one prompt to exactly those that were stopped. Enter sends, Shift+Enter begins a line, Escape goes back. */
export function ContinueForm({ paneIds, onSent, onBack }: ContinueProps) {
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Words | null>(null)
  // One id for one opening of the form: pressed again after a lost answer, the host does it once.
  const id = useRef(crypto.randomUUID())
  const send = async () => {
    if (text.trim() === '' || busy) return
    setBusy(true)
    setFailure(null)
    try {
      const to = { target: { kind: 'panes' as const, paneIds: [...paneIds] } }
      putAct(await call('prompt.send', { id: id.current, text, to }))
      onSent()
    } catch (error) {
      setFailure(wordsFor(error))
      setBusy(false)
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && !event.shiftKey) void send()
    else if (event.key === 'Escape') onBack()
    else return
    event.preventDefault()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void send()
  }
  return (
    <form className="continue" onSubmit={submit} data-escape="own">
      <Field label="Prompt" hint={`For exactly the ${plural(paneIds.length, 'agent')} that stopped.`}>
        {parts => (
          <textarea
            {...parts}
            className="input"
            rows={2}
            // biome-ignore lint/a11y/noAutofocus: it was asked for by the button just pressed
            autoFocus
            spellCheck={false}
            autoComplete="off"
            value={text}
            onChange={event => setText(event.target.value)}
            onKeyDown={onKeyDown}
          />
        )}
      </Field>
      {failure && <FailureNote words={failure} />}
      <div className="continue-foot">
        <Button onClick={onBack}>Back</Button>
        <Button kind="primary" type="submit" disabled={busy || text.trim() === ''}>
          {`Send to ${paneIds.length}`}
        </Button>
      </div>
    </form>
  )
}
