import { TextField } from '../../ui/field'
import type { SaveWish } from './save-pane'

interface FieldsProps {
  readonly wish: SaveWish
  readonly error: string
  onChange(wish: SaveWish): void
}

/** Where the files go, and whether they keep their colours. */
export function SaveFields({ wish, error, onChange }: FieldsProps) {
  return (
    <>
      <TextField
        label="Save to"
        mono
        value={wish.folder}
        maxLength={4096}
        error={error}
        hint="One file for each pane; the folder is made when it is missing, and no file is ever written over."
        onChange={event => onChange({ ...wish, folder: event.target.value })}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={wish.colours}
          onChange={event => onChange({ ...wish, colours: event.target.checked })}
        />
        <span>With colours, for a terminal (.ansi)</span>
      </label>
    </>
  )
}
