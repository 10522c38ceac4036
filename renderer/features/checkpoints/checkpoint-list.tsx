import { Check, CircleAlert, Unplug } from 'lucide-react'
import { type KeyboardEvent, type MouseEvent, memo, useEffect, useId, useMemo, useRef } from 'react'
import type { CheckpointInfo } from '../../../ipc/checkpoint'
import { dataSize } from '../../ui/format'
import { useInView } from '../../ui/use-in-view'
import { AgeWords } from '../grid/age'
import { ago, checkpointTitle, holdsWords, triggerWords } from './checkpoint-words'
import { type Group, rangeOf, stepInList } from './list-items'

interface ListProps {
  readonly groups: readonly Group[]
  readonly current: string | null
  readonly marked: ReadonlySet<string>
  /** Ids of those that were found damaged. */
  readonly damaged: ReadonlySet<string>
  onCurrent(id: string): void
  onMark(ids: ReadonlySet<string>): void
  onOpen(): void
  onDelete(): void
  onRename(): void
}

function toggled(set: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(set)
  if (!next.delete(id)) next.add(id)
  return next
}

/** What a key does in the list, apart from moving. */
function actOf({ key, ctrlKey, metaKey }: KeyboardEvent, props: ListProps, ids: readonly string[]) {
  const { current, marked, onMark } = props
  if (key === ' ') return () => current !== null && onMark(toggled(marked, current))
  if (key === 'Enter') return props.onOpen
  if (key === 'Delete' || key === 'Backspace') return props.onDelete
  if (key === 'F2') return props.onRename
  if (key === 'a' && (ctrlKey || metaKey)) return () => onMark(new Set(marked.size === ids.length ? [] : ids))
  return null
}

interface RowProps {
  readonly id: string
  readonly info: CheckpointInfo
  readonly current: boolean
  readonly marked: boolean
  readonly damaged: boolean
}

/** One of hundreds: drawn anew only when something of it has changed. The list hears keys and presses. */
const Row = memo(function Row({ id, info, current, marked, damaged }: RowProps) {
  const facts = [info.name ? triggerWords(info.trigger) : '', holdsWords(info), `+${dataSize(info.added)}`]
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names its current option
    <div
      id={id}
      role="option"
      aria-selected={marked}
      className={current ? 'columns-row cp-row is-current' : 'columns-row cp-row'}
      data-id={info.id}
    >
      <span className="cp-mark" data-mark="" aria-hidden="true">
        {marked && <Check />}
      </span>
      <bdi className="columns-name">{checkpointTitle(info)}</bdi>
      <time className="columns-age" dateTime={new Date(info.at).toISOString()}>
        <AgeWords at={info.at} words={ago} />
      </time>
      <span className="cp-facts">
        {damaged && (
          <span className="cp-damaged">
            <CircleAlert aria-hidden="true" />
            damaged
          </span>
        )}
        {facts.filter(Boolean).join(' · ')}
      </span>
    </div>
  )
})

/**
 * Checkpoints by session. The list has the focus: arrows move, with Shift they mark as they go, Space marks, Ctrl+A marks
 * all, Delete deletes, F2 renames, Enter goes on to the restore. What is *selected* for assistive technology is what is
 * marked.
 */
export function CheckpointList(props: ListProps) {
  const { groups, current, marked, damaged, onCurrent, onMark } = props
  const base = useId()
  const list = useRef<HTMLDivElement>(null)
  const ids = useMemo(() => groups.flatMap(group => group.items.map(info => info.id)), [groups])
  const domId = current !== null && ids.includes(current) ? `${base}${current}` : undefined
  useInView(domId)
  // Arrows work at once; the search field is a Shift+Tab away.
  useEffect(() => list.current?.focus(), [])
  const onKeyDown = (event: KeyboardEvent) => {
    const to = stepInList(event.key, current === null ? -1 : ids.indexOf(current), ids.length)
    const act = actOf(event, props, ids)
    const next = to === null ? undefined : ids[to]
    if (next === undefined && !act) return
    event.preventDefault()
    if (next === undefined) return act?.()
    if (event.shiftKey) onMark(new Set([...marked, ...rangeOf(ids, current, next)]))
    onCurrent(next)
  }
  const press = (event: MouseEvent) => {
    const on = event.target instanceof Element ? event.target : null
    const id = on?.closest<HTMLElement>('[data-id]')?.dataset.id
    if (id === undefined) return
    list.current?.focus()
    if (event.shiftKey) onMark(new Set([...marked, ...rangeOf(ids, current, id)]))
    else if (on?.closest('[data-mark]') || event.ctrlKey || event.metaKey) onMark(toggled(marked, id))
    else onCurrent(id)
  }
  return (
    <div
      ref={list}
      className="columns-list cp-list"
      role="listbox"
      tabIndex={0}
      aria-label="Checkpoints"
      aria-multiselectable="true"
      aria-activedescendant={domId}
      onKeyDown={onKeyDown}
      onClick={press}
    >
      {groups.map(({ session, gone, items }) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options, which no element is
        <div key={session} role="group" aria-label={gone ? `${session}, session is gone` : session}>
          <div className="cp-session" aria-hidden="true">
            <bdi>{session}</bdi>
            <span className="cp-count">{items.length}</span>
            {gone && (
              <span>
                <Unplug />
                session is gone
              </span>
            )}
          </div>
          {items.map(info => (
            <Row
              key={info.id}
              id={`${base}${info.id}`}
              info={info}
              current={info.id === current}
              marked={marked.has(info.id)}
              damaged={damaged.has(info.id)}
            />
          ))}
        </div>
      ))}
    </div>
  )
}
