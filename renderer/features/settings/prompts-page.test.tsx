import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DEFAULT_SETTINGS, type Settings } from '../../../ipc/settings'
import { madeUpHost } from '../../host/made-up-host'
import { agentTypesStore } from '../../state/agent-types-store'
import { PromptsPage } from './settings-pages'

const type = (id: string, name: string) => ({
  id,
  name,
  command: [id],
  path: null,
  problem: '',
  remedy: '',
  custom: false,
})
const types = [type('cc', 'Claude Code'), type('cod', 'Codex'), type('shell', 'Shell')]

function host() {
  return madeUpHost({
    'settings.set': ({ patch }) => ({ ...DEFAULT_SETTINGS, ...(patch as Partial<Settings>) }),
    'agentTypes.list': () => ({ types }),
  })
}
const patches = (calls: readonly { name: string; input: unknown }[]) =>
  calls.filter(call => call.name === 'settings.set').map(call => (call.input as { patch: unknown }).patch)

beforeEach(() => agentTypesStore.setState({ types: [], status: 'none' }))
afterEach(cleanup)

it('spaces the prompts of one type and leaves the others as they are; shells get none', async () => {
  const { calls } = host()
  render(<PromptsPage settings={{ ...DEFAULT_SETTINGS, staggerMs: { cod: 700 } }} />)
  const field = await screen.findByLabelText<HTMLInputElement>('Pause between prompts to Claude Code')
  expect(screen.getByLabelText<HTMLInputElement>('Pause between prompts to Codex').value).toBe('700')
  expect(screen.queryByLabelText(/Shell/)).toBeNull()
  fireEvent.change(field, { target: { value: '600001' } })
  fireEvent.blur(field)
  expect(patches(calls)).toEqual([])
  fireEvent.change(field, { target: { value: '500' } })
  fireEvent.blur(field)
  await waitFor(() => expect(patches(calls)).toEqual([{ staggerMs: { cod: 700, cc: 500 } }]))
})

it('bounds the history and switches the agents’ reports', async () => {
  const { calls } = host()
  render(<PromptsPage settings={DEFAULT_SETTINGS} />)
  fireEvent.click(screen.getByLabelText('Let agents report their events'))
  await waitFor(() => expect(patches(calls)).toEqual([{ useHooks: false }]))
  const keep = screen.getByLabelText('Prompts that the history keeps')
  fireEvent.change(keep, { target: { value: '0' } })
  fireEvent.blur(keep)
  await waitFor(() => expect(patches(calls)).toEqual([{ useHooks: false }, { keepPrompts: 0 }]))
})

it('keeps the words of Finish session when the field is left', async () => {
  const { calls } = host()
  render(<PromptsPage settings={DEFAULT_SETTINGS} />)
  const field = screen.getByLabelText<HTMLTextAreaElement>('What Finish session asks the agents')
  expect(field.value).toBe(DEFAULT_SETTINGS.finishPrompt)
  fireEvent.blur(field)
  fireEvent.change(field, { target: { value: 'Stop,\nplease.' } })
  expect(patches(calls)).toEqual([])
  fireEvent.blur(field)
  await waitFor(() => expect(patches(calls)).toEqual([{ finishPrompt: 'Stop,\nplease.' }]))
})
