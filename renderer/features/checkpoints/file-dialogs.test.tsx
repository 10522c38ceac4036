import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { SaveProgress } from '../../../ipc/checkpoint'
import { HostError } from '../../../ipc/failure'
import { madeUpHost } from '../../host/made-up-host'
import { takeCheckpoints } from '../../state/checkpoints-store'
import { closeDialog, dialogsStore, openDialog } from '../../state/dialogs-store'
import { madeUpId, madeUpInfo } from '../../state/made-up-checkpoints'
import { toastsStore } from '../../state/toasts-store'
import { CheckpointsDialog } from './checkpoints-dialog'
import { ExportDialog } from './export-dialog'
import { ImportDialog } from './import-dialog'

const closed = vi.fn()
const copied = vi.fn(async () => {})
const INFO = madeUpInfo(1, { name: '<b>mine</b>' })
const DONE = { path: '/out/api.quarterdeck', bytes: 2_400_000, masked: 3, problems: ['/src: its files are left out.'] }
let calls: readonly { name: string; input: unknown }[]
let exporting: () => Promise<typeof DONE>
let importing: () => Promise<{ info: typeof INFO; problems: string[] }>

beforeEach(() => {
  closed.mockClear()
  closeDialog()
  toastsStore.setState({ toasts: [] })
  vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText: copied } })
  takeCheckpoints({ list: [INFO], saving: [], trouble: '' })
  exporting = async () => DONE
  importing = async () => ({ info: madeUpInfo(2, { trigger: 'import' }), problems: ['The list had it already.'] })
  calls = madeUpHost({
    'checkpoint.export': () => exporting(),
    'checkpoint.import': () => importing(),
    'checkpoint.cancel': () => ({}),
    'folder.check': ({ path }) => ({ path, kind: 'missing', suggestions: [`${path}a.quarterdeck`, `${path}folder`] }),
  }).calls
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name })
const inputs = (name: string) => calls.filter(call => call.name === name).map(call => call.input)
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })
const submit = () => fireEvent.submit(screen.getByRole('dialog').querySelector('form') as HTMLFormElement)

it('exports with secrets masked unless told otherwise, and says what came of it', async () => {
  render(<ExportDialog checkpoint={INFO.id} onClose={closed} />)
  expect(screen.getByRole('dialog', { name: 'Export' }).textContent).toContain('Export “<b>mine</b>” of api')
  expect(document.activeElement).toBe(screen.getByLabelText('Folder'))
  expect(screen.getByText(/Changed files of 1 work tree stay out/)).toBeTruthy()
  submit()
  await screen.findByText('/out/api.quarterdeck')
  expect(inputs('checkpoint.export')).toEqual([
    { runId: expect.any(String), id: INFO.id, folder: '~/quarterdeck-checkpoints', mask: true },
  ])
  expect(screen.getByText('2.4 MB. 3 secrets masked.')).toBeTruthy()
  expect(
    within(screen.getByRole('list', { name: 'What the file lacks' })).getByText(/its files are left out/),
  ).toBeTruthy()
  fireEvent.click(button('Copy path'))
  expect(copied).toHaveBeenCalledWith('/out/api.quarterdeck')
  fireEvent.click(button('Done'))
  expect(closed).toHaveBeenCalled()
})

it('warns when secrets go along, wants an absolute folder, and shows why it failed', async () => {
  exporting = () => Promise.reject(new HostError('bad-folder', 'Nothing could be written to /x.', 'The disk is full.'))
  render(<ExportDialog checkpoint={INFO.id} onClose={closed} />)
  fireEvent.click(screen.getByLabelText('Mask secrets'))
  expect(screen.getByText(/whoever has the file can read every secret/)).toBeTruthy()
  type('Folder', 'relative')
  submit()
  expect(screen.getByText(/Enter an absolute path/)).toBeTruthy()
  expect(inputs('checkpoint.export')).toEqual([])
  type('Folder', ' /x ')
  submit()
  expect((await screen.findByRole('alert')).textContent).toContain('The disk is full.')
  expect(inputs('checkpoint.export')).toMatchObject([{ id: INFO.id, folder: '/x', mask: false }])
  expect(button('Export checkpoint').disabled).toBe(false)
})

it('says what was masked as it was asked for, whatever the box says since', async () => {
  let end = () => {}
  exporting = () => new Promise(resolve => (end = () => resolve(DONE)))
  render(<ExportDialog checkpoint={INFO.id} onClose={closed} />)
  submit()
  fireEvent.click(screen.getByLabelText('Mask secrets'))
  end()
  expect(await screen.findByText('2.4 MB. 3 secrets masked.')).toBeTruthy()
})

it('goes on when it is closed, and says then how it ended', async () => {
  let end = () => {}
  exporting = () => new Promise(resolve => (end = () => resolve(DONE)))
  render(<ExportDialog checkpoint={INFO.id} onClose={closed} />)
  submit()
  expect(button('Export checkpoint').disabled).toBe(true)
  cleanup()
  end()
  await waitFor(() => expect(toastsStore.getState().toasts[0]).toMatchObject({ title: 'Checkpoint exported' }))
})

/** What the host tells of the one that was begun last. */
function far(file: NonNullable<SaveProgress['file']>, done: number, total: number) {
  const { runId } = inputs(`checkpoint.${file.act}`).at(-1) as { runId: string }
  const saving = [{ id: runId, session: 'api', done, total, what: '', file }]
  act(() => takeCheckpoints({ list: [INFO], saving, trouble: '' }))
}
const toasts = () => toastsStore.getState().toasts

it('shows how far an export is once the host tells, and changes no word before', () => {
  exporting = () => new Promise(() => {})
  render(<ExportDialog checkpoint={INFO.id} onClose={closed} />)
  const before = screen.getByRole('dialog').textContent
  submit()
  expect(screen.getByRole('dialog').textContent).toBe(before)
  expect(screen.queryByRole('progressbar')).toBeNull()
  far({ act: 'export', step: 1 }, 120_000_000, 400_000_000)
  const bar = screen.getByRole('progressbar', { name: 'Exporting' })
  const places = () => [bar.getAttribute('value'), bar.getAttribute('max')].map(Number)
  expect(places()).toEqual([120_000_000, 800_000_000])
  expect(screen.getByText('Packing').parentElement?.textContent).toBe('Packing 120 MB of 400 MB')
  far({ act: 'export', step: 2 }, 20_000_000, 80_000_000)
  // One bar for both steps, which never goes back.
  expect(places()).toEqual([100_000_000, 160_000_000])
  expect(screen.getByRole('status').parentElement?.textContent).toBe('Writing the file 20 MB of 80 MB')
  expect(screen.getByText('It goes on when you close this.')).toBeTruthy()
})

it('cancels an export under its own id, and says that no file was written', async () => {
  let refuse = (_: Error) => {}
  exporting = () => new Promise((_, reject) => (refuse = reject))
  render(<ExportDialog checkpoint={INFO.id} onClose={closed} />)
  submit()
  far({ act: 'export', step: 1 }, 1, 4)
  fireEvent.click(button('Cancel export'))
  const { runId } = inputs('checkpoint.export')[0] as { runId: string }
  expect(inputs('checkpoint.cancel')).toEqual([{ id: runId }])
  expect(button('Cancelling…')).toBeTruthy()
  refuse(new HostError('cancelled', 'It was cancelled.'))
  expect((await screen.findByText('It was cancelled. No file was written.')).getAttribute('role')).toBe('status')
  expect([screen.queryByRole('alert'), screen.queryByRole('progressbar')]).toEqual([null, null])
  // It can be tried again, and closed.
  expect(button('Export checkpoint').disabled).toBe(false)
  fireEvent.click(button('Cancel'))
  expect(closed).toHaveBeenCalledOnce()
  exporting = async () => DONE
  submit()
  await screen.findByText('/out/api.quarterdeck')
  expect(new Set(inputs('checkpoint.export').map(input => (input as { runId: string }).runId)).size).toBe(2)
})

it('cancels also what the host has not told of yet', () => {
  exporting = () => new Promise(() => {})
  render(<ExportDialog checkpoint={INFO.id} onClose={closed} />)
  submit()
  fireEvent.click(button('Cancel'))
  expect(inputs('checkpoint.cancel')).toHaveLength(1)
  expect(closed).not.toHaveBeenCalled()
})

it('an export that was done before its cancel came is told as done', async () => {
  let end = () => {}
  exporting = () => new Promise(resolve => (end = () => resolve(DONE)))
  render(<ExportDialog checkpoint={INFO.id} onClose={closed} />)
  submit()
  fireEvent.click(button('Cancel'))
  end()
  await screen.findByText('/out/api.quarterdeck')
  expect(screen.queryByText(/It was cancelled/)).toBeNull()
})

it('shows how far an import is, and says that nothing was imported when it was cancelled', async () => {
  let refuse = (_: Error) => {}
  importing = () => new Promise((_, reject) => (refuse = reject))
  render(<ImportDialog onClose={closed} />)
  type('File', '/in/a.quarterdeck')
  submit()
  far({ act: 'import', step: 2 }, 30_000_000, 80_000_000)
  expect(screen.getByRole('progressbar', { name: 'Importing' })).toBeTruthy()
  expect(screen.getByText('Keeping its parts').parentElement?.textContent).toBe('Keeping its parts 30 MB of 80 MB')
  fireEvent.click(button('Cancel import'))
  refuse(new HostError('cancelled', 'It was cancelled.'))
  await screen.findByText('It was cancelled. Nothing was imported.')
  expect(screen.getByLabelText<HTMLInputElement>('File').value).toBe('/in/a.quarterdeck')
})

it('says a cancel in a message when its dialog was closed', async () => {
  let refuse = (_: Error) => {}
  importing = () => new Promise((_, reject) => (refuse = reject))
  render(<ImportDialog onClose={closed} />)
  type('File', '/in/a.quarterdeck')
  submit()
  cleanup()
  refuse(new HostError('cancelled', 'It was cancelled.'))
  await waitFor(() => expect(toasts()).toHaveLength(1))
  expect(toasts()[0]).toMatchObject({ tone: 'notice', title: 'Import cancelled', meaning: 'Nothing was imported.' })
})

it('says that a checkpoint is gone', () => {
  render(<ExportDialog checkpoint={madeUpId(9)} onClose={closed} />)
  expect(screen.getByText('This checkpoint is gone.')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Export checkpoint' })).toBeNull()
})

it('imports a file that is named, or chosen by arrows, and leads to it', async () => {
  render(<ImportDialog onClose={closed} />)
  expect(document.activeElement).toBe(screen.getByLabelText('File'))
  submit()
  expect(screen.getByText('Enter the path of a file.')).toBeTruthy()
  type('File', '/in/')
  await screen.findByRole('option', { name: '/in/a.quarterdeck' })
  expect(inputs('folder.check')).toContainEqual({ path: '/in/', ending: '.quarterdeck' })
  fireEvent.keyDown(screen.getByLabelText('File'), { key: 'ArrowDown' })
  fireEvent.keyDown(screen.getByLabelText('File'), { key: 'Enter' })
  expect(screen.getByLabelText<HTMLInputElement>('File').value).toBe('/in/a.quarterdeck')
  submit()
  await screen.findByText('The list had it already.')
  expect(inputs('checkpoint.import')).toEqual([{ runId: expect.any(String), path: '/in/a.quarterdeck' }])
  fireEvent.click(button('Show checkpoint'))
  expect(dialogsStore.getState().dialog).toEqual({ kind: 'checkpoints', show: madeUpId(2) })
})

it('says why a file is refused, and lets another one be named', async () => {
  importing = () => Promise.reject(new HostError('refused', 'This file cannot be imported: a part is damaged.'))
  render(<ImportDialog onClose={closed} />)
  type('File', '/in/a.quarterdeck')
  submit()
  expect((await screen.findByRole('alert')).textContent).toContain('a part is damaged')
  expect(button('Import checkpoint').disabled).toBe(false)
})

it('both are reached from the list, and stand above it', () => {
  openDialog({ kind: 'checkpoints' })
  render(<CheckpointsDialog onClose={closed} />)
  fireEvent.click(button('Export…'))
  expect(dialogsStore.getState()).toMatchObject({
    dialog: { kind: 'export', checkpoint: INFO.id },
    under: { kind: 'checkpoints' },
  })
  fireEvent.click(button('Import…'))
  expect(dialogsStore.getState()).toMatchObject({ dialog: { kind: 'import' }, under: { kind: 'checkpoints' } })
})
