import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { Field } from '../../ui/field'
import './folder-field.css'

interface FolderFieldProps {
  readonly value: string
  readonly suggestions: readonly string[]
  readonly label?: string
  readonly autoFocus?: boolean
  /** How names of files end that are among the suggestions: they are taken as they are. */
  readonly file?: string
  readonly hint: ReactNode
  readonly error: string
  onChange(value: string): void
}

interface SuggestionsProps {
  readonly id: string
  readonly paths: readonly string[]
  /** Index of the marked one, -1: none. */
  readonly at: number
  onTake(path: string): void
}

function Suggestions({ id, paths, at, onTake }: SuggestionsProps) {
  return (
    <div className="folder-list" id={id} role="listbox" aria-label="Folders">
      {paths.map((path, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the text field keeps the focus
        // biome-ignore lint/a11y/useKeyWithClickEvents: the text field's arrows and Enter do the same
        <div
          key={path}
          id={`${id}-${index}`}
          className="folder-option"
          role="option"
          aria-selected={index === at}
          onMouseDown={event => event.preventDefault()}
          onClick={() => onTake(path)}
        >
          {path}
        </div>
      ))}
    </div>
  )
}

/**
 * A path with the sub-folders that begin with what was typed: arrows choose, Enter or Tab takes, Escape closes the list
 * alone. A plain text field for assistive technology (`aria-activedescendant` works there too).
 */
export function FolderField(props: FolderFieldProps) {
  const { value, suggestions, label = 'Project folder', file, onChange } = props
  const listId = useId()
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(-1)
  const shown = open ? suggestions.filter(path => path !== value.replace(/\/$/, '')) : []
  const marked = at >= 0 ? shown[at] : undefined

  const take = (path: string) => {
    // The slash asks for what is inside next.
    onChange(file && path.endsWith(file) ? path : `${path}/`)
    setAt(-1)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const used = handleKey(event.key)
    if (used) {
      event.preventDefault()
      event.stopPropagation()
    }
  }
  /** Whether the list used this key. */
  const handleKey = (key: string): boolean => {
    const many = shown.length
    const steps: Record<string, number> = { ArrowDown: (at + 1) % many, ArrowUp: (at <= 0 ? many : at) - 1 }
    const step = steps[key]
    const takes = marked !== undefined && (key === 'Enter' || key === 'Tab')
    if (many === 0) return false
    if (step !== undefined) setAt(step)
    else if (takes) take(marked)
    else if (key === 'Escape') setOpen(false)
    else return false
    return true
  }

  return (
    <Field label={label} hint={props.hint} {...(props.error ? { error: props.error } : {})}>
      {parts => (
        <div className="folder">
          <input
            {...parts}
            className="input mono"
            type="text"
            autoComplete="off"
            // biome-ignore lint/a11y/noAutofocus: the only field of a dialog that was opened for it
            autoFocus={props.autoFocus}
            autoCorrect="off"
            autoCapitalize="off"
            spellCheck={false}
            aria-autocomplete="list"
            data-escape={shown.length > 0 ? 'own' : undefined}
            aria-controls={shown.length > 0 ? listId : undefined}
            aria-activedescendant={marked === undefined ? undefined : `${listId}-${at}`}
            value={value}
            onChange={event => {
              setOpen(true)
              setAt(-1)
              onChange(event.target.value)
            }}
            onKeyDown={onKeyDown}
            onBlur={() => setOpen(false)}
          />
          {shown.length > 0 && <Suggestions id={listId} paths={shown} at={at} onTake={take} />}
        </div>
      )}
    </Field>
  )
}
