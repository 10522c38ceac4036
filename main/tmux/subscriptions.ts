import { printableFormat } from './format'
import { command } from './quote'
import type { Command, TmuxPane } from './types'

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
    format: printableFormat('pane_title'),
    read: title => ({ title }),
    write: pane => asPrintable(pane.title),
  },
  {
    name: 'qd-command',
    format: printableFormat('pane_current_command'),
    read: value => ({ command: value }),
    write: pane => pane.command,
  },
  {
    name: 'qd-dead',
    // A dead pane sends no notification of its own (3.3a). tmux tells only what differs from its look a second ago: time and
    // process are for a pane that was started again meanwhile and ended in the same way.
    format: '#{pane_dead} #{pane_dead_status} #{pane_dead_signal} #{pane_dead_time} #{pane_pid}',
    read: readDead,
  },
  {
    name: 'qd-mode',
    format: '#{?pane_in_mode,1,0} #{?alternate_on,1,0}',
    read: readMode,
    write: pane => `${Number(pane.inMode)} ${Number(pane.alternate)}`,
  },
  {
    name: 'qd-path',
    format: printableFormat('pane_current_path'),
    // The value is not exact: it only tells that there is something to read.
    read: (value, pane) => (value === asPrintable(pane.path) ? {} : null),
    write: pane => asPrintable(pane.path),
  },
]

/** The commands that subscribe one control client to all panes of its session. */
export function subscribe(): Command[] {
  return SUBSCRIPTIONS.map(({ name, format }) => command('refresh-client', '-B', `${name}:%*:${format}`))
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
