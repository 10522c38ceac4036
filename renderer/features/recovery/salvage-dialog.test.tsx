import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { CallOut } from '../../../ipc/contract'
import { HostError } from '../../../ipc/failure'
import { madeUpHost } from '../../host/made-up-host'
import { madeUpId } from '../../state/made-up-checkpoints'
import { madeUpOutput } from '../../state/made-up-finish'
import { madeUpLost } from '../../state/made-up-recovery'
import { takeRecovery } from '../../state/recovery-store'
import { toastsStore } from '../../state/toasts-store'
import { SalvageDialog } from './salvage-dialog'

beforeEach(() => {
  toastsStore.setState({ toasts: [] })
  takeRecovery({ lost: [madeUpLost(2, { session: 'docs' }), madeUpLost(1)] })
})
afterEach(() => {
  cleanup()
  takeRecovery({ lost: [] })
})

const BOTH = [madeUpId(2), madeUpId(1)]
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name })
const lists = () => screen.getAllByRole('list', { name: 'Saved outputs' }).map(list => list.textContent)

/** Answers each session when told. */
function slowHost() {
  const waiting: (() => void)[] = []
  const host = madeUpHost({
    'recovery.salvage': () =>
      new Promise<CallOut<'recovery.salvage'>>(resolve => {
        waiting.push(() => resolve({ outputs: [madeUpOutput('cc_1'), madeUpOutput('cod_1', 'Nothing is left.')] }))
      }),
  })
  return { ...host, next: async () => (await vi.waitUntil(() => waiting.shift()))() }
}

it('saves one session into a folder of its name, and shows each file or why there is none', async () => {
  const { calls, next } = slowHost()
  const onClose = vi.fn()
  render(<SalvageDialog ids={[madeUpId(1)]} onClose={onClose} />)
  expect(screen.getByLabelText<HTMLInputElement>('Save to').value).toBe('~/quarterdeck-outputs/api')
  fireEvent.change(screen.getByLabelText('Save to'), { target: { value: ' /tmp/out ' } })
  fireEvent.click(button('Save what is left'))
  await next()
  await screen.findByText('1 of 2 outputs saved.')
  expect(calls.map(call => call.input)).toEqual([{ ids: [madeUpId(1)], folder: '/tmp/out' }])
  expect(lists()).toEqual(['cc_1/home/me/out/api_cc_1_20260715-093000.txt42 linescod_1Nothing is left.'])
  fireEvent.click(button('Done'))
  expect(onClose).toHaveBeenCalledOnce()
})

it('saves many one after the other, goes on with the others when one fails, and leaves out the rest when cancelled', async () => {
  const { calls, next } = slowHost()
  render(<SalvageDialog ids={BOTH} onClose={() => {}} />)
  fireEvent.click(button('Save what is left'))
  await waitFor(() => expect(calls).toHaveLength(1))
  fireEvent.click(button('Cancel'))
  await next()
  await screen.findByText('1 of 2 outputs saved; 1 session left out.')
  cleanup()
  madeUpHost({
    'recovery.salvage': ({ ids }) => {
      if (ids[0] === madeUpId(2)) throw new HostError('bad-folder', 'It is a file.', 'Choose another.')
      return { outputs: [madeUpOutput('cc_1')] }
    },
  })
  render(<SalvageDialog ids={BOTH} onClose={() => {}} />)
  expect(screen.getByLabelText<HTMLInputElement>('Save to').value).toBe('~/quarterdeck-outputs/recovered')
  fireEvent.click(button('Save what is left'))
  await screen.findByText('1 of 2 outputs saved.')
  expect(lists()[0]).toBe('docsIt is a file. Choose another.')
  expect(screen.getByRole('region', { name: 'api' })).toBeTruthy()
})

it('goes on when it is closed, and says how it ended', async () => {
  const { next } = slowHost()
  render(<SalvageDialog ids={BOTH} onClose={() => {}} />)
  fireEvent.click(button('Save what is left'))
  await next()
  await screen.findByText('Saved 1 of 2 sessions. It goes on when you close this.')
  cleanup()
  await next()
  await waitFor(() => expect(toastsStore.getState().toasts[0]?.title).toBe('Save what is left: 2 of 4 outputs saved'))
})

it('asks for a folder that can be one', () => {
  const { calls } = madeUpHost({})
  render(<SalvageDialog ids={BOTH} onClose={() => {}} />)
  fireEvent.change(screen.getByLabelText('Save to'), { target: { value: 'out' } })
  fireEvent.click(button('Save what is left'))
  expect(screen.getByText(/^Enter an absolute path/)).toBeTruthy()
  expect(calls).toEqual([])
})
