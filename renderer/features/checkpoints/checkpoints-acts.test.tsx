import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { HostError } from '../../../ipc/failure'
import { madeUpHost } from '../../host/made-up-host'
import { takeCheckpoints } from '../../state/checkpoints-store'
import { closeDialog } from '../../state/dialogs-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpCheckpoint, madeUpId, madeUpInfo } from '../../state/made-up-checkpoints'
import { madeUpFleet } from '../../state/made-up-fleet'
import { toastsStore } from '../../state/toasts-store'
import { CheckpointsDialog } from './checkpoints-dialog'
import { ExportDialog } from './export-dialog'
import { ImportDialog } from './import-dialog'

const INFOS = [madeUpInfo(1, { name: 'one' }), madeUpInfo(2, { name: 'two' }), madeUpInfo(3, { name: 'three' })]
const opened = { checkpoint: madeUpCheckpoint(madeUpInfo(3), []), damaged: '' }

beforeEach(() => {
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: ['idle'] }]), connection: 'open' })
  toastsStore.setState({ toasts: [] })
  closeDialog()
  takeCheckpoints({ list: [...INFOS], saving: [], trouble: '' })
})
afterEach(cleanup)

/** The calls of the page, by the answers of the test beside those that every list asks for. */
function host(answers: Parameters<typeof madeUpHost>[0]) {
  const { calls } = madeUpHost({
    'checkpoint.get': () => opened,
    'checkpoint.damaged': () => ({ ids: [] }),
    ...answers,
  })
  return (name: string) => calls.filter(call => call.name === name).map(call => call.input)
}

const list = () => screen.getByRole('listbox', { name: 'Checkpoints' })
const options = () => within(list()).getAllByRole('option')
const marked = () => options().map(option => option.getAttribute('aria-selected') === 'true')
const current = () => document.getElementById(list().getAttribute('aria-activedescendant') ?? '')?.textContent
const press = (key: string, more = {}) => fireEvent.keyDown(list(), { key, ...more })
const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>('button', { name })
const titles = () => toastsStore.getState().toasts.map(toast => toast.title)
const submit = () => fireEvent.submit(screen.getByRole('dialog').querySelector('form') as HTMLFormElement)

async function show() {
  render(<CheckpointsDialog onClose={() => {}} />)
  await screen.findByRole('tablist')
}

it('marks all by Ctrl+A, and none by the same again', async () => {
  host({})
  await show()
  press('a', { ctrlKey: true })
  expect(marked()).toEqual([true, true, true])
  press('a', { ctrlKey: true })
  expect(marked()).toEqual([false, false, false])
})

it('deletes by Backspace too, and goes on with the next one and the focus in the list', async () => {
  const inputs = host({
    'checkpoint.delete': ({ ids }) => {
      takeCheckpoints({ list: INFOS.filter(info => !ids.includes(info.id)), saving: [], trouble: '' })
      return {}
    },
  })
  await show()
  press('ArrowDown')
  button('Done').focus()
  press('Backspace')
  await waitFor(() => expect(document.activeElement).toBe(list()))
  expect(inputs('checkpoint.delete')).toEqual([{ ids: [madeUpId(2)] }])
  expect(current()).toContain('one')
})

it('keeps what is marked and where the person is when nothing could be deleted', async () => {
  host({ 'checkpoint.delete': () => Promise.reject(new HostError('read-only', 'Another host holds the folder.')) })
  await show()
  press('ArrowDown')
  press(' ')
  fireEvent.click(button('Delete 1 checkpoint'))
  await waitFor(() => expect(titles()).toEqual(['Delete checkpoint: Another host holds the folder.']))
  expect(marked()).toEqual([false, true, false])
  expect(current()).toContain('two')
})

it('renames once however often it is pressed, and can be tried again where that failed', async () => {
  let refuse = (_: Error) => {}
  const inputs = host({ 'checkpoint.rename': () => new Promise((_, reject) => (refuse = reject)) })
  await show()
  press('F2')
  const field = screen.getByLabelText('Name')
  fireEvent.change(field, { target: { value: 'better' } })
  fireEvent.submit(field)
  fireEvent.submit(field)
  expect(inputs('checkpoint.rename')).toHaveLength(1)
  await act(async () => refuse(new HostError('read-only', 'Another host holds the folder.')))
  expect(screen.getByRole('alert').textContent).toContain('Another host holds the folder.')
  expect(button('Rename checkpoint').disabled).toBe(false)
})

it('leaves the renaming behind with the checkpoint that it was for', async () => {
  host({})
  await show()
  press('F2')
  press('ArrowDown')
  press('ArrowUp')
  expect(screen.queryByLabelText('Name')).toBeNull()
})

it('compares again when asked, and shows no lines of before meanwhile', async () => {
  const answers: ((detail: string) => void)[] = []
  const inputs = host({
    'checkpoint.compare': () =>
      new Promise(resolve =>
        answers.push(detail => resolve({ lines: [{ kind: 'agent', what: 'cc_1', change: 'changed', detail }] })),
      ),
  })
  await show()
  fireEvent.mouseDown(screen.getByRole('tab', { name: /Compare/ }), { button: 0 })
  await act(async () => answers[0]?.('old'))
  expect(screen.getByText('old')).toBeTruthy()
  fireEvent.click(button('Compare again'))
  expect(inputs('checkpoint.compare')).toHaveLength(2)
  expect(screen.queryByText('old')).toBeNull()
  await act(async () => answers[1]?.('new'))
  expect(screen.getByText('new')).toBeTruthy()
  fireEvent.click(button('Compare again'))
  fireEvent.click(button('Compare again'))
  await act(async () => answers[3]?.('newest'))
  // What comes late for an earlier question is dropped.
  await act(async () => answers[2]?.('late'))
  expect(screen.getByText('newest')).toBeTruthy()
})

it('writes one file however often it is pressed, and says when nothing in it was masked', async () => {
  let end = () => {}
  const inputs = host({
    'checkpoint.export': () =>
      new Promise(resolve => (end = () => resolve({ path: '/out/x', bytes: 1, masked: 0, problems: [] }))),
  })
  render(<ExportDialog checkpoint={madeUpId(1)} onClose={() => {}} />)
  fireEvent.click(screen.getByLabelText('Mask secrets'))
  submit()
  submit()
  await act(async () => end())
  expect(screen.getByText(/Nothing was masked\.$/)).toBeTruthy()
  submit()
  expect(inputs('checkpoint.export')).toHaveLength(1)
})

it('reads a file once however often it is pressed, and tells of its refusal when it was closed meanwhile', async () => {
  let refuse = (_: Error) => {}
  const inputs = host({
    'checkpoint.import': () => new Promise((_, reject) => (refuse = reject)),
    'folder.check': ({ path }) => ({ path, kind: 'missing', suggestions: [] }),
  })
  render(<ImportDialog onClose={() => {}} />)
  fireEvent.change(screen.getByLabelText('File'), { target: { value: '/in/a.quarterdeck' } })
  submit()
  submit()
  expect(inputs('checkpoint.import')).toHaveLength(1)
  cleanup()
  await act(async () => refuse(new HostError('refused', 'A part is damaged.')))
  expect(titles()).toEqual(['Import: A part is damaged.'])
})
