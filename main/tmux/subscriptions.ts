import type { PaneId, WindowId } from '../../ipc/model'
import type { Log } from '../log/log'
import { printableFormat } from './format'
import { command } from './quote'
import type { Command, ControlClient, TmuxPane } from './types'

/*
 * What every control client asks tmux to watch for us (`%subscription-changed`, looked at once a second, 3.3a). A value
 * is one line on the wire, so nothing that can hold a line break is asked for as it is: a folder or a program named
 * "x\n%exit" would forge a notification. Titles cannot hold control characters (3.3a refuses them).
 */

type Fields = Partial<
  Pick<TmuxPane, 'title' | 'command' | 'dead' | 'deadStatus' | 'deadSignal' | 'inMode' | 'alternate'>
>

interface Subscription {
  readonly name: string
  /** What one subscription is of; a window's tells of all its panes. */
  readonly of: 'pane' | 'window'
  readonly format: string
  /** The pane's fields that the value tells; null: not enough, list again. */
  read(value: string, pane: TmuxPane): Fields | null
  /** The value that tmux would tell of this pane; absent where a value that comes back is told too. */
  write?(pane: TmuxPane): string
}

function readDead(value: string, pane: TmuxPane): Fields | null {
  const found = /^([01]) (\d{0,9}) (\d{0,9}) \d{0,15} (\d{0,9})$/.exec(value)
  // Another process than we knew: a new life.
  if (!found || Number(found[4]) !== pane.pid) return null
  const code = (raw: string | undefined) => (raw ? Number(raw) : null)
  return { dead: found[1] === '1', deadStatus: code(found[2]), deadSignal: code(found[3]) }
}

function readMode(value: string): Fields | null {
  const found = /^([01]) ([01])$/.exec(value)
  return found ? { inMode: found[1] === '1', alternate: found[2] === '1' } : null
}

/** As tmux writes `printable` fields. */
function asPrintable(raw: string): string {
  return raw.replace(/[\u0001-\u001f\u007f]/g, '?')
}

const SUBSCRIPTIONS: readonly Subscription[] = [
  {
    name: 'qd-title',
    of: 'pane',
    format: printableFormat('pane_title'),
    read: title => ({ title }),
    write: pane => asPrintable(pane.title),
  },
  {
    name: 'qd-command',
    of: 'pane',
    format: printableFormat('pane_current_command'),
    read: value => ({ command: value }),
    write: pane => pane.command,
  },
  {
    name: 'qd-dead',
    // A dead pane sends no notification of its own, and is not looked at for its own subscribers any more (3.3a): so its window
    // tells. tmux tells only what differs from its look a second ago: time and process are for a pane that was started again
    // meanwhile and ended in the same way.
    of: 'window',
    format: '#{P:#{pane_id} #{pane_dead} #{pane_dead_status} #{pane_dead_signal} #{pane_dead_time} #{pane_pid};}',
    read: readDead,
  },
  {
    name: 'qd-mode',
    of: 'pane',
    format: '#{?pane_in_mode,1,0} #{?alternate_on,1,0}',
    read: readMode,
    write: pane => `${Number(pane.inMode)} ${Number(pane.alternate)}`,
  },
  {
    name: 'qd-path',
    of: 'pane',
    format: printableFormat('pane_current_path'),
    // The value is not exact: it only tells that there is something to read.
    read: (value, pane) => (value === asPrintable(pane.path) ? {} : null),
    write: pane => asPrintable(pane.path),
  },
]

/** A pane or a window, as tmux numbers them: `%1`, `@2`. */
type ObjectId = PaneId | WindowId

/** tmux knows a subscription by its name, so that each object's has its number behind ours. */
const nameFor = (name: string, id: ObjectId) => `${name}-${id.slice(1)}`

/** The name without the number, as `applySubscription` knows it. */
export function subscriptionOf(name: string): string {
  return name.replace(/^(qd-[a-z]+)-\d{1,9}$/, '$1')
}

const subscriptionsOf = (id: ObjectId) => SUBSCRIPTIONS.filter(one => one.of === (id[0] === '@' ? 'window' : 'pane'))

function subscribe(id: ObjectId): Command[] {
  return subscriptionsOf(id).map(({ name, format }) =>
    command('refresh-client', '-B', `${nameFor(name, id)}:${id}:${format}`),
  )
}

function unsubscribe(id: ObjectId): Command[] {
  return subscriptionsOf(id).map(({ name }) => command('refresh-client', '-B', nameFor(name, id)))
}

/**
 * Keeps one control client subscribed to exactly the panes and windows of its session: to be called with all of them
 * whenever they may have changed.
 *
 * Never to `%*`, `@*` or the session: a server that looks at such a subscription in the moment between a session's end and
 * that of the client which followed it reads a session that is no more, and dies with all others (3.3a, measured with a
 * client that is slow to end, as on a busy machine; subscriptions of single panes and windows survive that).
 */
export function createWatch(client: Pick<ControlClient, 'requestAll'>, log: Log): (ids: Iterable<ObjectId>) => void {
  const watched = new Set<ObjectId>()
  return ids => {
    const now = new Set(ids)
    const [came, left] = [[...now].filter(id => !watched.has(id)), [...watched].filter(id => !now.has(id))]
    if (came.length === 0 && left.length === 0) return
    for (const id of came) watched.add(id)
    for (const id of left) watched.delete(id)
    void client.requestAll([...left.flatMap(unsubscribe), ...came.flatMap(subscribe)]).then(replies => {
      for (const reply of replies)
        if (!reply.ok && reply.reason !== 'closed') log.warn('tmux refused to watch', { message: reply.message })
    })
  }
}

/** What a window's subscription tells, pane by pane; what does not fit is left out. */
export function toldOfPanes(value: string): { readonly paneId: PaneId; readonly value: string }[] {
  return value.split(';').flatMap(part => {
    const found = /^(%\d{1,9}) ([\d ]{1,80})$/.exec(part)
    return found?.[1] && found[2] ? [{ paneId: found[1], value: found[2] }] : []
  })
}

/**
 * The pane as a subscription's value tells it: the same object when nothing changed (also for a name that is not ours),
 * null when only a listing can tell.
 */
export function applySubscription(pane: TmuxPane, name: string, value: string): TmuxPane | null {
  const subscription = SUBSCRIPTIONS.find(one => one.name === name)
  if (!subscription) return pane
  const fields = subscription.read(value, pane)
  if (!fields) return null
  const changed = Object.entries(fields).some(([key, now]) => pane[key as keyof Fields] !== now)
  return changed ? { ...pane, ...fields } : pane
}

/** What tmux would tell of this pane as it was listed, by the subscription's name. */
export function seenBySubscriptions(pane: TmuxPane): ReadonlyMap<string, string> {
  return new Map(SUBSCRIPTIONS.flatMap(({ name, write }) => (write ? [[name, write(pane)] as const] : [])))
}
