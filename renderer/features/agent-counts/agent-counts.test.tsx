import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AgentTypeInfo } from '../../../ipc/model'
import { setHost } from '../../host/host'
import { madeUpHost } from '../../host/made-up-host'
import { agentTypesStore } from '../../state/agent-types-store'
import { AgentCounts } from './agent-counts'

function type(id: string, name: string, problem = '', remedy = ''): AgentTypeInfo {
  return { id, name, command: [id, '-l'], path: problem ? null : `/bin/${id}`, problem, remedy, custom: false }
}

const missing = type('cc', 'Claude Code', 'claude is not installed', 'npm install -g claude')
const types = [missing, type('shell', 'Shell')]

beforeEach(() => agentTypesStore.setState({ types: [], status: 'none' }))
afterEach(() => {
  cleanup()
  setHost(null)
})

const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name)
const describes = (name: string) =>
  document.getElementById(field(name).getAttribute('aria-describedby') ?? '')?.textContent

it('says of a program that is too old what will be otherwise, and lets it be started', async () => {
  const warning = 'cc 1.0.3 is older than 2.0: states come from the screen alone'
  madeUpHost({ 'agentTypes.list': () => ({ types: [{ ...type('cc', 'Claude Code'), warning }] }) })
  render(<AgentCounts counts={{}} error="" onChange={() => {}} />)
  await screen.findByLabelText('Claude Code')
  expect(field('Claude Code').disabled).toBe(false)
  expect(describes('Claude Code')).toBe(`cc -l · ${warning}`)
})

it('puts what can be started first, and says of the others why not and how to mend it', async () => {
  madeUpHost({ 'agentTypes.list': () => ({ types }) })
  render(<AgentCounts counts={{}} error="" onChange={() => {}} />)
  await screen.findByLabelText('Shell')
  expect(screen.getAllByRole('spinbutton').map(one => one.id)).toEqual([field('Shell').id, field('Claude Code').id])
  expect(field('Claude Code').disabled).toBe(true)
  expect(describes('Claude Code')).toBe('claude is not installed · npm install -g claude')
  expect(describes('Shell')).toBe('shell -l')
})

it('counts by typing, up and down, and never below zero', async () => {
  madeUpHost({ 'agentTypes.list': () => ({ types }) })
  const onChange = vi.fn()
  const { container } = render(<AgentCounts counts={{ shell: '1' }} error="" onChange={onChange} />)
  await screen.findByLabelText('Shell')
  fireEvent.change(field('Shell'), { target: { value: '4' } })
  const [less, more] = field('Shell').parentElement?.querySelectorAll('button') ?? []
  if (!less || !more) throw new Error('no steps')
  fireEvent.click(more)
  fireEvent.click(less)
  expect(onChange.mock.calls).toEqual([[{ shell: '4' }], [{ shell: '2' }], [{ shell: '0' }]])
  cleanup()
  render(<AgentCounts counts={{}} error="" onChange={onChange} />, { container: document.body.appendChild(container) })
  expect(field('Shell').parentElement?.querySelector('button')?.disabled).toBe(true)
})

it('looks again for programs when asked, after an install', async () => {
  let installed = false
  const { calls } = madeUpHost({
    'agentTypes.list': ({ refresh }) => {
      if (refresh) installed = true
      return { types: installed ? [type('cc', 'Claude Code')] : [missing] }
    },
  })
  render(<AgentCounts counts={{}} error="" onChange={() => {}} />)
  fireEvent.click(await screen.findByRole('button', { name: 'Look for programs again' }))
  await waitFor(() => expect(field('Claude Code').disabled).toBe(false))
  expect(calls.map(call => call.input)).toEqual([{ refresh: false }, { refresh: true }])
  expect(screen.queryByRole('button', { name: 'Look for programs again' })).toBeNull()
})

it('says when the host did not tell, and what is wrong with the counts', async () => {
  madeUpHost({})
  render(<AgentCounts counts={{}} error="Choose at least one agent." onChange={() => {}} />)
  expect(await screen.findByText('The host did not say which agents there are.')).toBeTruthy()
  expect(screen.getByRole('alert').textContent).toBe('Choose at least one agent.')
})
