import './controls.css'

interface ProgressProps {
  /** Accessible name: what goes on. */
  readonly name: string
  readonly value: number
  /** 0 while it is not known. */
  readonly max: number
  /** What is done now; may be hostile text. Screen readers say each change. */
  readonly what: string
  /** How far it is, in words; changes too often to be said. */
  readonly far: string
}

/** How far something is that takes a while. */
export function Progress({ name, value, max, what, far }: ProgressProps) {
  return (
    <div className="progress-told">
      <progress
        className="progress"
        aria-label={name}
        {...(max > 0 ? { value: Math.min(value, max), max, 'aria-valuetext': far } : {})}
      />
      <p>
        <bdi role="status">{what}</bdi>
        {max > 0 && <span className="muted">{` ${far}`}</span>}
      </p>
    </div>
  )
}
