import { type FormEvent, type KeyboardEvent, useState } from 'react'
import type { PaneId } from '../../../ipc/model'
import { type Words, wordsFor } from '../../host/words'
import { Button } from '../../ui/button'
import { FailureNote, Field } from '../../ui/field'
import { plural } from '../../ui/format'
import { panesOfRequest, requestTo } from '../composer/send'
import { sendOnce, useSendOnce } from '../composer/send-once'
import { UNANSWERED } from '../composer/send-words'

interface ContinueProps {
  /** What they were stopped by. */
  readonly actId: string
  /** Those that were stopped when the form was opened: nobody is added meanwhile. */
  readonly paneIds: readonly PaneId[]
  onSent(): void
  onBack(): void
}

/** Sends one prompt to exactly those that were stopped. Enter sends, Shift+Enter begins a line, Escape goes back. */
export function ContinueForm({ actId, paneIds, onSent, onBack }: ContinueProps) {
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<Words | null>(null)
  const place = `continue ${actId}`
  const { busy, again, unsure } = useSendOnce(place, text, onSent)
  const count = again ? panesOfRequest(again).length : paneIds.length
  const send = async () => {
    if (text.trim() === '' || busy) return
    setFailure(null)
    try {
      await sendOnce(place, requestTo(paneIds, text, 'skip'))
    } catch (error) {
      setFailure(wordsFor(error))
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
      {again && unsure && <p className="field-hint">{UNANSWERED}</p>}
      <div className="continue-foot">
        <Button onClick={onBack}>Back</Button>
        <Button kind="primary" type="submit" disabled={busy || text.trim() === ''}>
          {`Send to ${count}`}
        </Button>
      </div>
    </form>
  )
}
