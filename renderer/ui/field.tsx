import { CircleAlert } from 'lucide-react'
import { type InputHTMLAttributes, type KeyboardEvent, type ReactNode, type Ref, useId } from 'react'
import { Button } from './button'

/** What a field's input needs so that label, hint and error belong to it. */
interface FieldParts {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

interface FieldProps {
  readonly label: string
  readonly hint?: ReactNode
  /** What is wrong, in words; empty when nothing is. */
  readonly error?: string
  children(parts: FieldParts): ReactNode
}

/** Label above, hint or error below, tied together for screen readers. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId()
  const describes = `${id}-says`
  const says = error || hint
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': says ? describes : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {says && (
        <div id={describes} className={error ? 'field-error' : 'field-hint'}>
          {error || hint}
        </div>
      )}
    </div>
  )
}

interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id'> {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string
  readonly mono?: boolean
  readonly ref?: Ref<HTMLInputElement>
}

/** One line of text. Names and paths are no prose: nothing corrects or completes them. */
export function TextField({ label, hint, error, mono, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} {...(error ? { error } : {})}>
      {parts => (
        <input
          className={mono ? 'input mono' : 'input'}
          type="text"
          autoComplete="off"
          autoCorrect="off"
          autoCapitalize="off"
          spellCheck={false}
          {...rest}
          {...parts}
        />
      )}
    </Field>
  )
}

/** In a field of several lines Enter begins one; Ctrl+Enter submits the form that it stands in. */
export function submitByKeys(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || event.nativeEvent.isComposing || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  event.currentTarget.form?.requestSubmit()
}

/** A failure inside a dialog: what happened, what it means, what to do. */
export function FailureNote({
  words,
  onRetry,
}: {
  readonly words: { readonly what: string; readonly meaning: string; readonly remedy: string }
  /** Offers to try the same again. */
  readonly onRetry?: () => void
}) {
  return (
    <div className="note note-failure" role="alert">
      <CircleAlert aria-hidden="true" />
      <span>
        <b>{words.what}</b> {words.meaning} {words.remedy}
      </span>
      {onRetry && (
        <Button small className="note-act" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  )
}
