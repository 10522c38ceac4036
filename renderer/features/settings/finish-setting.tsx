import { useState } from 'react'
import { Field } from '../../ui/field'

interface FinishSettingProps {
  readonly value: string
  onChange(text: string): void
}

/** What *Finish session* asks unless the user says otherwise there; saved on leaving the field. */
export function FinishSetting({ value, onChange }: FinishSettingProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const save = () => {
    if (typed !== null && typed !== value) onChange(typed)
    setTyped(null)
  }
  return (
    <div className="setting setting-tall">
      <Field
        label="What Finish session asks the agents"
        hint="It can be changed each time; empty leaves the asking out"
      >
        {parts => (
          <textarea
            {...parts}
            className="input"
            rows={3}
            maxLength={100_000}
            value={typed ?? value}
            onChange={event => setTyped(event.target.value)}
            onBlur={save}
          />
        )}
      </Field>
    </div>
  )
}
