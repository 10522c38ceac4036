import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { DEFAULT_SETTINGS, type Settings } from '../../../ipc/settings'
import { madeUpHost } from '../../host/made-up-host'
import { type SettingsStore, settingsStore } from '../../state/settings-store'
import { NotificationsPage } from './notifications-page'

const info = { version: '1', platform: 'linux', dataFolder: '/d', readOnly: '', notices: [], home: '/h' }

function show(shell: 'web' | 'electron') {
  settingsStore.setState({ settings: DEFAULT_SETTINGS, info: { ...info, shell } as SettingsStore['info'] })
  render(<NotificationsPage settings={DEFAULT_SETTINGS} />)
}

let permission: NotificationPermission = 'default'
const ask = vi.fn(async () => {
  permission = 'granted'
  return permission
})

beforeEach(() => {
  permission = 'default'
  ask.mockClear()
  vi.stubGlobal('Notification', {
    get permission() {
      return permission
    },
    requestPermission: ask,
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  settingsStore.setState({ settings: null, info: null })
})

it('switches one kind and leaves the others', async () => {
  const { calls } = madeUpHost({
    'settings.set': ({ patch }) => ({ ...DEFAULT_SETTINGS, ...(patch as Partial<Settings>) }),
  })
  show('electron')
  fireEvent.click(screen.getByLabelText('When an agent has an error'))
  await waitFor(() => expect(settingsStore.getState().settings?.notify.error).toBe(false))
  expect(calls[0]?.input).toEqual({ patch: { notify: { waiting: true, error: false, allIdle: true } } })
  expect(screen.queryByRole('button', { name: 'Allow notifications' })).toBeNull()
})

it('asks the browser by a press alone', async () => {
  show('web')
  expect(ask).not.toHaveBeenCalled()
  fireEvent.click(screen.getByRole('button', { name: 'Allow notifications' }))
  await waitFor(() => expect(screen.getByRole('status').textContent).toMatch(/^This browser shows them/))
  expect(screen.queryByRole('button', { name: 'Allow notifications' })).toBeNull()
})

it.each([
  ['denied', /told not to show them/],
  ['unsupported', /cannot show them/],
] as const)('says when the browser will not (%s)', (kind, words) => {
  if (kind === 'unsupported') vi.stubGlobal('Notification', undefined)
  else permission = kind
  show('web')
  expect(screen.getByRole('status').textContent).toMatch(words)
})
