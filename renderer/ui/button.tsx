import type { ButtonHTMLAttributes, Ref } from 'react'
import './controls.css'

type Kind = 'plain' | 'primary' | 'danger' | 'solid-danger' | 'ghost' | 'link'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: Kind
  readonly small?: boolean
  /** Square, for an icon alone: then `aria-label` names it. */
  readonly icon?: boolean
  readonly ref?: Ref<HTMLButtonElement>
}

/** A button; never submits a form unless `type="submit"` is given. */
export function Button({ kind = 'plain', small, icon, className, ...rest }: ButtonProps) {
  const names = ['btn', kind !== 'plain' && `btn-${kind}`, small && 'btn-small', icon && 'btn-icon', className]
  return <button type="button" className={names.filter(Boolean).join(' ')} {...rest} />
}
