import { Field, submitByKeys } from '../../ui/field'

interface FirstPromptProps {
  readonly value: string
  onChange(text: string): void
}

/** What new agents are asked as soon as they are ready. Enter begins a line, Ctrl+Enter submits the form it stands in. */
export function FirstPrompt({ value, onChange }: FirstPromptProps) {
  return (
    <Field label="First prompt" hint="Optional. Every new agent gets it as soon as it is ready; shells never do.">
      {parts => (
        <textarea
          {...parts}
          className="input first-prompt"
          rows={2}
          maxLength={1_000_000}
          autoComplete="off"
          spellCheck={false}
          value={value}
          onChange={event => onChange(event.target.value)}
          onKeyDown={submitByKeys}
        />
      )}
    </Field>
  )
}
