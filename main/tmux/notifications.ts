import { subscriptionOf } from './subscriptions'
import type { Notification } from './types'

/*
 * The words of tmux's notifications (3.3a control-notify.c), turned into values. Everything is hostile text: what does
 * not fit its pattern is `other`, never an exception.
 */

type Reader = (rest: string) => Notification | null

const window_ =
  (kind: 'window-add' | 'window-close' | 'unlinked-window-add' | 'unlinked-window-close'): Reader =>
  rest => {
    const found = /^(@\d{1,9})(?: |$)/.exec(rest)
    return found?.[1] ? { kind, windowId: found[1] } : null
  }

const renamed =
  (kind: 'window-renamed' | 'unlinked-window-renamed'): Reader =>
  rest => {
    const found = /^(@\d{1,9}) (.*)$/s.exec(rest)
    return found?.[1] ? { kind, windowId: found[1], name: found[2] ?? '' } : null
  }

const session =
  (kind: 'session-changed' | 'session-renamed'): Reader =>
  rest => {
    const found = /^(\$\d{1,9}) (.*)$/s.exec(rest)
    return found?.[1] ? { kind, sessionId: found[1], name: found[2] ?? '' } : null
  }

const pane =
  (kind: 'pause' | 'continue' | 'pane-mode-changed'): Reader =>
  rest => {
    const found = /^(%\d{1,9})$/.exec(rest)
    return found?.[1] ? { kind, paneId: found[1] } : null
  }

const client =
  (kind: 'client-detached' | 'client-session-changed'): Reader =>
  rest => ({ kind, client: rest.split(' ', 1)[0] ?? '' })

const READERS: { readonly [name: string]: Reader } = {
  'window-add': window_('window-add'),
  'window-close': window_('window-close'),
  'unlinked-window-add': window_('unlinked-window-add'),
  'unlinked-window-close': window_('unlinked-window-close'),
  'window-renamed': renamed('window-renamed'),
  'unlinked-window-renamed': renamed('unlinked-window-renamed'),
  'session-changed': session('session-changed'),
  'session-renamed': session('session-renamed'),
  'pane-mode-changed': pane('pane-mode-changed'),
  pause: pane('pause'),
  continue: pane('continue'),
  'client-detached': client('client-detached'),
  'client-session-changed': client('client-session-changed'),
  'sessions-changed': () => ({ kind: 'sessions-changed' }),
  exit: reason => ({ kind: 'exit', reason }),
  'layout-change': rest => {
    const [windowId = '', layout = '', visibleLayout = '', flags = ''] = rest.split(' ')
    return /^@\d{1,9}$/.test(windowId) ? { kind: 'layout-change', windowId, layout, visibleLayout, flags } : null
  },
  'window-pane-changed': rest => {
    const found = /^(@\d{1,9}) (%\d{1,9})$/.exec(rest)
    return found?.[1] && found[2] ? { kind: 'window-pane-changed', windowId: found[1], paneId: found[2] } : null
  },
  'session-window-changed': rest => {
    const found = /^(\$\d{1,9}) (@\d{1,9})$/.exec(rest)
    return found?.[1] && found[2] ? { kind: 'session-window-changed', sessionId: found[1], windowId: found[2] } : null
  },
  // name $session @window index %pane : value, with `-` for what the subscription does not speak of.
  'subscription-changed': rest => {
    const found = /^(\S+) \S+ \S+ \S+ (%\d{1,9}|-)[^:]*? : (.*)$/s.exec(rest)
    if (!found) return null
    const [, name = '', paneId = '-', value = ''] = found
    return { kind: 'subscription-changed', name: subscriptionOf(name), paneId: paneId === '-' ? null : paneId, value }
  },
}

/** One line that tmux sent unasked, without its line end: `%window-add @1`. */
export function parseNotification(line: string): Notification {
  const space = line.indexOf(' ')
  const name = line.slice(1, space < 0 ? undefined : space)
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined
  return reader?.(space < 0 ? '' : line.slice(space + 1)) ?? { kind: 'other', name }
}
