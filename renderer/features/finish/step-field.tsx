import type { ReactNode } from 'react'

interface StepFieldProps {
  readonly label: string
  readonly checked: boolean
  readonly children: ReactNode
  onChange(checked: boolean): void
}

/** One step that can be left out; how it is done shows while it is chosen. */
export function StepField({ label, checked, children, onChange }: StepFieldProps) {
  return (
    <fieldset className="step plain-fieldset">
      <legend className="sr-only">{label}</legend>
      <label className="check step-head">
        <input type="checkbox" checked={checked} onChange={event => onChange(event.target.checked)} />
        <span>{label}</span>
      </label>
      {checked && <div className="step-body">{children}</div>}
    </fieldset>
  )
}
