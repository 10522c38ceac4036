import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { CheckpointInfo } from '../../../ipc/checkpoint'
import { HostError } from '../../../ipc/failure'
import { madeUpHost } from '../../host/made-up-host'
import { checkpointsStore, takeCheckpoints } from '../../state/checkpoints-store'
import { closeDialog, dialogsStore, openDialog } from '../../state/dialogs-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpCheckpoint, madeUpId, madeUpInfo, madeUpSavedPane, madeUpTree } from '../../state/made-up-checkpoints'
import { madeUpFleet } from '../../state/made-up-fleet'
import { toastsStore } from '../../state/toasts-store'
import { stubFontMetrics } from '../../terminals/test-canvas'
import { CheckpointsDialog } from './checkpoints-dialog'

const closed = vi.fn()
let calls: readonly { name: string; input: unknown }[]
let undoFonts: () => void
let back: (ids: string[]) => string[]
let lacking: string[]

const tell = (list: readonly CheckpointInfo[]) => takeCheckpoints({ list: [...list], saving: [], trouble: '' })
const INFOS = [
  madeUpInfo(1, { session: 'old', name: '<b>green</b>' }),
  madeUpInfo(2, { name: '', trigger: 'before-interrupt' }),
  madeUpInfo(3, { name: 'broken' }),
  madeUpInfo(4, { name: 'newest', message: 'first\nsecond' }),
]
const PANES = [
  madeUpSavedPane('0.0', {
    title: '<i>hostile</i>',
    draft: 'half a prompt',
    conversation: { id: 'c-1', transcript: { hash: 'a'.repeat(64), bytes: 5000 }, file: '/t/c-1.jsonl' },
  }),
  madeUpSavedPane('0.1', { agent: '', problem: 'Its history was cut.', active: false }),
]
const TREE = madeUpTree({ left: [{ path: 'big.bin', why: 'larger than 20 MB' }] })

function mark(ids: readonly string[], deleted: number | null) {
  const { list } = checkpointsStore.getState()
  tell(list.map(info => (ids.includes(info.id) ? { ...info, deleted } : info)))
}

/** What the host tells of a checkpoint's parts, while it can read them. */
let failing = false
function unlessFailing<T>(told: T): T {
  if (failing) throw new HostError('store-damaged', 'It could not be read.')
  return told
}

beforeEach(() => {
  failing = false
  closed.mockClear()
  undoFonts = stubFontMetrics()
  back = ids => ids
  lacking = []
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: ['idle'] }]), connection: 'open' })
  toastsStore.setState({ toasts: [] })
  closeDialog()
  tell(INFOS)
  calls = madeUpHost({
    'checkpoint.get': ({ id }) => {
      const info = INFOS.find(one => one.id === id) ?? madeUpInfo(9)
      return {
        checkpoint: madeUpCheckpoint(info, PANES, [TREE]),
        damaged: info.name === 'broken' ? 'A part is gone.' : '',
      }
    },
    'checkpoint.screen': ({ key }) => unlessFailing({ cols: 80, rows: 24, text: `\x1b[31mscreen of ${key}\x1b[0m` }),
    'checkpoint.damaged': () => ({ ids: lacking }),
    'checkpoint.turns': ({ last = 20 }) =>
      unlessFailing({
        turns: [
          { who: 'user', text: '<b>do</b> this', at: null },
          { who: 'tool', text: 'Bash: npm test', at: 1_800_000_000_000 },
        ],
        more: last < 100,
        problem: '',
      }),
    'checkpoint.patch': () =>
      unlessFailing({
        patch: 'diff --git a/src/auth.ts b/src/auth.ts\n@@ -1 +1 @@\n-old\n+<img src=x>\n',
        cut: true,
      }),
    'checkpoint.compare': ({ with: other }) => ({
      lines: [
        { kind: 'agent', what: 'cc_1', change: 'changed', detail: other ? 'by another' : 'by now' },
        { kind: 'agent', what: 'cc_2', change: 'same', detail: 'As it was.' },
      ],
    }),
    'checkpoint.rename': ({ id, name, message }) => {
      tell(checkpointsStore.getState().list.map(info => (info.id === id ? { ...info, name, message } : info)))
      return madeUpInfo(4, { name, message })
    },
    'checkpoint.delete': ({ ids }) => {
      mark(ids, 1)
      return {}
    },
    'checkpoint.undelete': ({ ids }) => {
      mark(back(ids), null)
      return { ids: back(ids) }
    },
  }).calls
})
afterEach(() => {
  cleanup()
  undoFonts()
})

const list = () => screen.getByRole('listbox', { name: 'Checkpoints' })
const options = () => within(list()).getAllByRole('option')
const titles = () => options().map(option => option.querySelector('.columns-name')?.textContent)
const current = () => document.getElementById(list().getAttribute('aria-activedescendant') ?? '')?.textContent
const press = (key: string, more = {}) => fireEvent.keyDown(list(), { key, ...more })
const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>('button', { name })
const inputs = (name: string) => calls.filter(call => call.name === name).map(call => call.input)
const tab = (name: RegExp) => fireEvent.mouseDown(screen.getByRole('tab', { name }), { button: 0 })

async function show(id?: string) {
  render(<CheckpointsDialog show={id} onClose={closed} />)
  await screen.findByRole('tablist')
}

it('lists by session and time, marks sessions that are gone, and opens the newest', async () => {
  await show()
  expect(titles()).toEqual(['newest', 'broken', 'Before an interrupt', '<b>green</b>'])
  expect(
    within(list())
      .getAllByRole('group')
      .map(group => group.getAttribute('aria-label')),
  ).toEqual(['api', 'old, session is gone'])
  expect(current()).toContain('newest')
  expect(document.activeElement).toBe(list())
  expect(screen.getByText(/^first\s+second$/)).toBeTruthy()
})

it('opens the one that was asked for, and another while it is open', async () => {
  const { rerender } = render(<CheckpointsDialog show={madeUpId(2)} onClose={closed} />)
  expect(current()).toContain('Before an interrupt')
  rerender(<CheckpointsDialog show={madeUpId(1)} onClose={closed} />)
  expect(current()).toContain('<b>green</b>')
})

it('reads only the one that stays current while arrows run through the list', async () => {
  await show()
  press('ArrowDown')
  press('ArrowDown')
  press('End')
  expect(current()).toContain('<b>green</b>')
  await waitFor(() => expect(inputs('checkpoint.get')).toHaveLength(2))
  expect(inputs('checkpoint.get')).toEqual([{ id: madeUpId(4) }, { id: madeUpId(1) }])
})

it('searches', async () => {
  await show()
  const field = screen.getByRole('searchbox', { name: 'Search checkpoints' })
  fireEvent.change(field, { target: { value: 'interrupt' } })
  expect(titles()).toEqual(['Before an interrupt'])
  fireEvent.keyDown(field, { key: 'ArrowDown' })
  expect(document.activeElement).toBe(list())
  fireEvent.change(field, { target: { value: 'nothing like it' } })
  expect(screen.getByText(/^No checkpoint has these words/)).toBeTruthy()
})

it('says of a damaged one what is damaged, and marks it in the list from then on', async () => {
  await show(madeUpId(3))
  expect(screen.getByRole('alert').textContent).toContain('A part is gone.')
  press('Home')
  expect(options()[1]?.textContent).toContain('damaged')
  expect(options()[0]?.textContent).not.toContain('damaged')
})

it('cannot restore what cannot be read, and says so', async () => {
  madeUpHost({
    'checkpoint.get': () => {
      throw new HostError('store-damaged', 'The manifest is gone.')
    },
  })
  render(<CheckpointsDialog onClose={closed} />)
  expect((await screen.findByRole('alert')).textContent).toContain('The manifest is gone.')
  expect(button('Restore…').disabled).toBe(true)
})

it('goes on to the plan of a restore by Enter', async () => {
  await show()
  press('Enter')
  expect(dialogsStore.getState().dialog).toEqual({ kind: 'restore', checkpoint: madeUpId(4) })
})

it('deletes the marked ones, and brings them back', async () => {
  await show()
  press(' ')
  press('ArrowDown')
  fireEvent.click(options()[2] as HTMLElement, { ctrlKey: true })
  expect(options().map(option => option.getAttribute('aria-selected'))).toEqual(['true', 'false', 'true', 'false'])
  fireEvent.click(button('Delete 2 checkpoints'))
  await waitFor(() => expect(titles()).toEqual(['broken', '<b>green</b>']))
  expect(inputs('checkpoint.delete')).toEqual([{ ids: [madeUpId(4), madeUpId(2)] }])
  const [toast] = toastsStore.getState().toasts
  expect(toast).toMatchObject({ title: '2 checkpoints deleted', action: { label: 'Undo' } })
  // Less than the 30 s after which the host purges.
  expect(toast?.stay).toBeLessThan(30_000)
  act(() => toast?.action?.run())
  await waitFor(() => expect(titles()).toHaveLength(4))
})

it('says what could not be brought back any more', async () => {
  back = ids => ids.slice(1)
  await show()
  press('a', { ctrlKey: true })
  press('Delete')
  await waitFor(() => expect(toastsStore.getState().toasts).toHaveLength(1))
  expect(screen.getByText(/^There is no checkpoint yet/)).toBeTruthy()
  act(() => toastsStore.getState().toasts[0]?.action?.run())
  await waitFor(() =>
    expect(toastsStore.getState().toasts[0]?.title).toBe('1 of 4 checkpoints could not be brought back'),
  )
})

it('deletes nothing that the search hides', async () => {
  await show()
  press('a', { ctrlKey: true })
  fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'broken' } })
  fireEvent.click(button('Delete 1 checkpoint'))
  await waitFor(() => expect(inputs('checkpoint.delete')).toEqual([{ ids: [madeUpId(3)] }]))
})

it('renames by F2; Escape keeps the name and the dialog', async () => {
  await show()
  press('F2')
  const field = screen.getByLabelText<HTMLInputElement>('Name')
  fireEvent.change(field, { target: { value: ' better ' } })
  fireEvent.click(button('Rename checkpoint'))
  await waitFor(() => expect(titles()[0]).toBe('better'))
  expect(inputs('checkpoint.rename')).toEqual([{ id: madeUpId(4), name: 'better', message: 'first\nsecond' }])
  press('F2')
  fireEvent.keyDown(screen.getByLabelText('Name'), { key: 'Escape' })
  expect(screen.queryByLabelText('Name')).toBeNull()
  expect(closed).not.toHaveBeenCalled()
})

it('shows each pane with its screen and what is known of it', async () => {
  await show()
  expect(await screen.findByRole('region', { name: 'Screen of cc_1' })).toBeTruthy()
  expect(screen.getByText('<i>hostile</i>')).toBeTruthy()
  expect(screen.getByText('half a prompt')).toBeTruthy()
  expect(screen.getByText('claude --model x')).toBeTruthy()
  fireEvent.click(screen.getByRole('radio', { name: 'pane 0.1, idle' }))
  expect(screen.getByText(/Its history was cut/)).toBeTruthy()
  await waitFor(() => expect(inputs('checkpoint.screen').at(-1)).toMatchObject({ key: '0.1' }))
})

it('shows changed files with their changes as plain text, and what was left out', async () => {
  await show()
  tab(/changed file/)
  expect(screen.getByRole('list', { name: 'Changed files' }).textContent).toBe('src/auth.tschanged')
  expect(screen.getByRole('list', { name: 'Left out' }).textContent).toBe('big.binlarger than 20 MB')
  fireEvent.click(button('Show the changes'))
  const changes = await screen.findByRole('region', { name: 'Changes of src/auth.ts' })
  expect([...changes.children].map(line => line.textContent)).toEqual(['@@ -1 +1 @@', '-old', '+<img src=x>'])
  expect(changes.querySelector('img')).toBeNull()
  expect(screen.getByText(/larger than 1 MB/)).toBeTruthy()
})

it('marks those that lack a part before anybody opens them', async () => {
  lacking = [madeUpId(2)]
  await show()
  await waitFor(() => expect(options()[2]?.textContent).toContain('damaged'))
  expect(options().filter(option => option.textContent?.includes('damaged'))).toHaveLength(1)
})

it('marks a range by Shift, with arrows and with the mouse', async () => {
  await show()
  const marked = () => options().filter(option => option.getAttribute('aria-selected') === 'true').length
  press('ArrowDown', { shiftKey: true })
  expect([marked(), current()]).toEqual([2, expect.stringContaining('broken')])
  fireEvent.click(options()[3]!, { shiftKey: true })
  expect(marked()).toBe(4)
  expect(button('Delete 4 checkpoints')).toBeTruthy()
})

it('shows the last turns of the first conversation that was copied, and earlier ones when asked', async () => {
  await show()
  tab(/conversation/)
  const turns = await screen.findByRole('list', { name: 'Last turns of cc_1' })
  expect(turns.textContent).toContain('You<b>do</b> this')
  expect(turns.textContent).toMatch(/Tool.+2027.*Bash: npm test$/)
  expect(turns.querySelector('b b')).toBeNull()
  expect(button(/cc_1/).textContent).toBe('cc_1copied, 5.0 KB')
  expect(button(/cc_1/).getAttribute('aria-expanded')).toBe('true')
  expect(screen.getByText('/t/c-1.jsonl')).toBeTruthy()
  fireEvent.click(button('Show earlier turns'))
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Show earlier turns' })).toBeNull())
  const asked = inputs('checkpoint.turns')
  expect(asked).toEqual([
    { id: madeUpId(4), key: '0.0', last: 12 },
    { id: madeUpId(4), key: '0.0', last: 200 },
  ])
  fireEvent.click(button(/cc_1/))
  expect(screen.queryByRole('list', { name: 'Last turns of cc_1' })).toBeNull()
})

it('lets what could not be read be asked for again, and keeps in view what was told', async () => {
  await show()
  const again = async (there: () => Promise<unknown>) => {
    expect((await screen.findByRole('alert')).textContent).toContain('It could not be read.')
    failing = false
    fireEvent.click(button('Try again'))
    await there()
    expect(screen.queryByRole('alert')).toBeNull()
    failing = true
  }
  failing = true
  fireEvent.click(screen.getByRole('radio', { name: 'pane 0.1, idle' }))
  await again(() => screen.findByRole('region', { name: 'Screen of pane 0.1' }))
  tab(/changed file/)
  fireEvent.click(button('Show the changes'))
  await again(() => screen.findByRole('region', { name: 'Changes of src/auth.ts' }))
  failing = false
  tab(/conversation/)
  await screen.findByRole('list', { name: 'Last turns of cc_1' })
  failing = true
  fireEvent.click(button('Show earlier turns'))
  await screen.findByRole('alert')
  expect(screen.getByRole('list', { name: 'Last turns of cc_1' })).toBeTruthy()
  await again(() => waitFor(() => expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()))
  expect(screen.queryByText(/Earlier turns were saved/)).toBeNull()
})

it('compares with now and with another one, and folds what is the same', async () => {
  await show()
  tab(/Compare/)
  await screen.findByText('by now')
  expect(screen.queryByText('As it was.')).toBeNull()
  fireEvent.click(button('1 unchanged agent'))
  expect(screen.getByText('As it was.')).toBeTruthy()
  const choice = screen.getByLabelText<HTMLSelectElement>('Compare with')
  expect([...choice.options].map(option => option.value)).toEqual(['', madeUpId(3), madeUpId(2), madeUpId(1)])
  fireEvent.change(choice, { target: { value: madeUpId(3) } })
  await screen.findByText('by another')
  expect(inputs('checkpoint.compare')).toEqual([
    { id: madeUpId(4), with: null },
    { id: madeUpId(4), with: madeUpId(3) },
  ])
})

it('says what the store has to say, and what is being saved', async () => {
  act(() =>
    takeCheckpoints({
      list: [],
      saving: [{ id: 'x', session: 'api', done: 1, total: 4, what: '' }],
      trouble: 'The folder is read-only.',
    }),
  )
  render(<CheckpointsDialog onClose={closed} />)
  expect(screen.getByRole('alert').textContent).toBe('The folder is read-only.')
  expect(screen.getByText('Saving api…').parentElement?.textContent).toBe('Saving api… 1 of 4')
  expect(screen.queryByRole('button', { name: /^Cancel/ })).toBeNull()
})

it('tells of exports and imports that go on without their dialog, and cancels them', () => {
  const going = (id: string, act: 'export' | 'import', step: 1 | 2) => ({
    ...{ id, session: act === 'export' ? '<b>api</b>' : '', done: 1, total: 4, what: '', file: { act, step } },
  })
  act(() => takeCheckpoints({ list: [], saving: [going('x', 'export', 1), going('y', 'import', 2)], trouble: '' }))
  render(<CheckpointsDialog onClose={closed} />)
  const words = (title: string) => screen.getByText(title).parentElement?.textContent
  expect(words('Exporting <b>api</b>…')).toBe('Exporting <b>api</b>… 12 %')
  expect(words('Importing a file…')).toBe('Importing a file… 62 %')
  fireEvent.click(button('Cancel import'))
  expect(calls.at(-1)).toEqual({ name: 'checkpoint.cancel', input: { id: 'y' } })
})

it('stays under the plan of a restore', () => {
  openDialog({ kind: 'checkpoints' })
  openDialog({ kind: 'restore', checkpoint: 'x' })
  expect(dialogsStore.getState()).toMatchObject({ dialog: { kind: 'restore' }, under: { kind: 'checkpoints' } })
})
