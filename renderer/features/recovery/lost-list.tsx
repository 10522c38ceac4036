import { type KeyboardEvent, useEffect, useId, useRef } from 'react'
import { howWords, lostName } from '../../../ipc/loss-words'
import type { LostSession } from '../../../ipc/recovery'
import { useInView } from '../../ui/use-in-view'
import { ago } from '../checkpoints/checkpoint-words'
import { stepInList } from '../checkpoints/list-items'
import { AgeWords } from '../grid/age'

interface ListProps {
  readonly lost: readonly LostSession[]
  readonly current: string
  onCurrent(id: string): void
  /** Enter. */
  onOpen(): void
  /** Delete. */
  onDismiss(): void
}

/** Lost sessions, newest first. The list has the focus: arrows move, Enter goes on to the restore, Delete dismisses. */
export function LostList({ lost, current, onCurrent, onOpen, onDismiss }: ListProps) {
  const base = useId()
  const list = useRef<HTMLDivElement>(null)
  const ids = lost.map(one => one.id)
  const domId = `${base}${current}`
  useInView(domId)
  useEffect(() => list.current?.focus(), [])
  const onKeyDown = (event: KeyboardEvent) => {
    const to = stepInList(event.key, ids.indexOf(current), ids.length)
    const next = to === null ? undefined : ids[to]
    const act = { Enter: onOpen, Delete: onDismiss, Backspace: onDismiss }[event.key]
    if (next === undefined && !act) return
    event.preventDefault()
    if (next !== undefined) onCurrent(next)
    else act?.()
  }
  return (
    <div
      ref={list}
      className="columns-list rc-list"
      role="listbox"
      tabIndex={0}
      aria-label="Lost sessions"
      aria-activedescendant={domId}
      onKeyDown={onKeyDown}
    >
      {lost.map(one => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the list's, which has the focus
        // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names its current option
        <div
          key={one.id}
          id={`${base}${one.id}`}
          role="option"
          aria-selected={one.id === current}
          className={one.id === current ? 'columns-row rc-row is-current' : 'columns-row rc-row'}
          onClick={() => {
            list.current?.focus()
            onCurrent(one.id)
          }}
        >
          <bdi className="columns-name" title={lostName(one)}>
            {lostName(one)}
          </bdi>
          <time className="columns-age" dateTime={new Date(one.seen).toISOString()}>
            <AgeWords at={one.seen} words={ago} />
          </time>
          <span className="rc-how">{howWords(one.kind)}</span>
        </div>
      ))}
    </div>
  )
}
