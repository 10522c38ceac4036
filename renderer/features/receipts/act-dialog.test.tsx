import { cleanup, fireEvent, render, screen, act as wait, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Act } from '../../../ipc/act'
import type { CallIn } from '../../../ipc/contract'
import { HostError } from '../../../ipc/failure'
import type { Receipt } from '../../../ipc/model'
import { madeUpHost } from '../../host/made-up-host'
import { actBook, putAct } from '../../state/act-book'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFleet } from '../../state/made-up-fleet'
import { toastsStore } from '../../state/toasts-store'
import { askedStore } from '../composer/send-once'
import { ActDialog } from './act-dialog'

const pending = (n: number, more: Partial<Receipt> = {}): Receipt => ({
  ...{ paneId: `%${n}`, agent: `cc_${n + 1}`, session: 'api', result: 'pending', detail: 'Escape sent.' },
  ...{ before: 'working', after: 'working', tookMs: 0, ...more },
})
const stopped = (n: number) => pending(n, { result: 'done', detail: 'Escape; idle.', after: 'idle', tookMs: 410 })
const still = (n: number) =>
  pending(n, {
    result: 'failed',
    detail: 'Escape; still working.',
    next: ['other-key', 'freeze', 'kill'],
    key: 'Ctrl+C',
    tookMs: 2300,
  })

function interruptOf(receipts: Receipt[], more: Partial<Act> = {}): Act {
  const base = { id: 'a', kind: 'interrupt', title: 'Interrupt all', origin: 'page', startedAt: 0, text: '' } as const
  return { ...base, sentInMs: 4, receipts, open: receipts.some(one => one.result === 'pending'), ...more }
}

const shown = () => screen.getAllByRole('row').map(row => row.children[3]?.textContent)
const button = (name: string | RegExp) => screen.getByRole('button', { name })
const said = () => document.querySelector('[aria-live="polite"]')?.textContent
const open = (onClose = () => {}) => render(<ActDialog actId="a" onClose={onClose} />)

beforeEach(() => {
  actBook.setState({ acts: new Map() })
  askedStore.setState({ asked: new Map() })
  toastsStore.setState({ toasts: [] })
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: ['idle', 'idle', 'working', 'working', null] }]) })
})
afterEach(cleanup)

it('follows its act from working to stopped, and says politely how it ended', () => {
  putAct(interruptOf([pending(0), pending(1)]))
  open()
  expect(screen.getByRole('dialog', { name: 'Interrupt all' }).textContent).toContain('2 being checked')
  expect(shown()).toEqual(['Now', 'being checked', 'being checked'])
  expect(screen.queryByRole('button', { name: /Continue/ })).toBeNull()
  expect(said()).toBe('')
  wait(() => putAct(interruptOf([stopped(0), pending(1)])))
  expect(shown()).toEqual(['Now', 'stopped', 'being checked'])
  expect(screen.getByText('Interrupt all: 1 of 2 stopped, 1 being checked')).toBeTruthy()
  wait(() => putAct(interruptOf([stopped(0), stopped(1)])))
  expect(said()).toBe('2 of 2 stopped.')
})

it('offers the next steps for one and for all, and shows what came of them in the same line', async () => {
  putAct(interruptOf([stopped(0), still(2), still(3)]))
  const frozen = pending(3, { result: 'done', detail: '4 processes stopped.', next: ['thaw', 'kill'] })
  const { calls } = madeUpHost({
    'agents.interrupt': () => interruptOf([pending(2, { detail: 'Ctrl+C sent.' })], { id: 'b', title: 'Interrupt' }),
    'agents.freeze': () => interruptOf([frozen], { id: 'c', kind: 'freeze', title: 'Freeze' }),
  })
  open()
  expect(button('Ctrl+C to 2')).toBeTruthy()
  expect(button('Freeze 2')).toBeTruthy()
  fireEvent.click(button('Ctrl+C cc_3 in api'))
  await waitFor(() => expect(shown()).toEqual(['Now', 'stopped', 'being checked', 'still working']))
  fireEvent.click(button('Freeze cc_4 in api'))
  await waitFor(() => expect(shown().at(-1)).toBe('frozen'))
  wait(() => putAct(interruptOf([{ ...stopped(2), detail: 'Ctrl+C; idle.' }], { id: 'b', title: 'Interrupt' })))
  expect(screen.getByText('Interrupt all: 2 of 3 stopped, 1 frozen')).toBeTruthy()
  expect(calls).toMatchObject([
    { name: 'agents.interrupt', input: { target: { kind: 'panes', paneIds: ['%2'] }, otherKey: true } },
    { name: 'agents.freeze', input: { target: { kind: 'panes', paneIds: ['%3'] }, frozen: true } },
  ])
  expect(button('Thaw cc_4 in api')).toBeTruthy()
})

it('names the other key as the host does, and not at all where agents have different ones', () => {
  putAct(interruptOf([still(2), { ...still(3), key: 'Escape' }]))
  open()
  expect(button('Ctrl+C cc_3 in api')).toBeTruthy()
  expect(button('Escape cc_4 in api')).toBeTruthy()
  expect(button('Other key to 2')).toBeTruthy()
})

it('takes the step for all that failed at once', async () => {
  putAct(interruptOf([still(2), still(3)]))
  const { calls } = madeUpHost({ 'agents.freeze': () => interruptOf([], { id: 'c', kind: 'freeze' }) })
  open()
  fireEvent.click(button('Freeze 2'))
  await waitFor(() => expect(calls).toHaveLength(1))
  expect(calls[0]?.input).toEqual({ target: { kind: 'panes', paneIds: ['%2', '%3'] }, frozen: true })
})

it('says when a step could not be taken', async () => {
  putAct(interruptOf([still(2)]))
  madeUpHost({ 'agents.freeze': () => Promise.reject(new HostError('no-server', 'No server.')) })
  open()
  fireEvent.click(button('Freeze cc_3 in api'))
  await waitFor(() => expect(toastsStore.getState().toasts[0]?.tone).toBe('failure'))
  expect(shown()).toEqual(['Now', 'still working'])
})

it('asks before it kills, above the receipts', async () => {
  putAct(interruptOf([still(2)]))
  const { calls } = madeUpHost({ 'kill.preview': () => ({ panes: 1, processes: 2, shared: [] }) })
  open()
  fireEvent.click(button('Kill cc_3 in api'))
  expect(await screen.findByRole('dialog', { name: 'Kill now' })).toBeTruthy()
  expect(calls.map(call => call.name)).toEqual(['kill.preview'])
  fireEvent.click(button('Cancel'))
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Kill now' })).toBeNull())
  expect(screen.getByRole('dialog', { name: 'Interrupt all' })).toBeTruthy()
})

it('sends one prompt to exactly those that were stopped, once', async () => {
  // Stopped: an agent, another one, a plain pane, which no prompt ever reaches; skipped and failed ones are not meant.
  const skipped = pending(2, { result: 'skipped', before: 'idle', after: 'idle' })
  putAct(interruptOf([stopped(0), stopped(1), skipped, still(3), stopped(4)]))
  const onClose = vi.fn()
  let fail = true
  const { calls } = madeUpHost({
    'prompt.send': ({ id, text }) => {
      if (fail) throw new HostError('tmux-timeout', 'tmux did not answer.')
      return interruptOf([], { id, kind: 'send', title: 'Send to 2', text })
    },
  })
  open(onClose)
  fireEvent.click(button('Continue these 2…'))
  const field = screen.getByLabelText('Prompt')
  expect(document.activeElement).toBe(field)
  expect(screen.getByText('For exactly the 2 agents that stopped.')).toBeTruthy()
  fireEvent.keyDown(field, { key: 'Enter' })
  fireEvent.change(field, { target: { value: 'go on\n' } })
  fireEvent.keyDown(field, { key: 'Enter', shiftKey: true })
  expect(calls).toEqual([])
  fireEvent.keyDown(field, { key: 'Enter' })
  expect(await screen.findByRole('alert')).toBeTruthy()
  fail = false
  fireEvent.click(button('Send to 2'))
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce())
  const inputs = calls.map(call => call.input as { id: string; text: string; to: unknown })
  expect(inputs.map(({ text, to }) => [text, to])).toEqual(
    [1, 2].map(() => ['go on\n', { target: { kind: 'panes', paneIds: ['%0', '%1'] } }]),
  )
  // The same request again: the host does it once.
  expect(inputs[0]?.id).toBe(inputs[1]?.id)
})

it('sends the same request again after a lost answer, also when the form was left, and another one for other words', async () => {
  putAct(interruptOf([stopped(0), stopped(1)]))
  const got: CallIn<'prompt.send'>[] = []
  madeUpHost({
    'prompt.send': input => {
      got.push(input)
      throw new HostError('disconnected', 'The host is gone.')
    },
  })
  open()
  const send = async (text: string) => {
    const times = got.length + 1
    fireEvent.change(screen.getByLabelText('Prompt'), { target: { value: text } })
    fireEvent.click(button(/^Send to/))
    await waitFor(() => expect(got).toHaveLength(times))
    await screen.findByRole('alert')
  }
  fireEvent.click(button('Continue these 2…'))
  await send('go on')
  fireEvent.click(button('Back'))
  fireEvent.click(button('Continue these 2…'))
  await send('go on')
  expect(got[1]).toEqual(got[0])
  expect(screen.getByText(/nobody gets it twice/)).toBeTruthy()
  await send('stop here')
  expect(got[2]).toMatchObject({ text: 'stop here' })
  expect(got[2]?.id).not.toBe(got[0]?.id)
})

it('takes the act that the host tells of after a lost connection for the answer', async () => {
  putAct(interruptOf([stopped(0)]))
  const onClose = vi.fn()
  const { calls } = madeUpHost({ 'prompt.send': () => Promise.reject(new HostError('disconnected', 'Gone.')) })
  open(onClose)
  fireEvent.click(button('Continue it…'))
  fireEvent.change(screen.getByLabelText('Prompt'), { target: { value: 'go on' } })
  fireEvent.click(button('Send to 1'))
  await screen.findByRole('alert')
  const [id = ''] = calls.map(call => (call.input as CallIn<'prompt.send'>).id)
  wait(() => putAct(interruptOf([], { id, kind: 'send', text: 'go on' })))
  expect(onClose).toHaveBeenCalledOnce()
})

it('goes back from the prompt by Escape without closing', () => {
  putAct(interruptOf([stopped(0)]))
  const onClose = vi.fn()
  open(onClose)
  fireEvent.click(button('Continue it…'))
  fireEvent.keyDown(screen.getByLabelText('Prompt'), { key: 'Escape' })
  expect(screen.queryByLabelText('Prompt')).toBeNull()
  expect(onClose).not.toHaveBeenCalled()
  expect(button('Done')).toBeTruthy()
})

it('says so when there was nobody to interrupt', () => {
  putAct(interruptOf([]))
  open()
  expect(screen.getByText('Interrupt all: nothing to interrupt')).toBeTruthy()
  expect(screen.queryByRole('table')).toBeNull()
})
