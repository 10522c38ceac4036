import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button'
import { Field, TextField } from '../../ui/field'
import type { DraftErrors, TypeDraft } from './agent-type-draft'
import { ChoiceSetting } from './setting'

interface AgentTypeFormProps {
  readonly first: TypeDraft
  /** custom: all fields; override: only what a built-in type may have changed. */
  readonly kind: 'custom' | 'override'
  /** Its id cannot change once it exists: panes name their type by it. */
  readonly keepId?: boolean
  readonly commandHint: string
  check(draft: TypeDraft): DraftErrors
  onSave(draft: TypeDraft): void
  onCancel(): void
}

interface LinesProps {
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly error: string
  onChange(value: string): void
}

function Lines({ label, hint, value, error, onChange }: LinesProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {parts => (
        <textarea
          {...parts}
          className="input"
          rows={2}
          spellCheck={false}
          value={value}
          onChange={event => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

/** Adds or changes a kind of agent; what is wrong is said beside each field once saving was tried. */
export function AgentTypeForm({ first, kind, keepId, commandHint, check, onSave, onCancel }: AgentTypeFormProps) {
  const [draft, setDraft] = useState(first)
  const [tried, setTried] = useState(false)
  const errors = check(draft)
  const shown = tried ? errors : {}
  const change = (part: Partial<TypeDraft>) => setDraft({ ...draft, ...part })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(errors).length === 0) onSave(draft)
  }
  return (
    <form className="type-form" noValidate onSubmit={submit}>
      {kind === 'custom' && (
        <div className="type-form-two">
          <TextField
            label="Name"
            hint="As the number field is labelled"
            value={draft.name}
            error={shown.name ?? ''}
            autoFocus
            onChange={event => change({ name: event.target.value })}
          />
          <TextField
            label="Short name"
            hint="Agents are called by it: mine_1"
            mono
            disabled={keepId}
            value={draft.id}
            error={shown.id ?? ''}
            onChange={event => change({ id: event.target.value })}
          />
        </div>
      )}
      <TextField
        label="Program"
        hint={commandHint}
        mono
        autoFocus={kind === 'override'}
        value={draft.command}
        error={shown.command ?? ''}
        onChange={event => change({ command: event.target.value })}
      />
      <Lines
        label="Arguments"
        hint="One a line; no shell reads them"
        value={draft.args}
        error={shown.args ?? ''}
        onChange={args => change({ args })}
      />
      <Lines
        label="Environment"
        hint="One variable a line: NAME=value"
        value={draft.env}
        error={shown.env ?? ''}
        onChange={env => change({ env })}
      />
      {kind === 'custom' && (
        <ChoiceSetting
          name="Interrupted by"
          value={draft.interrupt}
          options={[
            ['ctrl-c', 'Ctrl+C'],
            ['escape', 'Escape'],
          ]}
          onChange={interrupt => change({ interrupt })}
        />
      )}
      <div className="type-form-acts">
        <Button onClick={onCancel}>Cancel</Button>
        <Button kind="primary" type="submit">
          Save agent type
        </Button>
      </div>
    </form>
  )
}
