import { Command as Cmdk, defaultFilter } from 'cmdk'
import { Pin, Search } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type KeyboardEvent, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { isMac, keyHint } from '../../commands/keys'
import { useCommandContext } from '../../commands/use-commands'
import { saveSettings } from '../../state/save-settings'
import { settingsStore } from '../../state/settings-store'
import { useFocusReturn } from '../../ui/focus-return'
import { StateIcon } from '../../ui/state-icon'
import { numbered, type PaletteItem, paletteGroups, togglePin } from './palette-items'
import { paletteAct } from './palette-keys'
import '../../ui/dialog.css'
import './palette.css'

const NO_PINS: readonly string[] = []

/** Titles and details are searched, ids are not: `%3` or `command:` would match what nobody sees. */
function score(_value: string, search: string, keywords?: string[]): number {
  return defaultFilter(keywords?.join(' ') ?? '', search, [])
}

interface OptionProps {
  readonly item: PaletteItem
  /** 1–9, or 0 for none. */
  readonly number: number
  readonly pinned: boolean
  onSelect(): void
}

function Option({ item, number, pinned, onSelect }: OptionProps) {
  return (
    <Cmdk.Item className="option" value={item.id} keywords={[item.title, item.detail]} onSelect={onSelect}>
      <span className={number > 0 ? 'option-number' : 'option-number option-number-none'} aria-hidden="true">
        {number > 0 && number}
      </span>
      {item.state && <StateIcon state={item.state} />}
      <span className="option-title">{item.title}</span>
      <span className="option-detail">{item.detail}</span>
      {pinned && <Pin className="option-pin" aria-label="pinned" />}
      {item.keys && <kbd>{keyHint(item.keys, isMac())}</kbd>}
    </Cmdk.Item>
  )
}

interface PaletteProps {
  onClose(): void
}

/** The list itself: what is typed, what is marked, and the palette's own keys. */
function PaletteList({ onClose }: PaletteProps) {
  const context = useCommandContext()
  const pinned = useStore(settingsStore, state => state.settings?.pinned ?? NO_PINS)
  const groups = useMemo(() => paletteGroups(pinned, context), [pinned, context])
  const first = useMemo(() => numbered(groups), [groups])
  const [query, setQuery] = useState('')
  const [marked, setMarked] = useState('')

  const pick = (item: PaletteItem | undefined) => {
    if (!item) return
    // Closed first: the item may open a dialog of its own.
    onClose()
    item.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const act = event.nativeEvent.isComposing ? null : paletteAct(event, query)
    if (!act) return
    event.preventDefault()
    if (act.kind === 'pick') pick(first[act.index])
    else if (marked) void saveSettings({ pinned: togglePin(pinned, marked) })
  }
  return (
    <Cmdk
      label="Command palette"
      loop
      vimBindings={false}
      filter={score}
      value={marked}
      onValueChange={setMarked}
      onKeyDown={onKeyDown}
    >
      <div className="palette-query">
        <Search aria-hidden="true" />
        <Cmdk.Input autoFocus placeholder="Commands, sessions, panes" value={query} onValueChange={setQuery} />
      </div>
      <Cmdk.List label="Commands, sessions and panes">
        <Cmdk.Empty>Nothing is called that.</Cmdk.Empty>
        {groups.map(group => (
          <Cmdk.Group key={group.heading} heading={group.heading}>
            {group.items.map(item => (
              <Option
                key={item.id}
                item={item}
                number={query === '' ? first.indexOf(item) + 1 : 0}
                pinned={pinned.includes(item.id)}
                onSelect={() => pick(item)}
              />
            ))}
          </Cmdk.Group>
        ))}
      </Cmdk.List>
    </Cmdk>
  )
}

/** Fuzzy over commands, sessions and panes. */
export function PaletteDialog({ onClose }: PaletteProps) {
  const onCloseAutoFocus = useFocusReturn()
  return (
    <Radix.Root open onOpenChange={open => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="scrim" />
        <Radix.Content className="dialog palette" aria-describedby={undefined} onCloseAutoFocus={onCloseAutoFocus}>
          <Radix.Title className="sr-only">Command palette</Radix.Title>
          <PaletteList onClose={onClose} />
          <footer className="palette-foot">
            <span>↑↓ choose</span>
            <span>⏎ run</span>
            <span>Ctrl+P pin</span>
            <span>1–9 when empty</span>
          </footer>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
