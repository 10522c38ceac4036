import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { HostError } from '../../../ipc/failure'
import { DEFAULT_SETTINGS, type Settings } from '../../../ipc/settings'
import { madeUpHost } from '../../host/made-up-host'
import { settingsStore } from '../../state/settings-store'
import { toastsStore } from '../../state/toasts-store'
import { AgentTypesPage } from './agent-types-page'
import { SettingsDialog } from './settings-dialog'
import { AppearancePage, TerminalPage, WindowPage } from './settings-pages'

const info = { version: '1', platform: 'linux', dataFolder: '/data', readOnly: '', notices: [], home: '/h' }

function host() {
  return madeUpHost({
    'settings.set': ({ patch }) => ({ ...DEFAULT_SETTINGS, ...(patch as Partial<Settings>) }),
    'agentTypes.list': () => ({ types: [] }),
  })
}
const patches = (calls: readonly { name: string; input: unknown }[]) =>
  calls.filter(call => call.name === 'settings.set').map(call => (call.input as { patch: unknown }).patch)

beforeEach(() => {
  settingsStore.setState({ settings: DEFAULT_SETTINGS, info: { ...info, shell: 'electron' } })
  toastsStore.setState({ toasts: [] })
})
afterEach(cleanup)

it('saves a choice at once', async () => {
  const { calls } = host()
  render(<AppearancePage settings={DEFAULT_SETTINGS} />)
  fireEvent.click(screen.getByRole('radio', { name: 'Light' }))
  await waitFor(() => expect(settingsStore.getState().settings?.theme).toBe('light'))
  expect(patches(calls)).toEqual([{ theme: 'light' }])
})

it('saves a number on leaving the field, and only a good one', async () => {
  const { calls } = host()
  render(<TerminalPage settings={DEFAULT_SETTINGS} />)
  const size = screen.getByLabelText<HTMLInputElement>('Terminal text size')
  fireEvent.change(size, { target: { value: '99' } })
  fireEvent.blur(size)
  expect(screen.getByText('Between 6 and 40.')).toBeTruthy()
  expect(patches(calls)).toEqual([])
  fireEvent.change(size, { target: { value: '15' } })
  expect(patches(calls)).toEqual([])
  fireEvent.keyDown(size, { key: 'Enter' })
  await waitFor(() => expect(patches(calls)).toEqual([{ terminalFontSize: 15 }]))
})

it('offers tray and shortcut only where there are any', () => {
  render(<WindowPage settings={DEFAULT_SETTINGS} />)
  expect(screen.getByLabelText('Stay in the tray when the window closes')).toBeTruthy()
  cleanup()
  settingsStore.setState({ info: { ...info, shell: 'web' } })
  render(<WindowPage settings={DEFAULT_SETTINGS} />)
  expect(screen.queryByLabelText('Stay in the tray when the window closes')).toBeNull()
})

it('adds, edits and removes the user’s own agent types', async () => {
  const { calls } = host()
  const interrupt = 'ctrl-c' as const
  const mine = { id: 'mine', name: 'Mine', command: 'mine', args: [], env: {}, interrupt, patterns: {} }
  render(<AgentTypesPage settings={DEFAULT_SETTINGS} />)
  fireEvent.click(screen.getByRole('button', { name: 'Add agent type' }))
  fireEvent.click(screen.getByRole('button', { name: 'Save agent type' }))
  expect(screen.getByText('Enter a program.')).toBeTruthy()
  expect(patches(calls)).toEqual([])
  for (const [label, value] of [
    ['Name', 'Mine'],
    ['Short name', 'mine'],
    ['Program', 'mine'],
  ] as const)
    fireEvent.change(screen.getByLabelText(label), { target: { value } })
  fireEvent.click(screen.getByRole('button', { name: 'Save agent type' }))
  await waitFor(() => expect(patches(calls)).toEqual([{ agentTypes: [mine] }]))
  cleanup()

  const settings: Settings = { ...DEFAULT_SETTINGS, agentTypes: [{ ...mine, args: [] }] }
  const second = host()
  render(<AgentTypesPage settings={settings} />)
  fireEvent.click(screen.getByRole('button', { name: 'Edit Mine' }))
  expect(screen.getByLabelText<HTMLInputElement>('Short name').disabled).toBe(true)
  fireEvent.change(screen.getByLabelText('Arguments'), { target: { value: '--x' } })
  fireEvent.click(screen.getByRole('button', { name: 'Save agent type' }))
  await waitFor(() => expect(patches(second.calls)).toEqual([{ agentTypes: [{ ...mine, args: ['--x'] }] }]))
  cleanup()

  const third = host()
  render(<AgentTypesPage settings={settings} />)
  fireEvent.click(screen.getByRole('button', { name: 'Remove Mine' }))
  await waitFor(() => expect(patches(third.calls)).toEqual([{ agentTypes: [] }]))
})

it('changes one agent type and leaves the others as they are', async () => {
  const own = (id: string) => {
    const type = { id, name: id, command: id, args: [], env: {}, patterns: {} }
    return { ...type, interrupt: 'ctrl-c' as const }
  }
  const codex = { command: 'codex-2' }
  const settings: Settings = { ...DEFAULT_SETTINGS, agentTypes: [own('a'), own('b')], overrides: { cod: codex } }
  const claude = {
    id: 'cc',
    name: 'Claude Code',
    command: ['claude'],
    path: null,
    problem: '',
    remedy: '',
    custom: false,
  }
  const { calls } = madeUpHost({
    'settings.set': ({ patch }) => ({ ...settings, ...(patch as Partial<Settings>) }),
    'agentTypes.list': () => ({ types: [claude] }),
  })
  render(<AgentTypesPage settings={settings} />)
  fireEvent.click(screen.getByRole('button', { name: 'Edit b' }))
  fireEvent.change(screen.getByLabelText('Program'), { target: { value: 'bb' } })
  fireEvent.click(screen.getByRole('button', { name: 'Save agent type' }))
  await waitFor(() => expect(screen.queryByLabelText('Program')).toBeNull())
  fireEvent.click(screen.getByRole('button', { name: 'Remove a' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Change Claude Code' }))
  fireEvent.change(screen.getByLabelText('Program'), { target: { value: 'claude-2' } })
  fireEvent.click(screen.getByRole('button', { name: 'Save agent type' }))
  await waitFor(() => expect(patches(calls)).toHaveLength(3))
  expect(patches(calls)).toMatchObject([
    { agentTypes: [{ id: 'a' }, { id: 'b', command: 'bb' }] },
    { agentTypes: [{ id: 'b' }] },
    { overrides: { cod: codex, cc: { command: 'claude-2' } } },
  ])
  // Whether a changed program is installed is asked anew.
  await waitFor(() => expect(calls.filter(call => call.name === 'agentTypes.list')).toHaveLength(4))
})

it('keeps the form with what was typed when it could not be saved', async () => {
  madeUpHost({
    'settings.set': () => Promise.reject(new HostError('read-only', 'Another host holds the folder.')),
    'agentTypes.list': () => ({ types: [] }),
  })
  render(<AgentTypesPage settings={DEFAULT_SETTINGS} />)
  fireEvent.click(screen.getByRole('button', { name: 'Add agent type' }))
  for (const label of ['Name', 'Short name', 'Program'])
    fireEvent.change(screen.getByLabelText(label), { target: { value: 'mine' } })
  fireEvent.click(screen.getByRole('button', { name: 'Save agent type' }))
  await waitFor(() => expect(toastsStore.getState().toasts).toHaveLength(1))
  expect(screen.getByLabelText<HTMLInputElement>('Program').value).toBe('mine')
})

it('says that nothing is saved while another host holds the folder', () => {
  settingsStore.setState({ info: { ...info, shell: 'web', readOnly: 'process 7 holds it.' } })
  render(<SettingsDialog onClose={() => {}} />)
  expect(screen.getByRole('dialog', { name: 'Settings' }).textContent).toContain('process 7 holds it.')
})
