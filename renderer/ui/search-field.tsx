import { Search } from 'lucide-react'
import type { InputHTMLAttributes } from 'react'

interface SearchProps extends Pick<InputHTMLAttributes<HTMLInputElement>, 'autoFocus' | 'placeholder' | 'onKeyDown'> {
  /** Accessible name. */
  readonly name: string
  readonly value: string
  onSearch(value: string): void
}

/** One line of words that narrow a list. */
export function SearchField({ name, onSearch, ...rest }: SearchProps) {
  return (
    <div className="search">
      <Search aria-hidden="true" />
      <input
        type="search"
        className="input"
        aria-label={name}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        onChange={event => onSearch(event.target.value)}
        {...rest}
      />
    </div>
  )
}
