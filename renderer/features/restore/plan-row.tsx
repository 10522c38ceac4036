import { TriangleAlert } from 'lucide-react'
import { type ReactNode, useId } from 'react'

interface RowProps {
  readonly name: string
  /** null: it is no choice of its own. */
  readonly on: boolean | null
  /** It cannot be chosen, or is there already. */
  readonly fixed?: boolean
  /** It belongs to the row above it. */
  readonly part?: boolean
  readonly why?: ReactNode
  readonly problems?: readonly string[]
  readonly children: ReactNode
  onChange?(on: boolean): void
}

/** One part of a plan: whether it is wanted, its name, what happens to it, and why. */
export function Row({ name, on, fixed = false, part = false, why, problems = [], children, onChange }: RowProps) {
  const id = useId()
  return (
    <tr className={on === false ? 'plan-off' : undefined}>
      <td className="plan-check">
        {on !== null && (
          <input
            type="checkbox"
            aria-labelledby={id}
            checked={on}
            disabled={fixed}
            onChange={event => onChange?.(event.target.checked)}
          />
        )}
      </td>
      <th scope="row" id={id} className={part ? 'plan-part' : undefined}>
        <bdi title={part ? name : undefined}>{part ? name.split('/').at(-1) || name : name}</bdi>
      </th>
      <td>{children}</td>
      <td>
        {why && <span className="muted">{why}</span>}
        {problems.map(problem => (
          <span key={problem} className="plan-problem">
            <TriangleAlert aria-hidden="true" />
            <span>{problem}</span>
          </span>
        ))}
      </td>
    </tr>
  )
}
