import { ToggleGroup } from 'radix-ui'
import { type ReactNode, useId, useState } from 'react'

interface SettingProps {
  readonly name: string
  readonly says?: ReactNode
  readonly error?: string
  children(parts: { readonly id: string; readonly 'aria-describedby': string | undefined }): ReactNode
}

/** A row: what it is and means on the left, its control on the right. */
function Setting({ name, says, error, children }: SettingProps) {
  const id = useId()
  const about = `${id}-about`
  return (
    <div className="setting">
      <div className="setting-words">
        <label htmlFor={id}>{name}</label>
        {(error || says) && (
          <p id={about} className={error ? 'field-error' : undefined}>
            {error || says}
          </p>
        )}
      </div>
      <div className="setting-control">{children({ id, 'aria-describedby': error || says ? about : undefined })}</div>
    </div>
  )
}

interface ChoiceProps<T extends string> {
  readonly name: string
  readonly says?: ReactNode
  readonly value: T
  readonly options: readonly (readonly [T, string])[]
  onChange(value: T): void
}

/** One of a few. */
export function ChoiceSetting<T extends string>({ name, says, value, options, onChange }: ChoiceProps<T>) {
  return (
    <div className="setting">
      <div className="setting-words">
        <span className="setting-name">{name}</span>
        {says && <p>{says}</p>}
      </div>
      <div className="setting-control">
        <ToggleGroup.Root
          type="single"
          className="choice"
          aria-label={name}
          value={value}
          // Radix gives an empty string when the chosen one is pressed again: one of them always holds.
          onValueChange={next => next && onChange(next as T)}
        >
          {options.map(([option, word]) => (
            <ToggleGroup.Item key={option} value={option}>
              {word}
            </ToggleGroup.Item>
          ))}
        </ToggleGroup.Root>
      </div>
    </div>
  )
}

interface SwitchProps {
  readonly name: string
  readonly says?: ReactNode
  readonly value: boolean
  onChange(value: boolean): void
}

export function SwitchSetting({ name, says, value, onChange }: SwitchProps) {
  return (
    <Setting name={name} says={says}>
      {parts => <input {...parts} type="checkbox" checked={value} onChange={event => onChange(event.target.checked)} />}
    </Setting>
  )
}

interface TextProps {
  readonly name: string
  readonly says?: ReactNode
  readonly value: string
  readonly placeholder?: string
  readonly number?: { readonly min: number; readonly max: number }
  /** What is wrong, in words; empty when it can be saved. */
  check(typed: string): string
  onChange(typed: string): void
}

/** Saved on Enter and on leaving the field, when it is valid; until then only the field changes. */
export function TextSetting({ name, says, value, placeholder, number, check, onChange }: TextProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const shown = typed ?? value
  const error = check(shown)
  const save = () => {
    if (typed !== null && typed !== value && !error) onChange(typed)
    if (!error) setTyped(null)
  }
  return (
    <Setting name={name} says={says} error={error}>
      {parts => (
        <input
          {...parts}
          {...number}
          className="input"
          type={number ? 'number' : 'text'}
          value={shown}
          placeholder={placeholder}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={error ? true : undefined}
          onChange={event => setTyped(event.target.value)}
          onBlur={save}
          onKeyDown={event => event.key === 'Enter' && save()}
        />
      )}
    </Setting>
  )
}
