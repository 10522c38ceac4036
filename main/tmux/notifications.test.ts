import { expect, test } from 'vitest'
import { parseNotification } from './notifications'

test.each([
  ['%window-add @1', { kind: 'window-add', windowId: '@1' }],
  ['%unlinked-window-close @12', { kind: 'unlinked-window-close', windowId: '@12' }],
  ['%window-renamed @1 a b  c', { kind: 'window-renamed', windowId: '@1', name: 'a b  c' }],
  ['%unlinked-window-renamed @1 ', { kind: 'unlinked-window-renamed', windowId: '@1', name: '' }],
  ['%session-changed $3 日本 "x"', { kind: 'session-changed', sessionId: '$3', name: '日本 "x"' }],
  ['%session-renamed $3 $(x)', { kind: 'session-renamed', sessionId: '$3', name: '$(x)' }],
  ['%session-window-changed $3 @4', { kind: 'session-window-changed', sessionId: '$3', windowId: '@4' }],
  ['%window-pane-changed @1 %2', { kind: 'window-pane-changed', windowId: '@1', paneId: '%2' }],
  ['%pane-mode-changed %2', { kind: 'pane-mode-changed', paneId: '%2' }],
  ['%sessions-changed', { kind: 'sessions-changed' }],
  ['%client-detached /dev/pts/3', { kind: 'client-detached', client: '/dev/pts/3' }],
  ['%client-session-changed /dev/pts/3 $1 a b', { kind: 'client-session-changed', client: '/dev/pts/3' }],
  ['%pause %5', { kind: 'pause', paneId: '%5' }],
  ['%continue %5', { kind: 'continue', paneId: '%5' }],
  ['%exit', { kind: 'exit', reason: '' }],
  ['%exit server exited unexpectedly', { kind: 'exit', reason: 'server exited unexpectedly' }],
  [
    '%layout-change @1 b25d,80x24,0,0,1 b25d,80x24,0,0,1 *Z',
    {
      kind: 'layout-change',
      windowId: '@1',
      layout: 'b25d,80x24,0,0,1',
      visibleLayout: 'b25d,80x24,0,0,1',
      flags: '*Z',
    },
  ],
  [
    '%subscription-changed qd-title $0 @0 0 %0 : a : b',
    { kind: 'subscription-changed', name: 'qd-title', paneId: '%0', value: 'a : b' },
  ],
  ['%subscription-changed qd-x $0 - - - : ', { kind: 'subscription-changed', name: 'qd-x', paneId: null, value: '' }],
  ['%message hello', { kind: 'other', name: 'message' }],
  ['%constructor x', { kind: 'other', name: 'constructor' }],
])('%j', (line, value) => {
  expect(parseNotification(line)).toEqual(value)
})

test.each(['%window-add', '%window-add 1', '%pause 5', '%layout-change x', '%session-changed x y', '%'])(
  'what does not fit its pattern is other: %j',
  line => {
    expect(parseNotification(line).kind).toBe('other')
  },
)
