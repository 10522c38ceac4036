import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEFAULT_SETTINGS } from '../../../ipc/settings'
import { madeUpHost } from '../../host/made-up-host'
import { settingsStore } from '../../state/settings-store'
import { toastsStore } from '../../state/toasts-store'
import type { LiveTerminal } from '../../terminals/live-terminal'
import { actionsOf } from './actions'
import { fitStore } from './fit-store'

/** A live terminal as far as the actions know it. */
function terminal(selection = '') {
  const did: string[] = []
  const live = {
    paneId: '%1',
    terminal: { getSelection: () => selection },
    paste: (text: string) => did.push(`paste ${text}`),
    focus: () => did.push('focus'),
    resync: () => did.push('resync'),
  } as unknown as LiveTerminal
  return {
    did,
    actions: () => actionsOf(live, { find: () => did.push('find'), cells: () => ({ cols: 90, rows: 30 }) }),
  }
}

const titles = () => toastsStore.getState().toasts.map(toast => toast.title)

function clipboard(parts: Partial<Clipboard>): void {
  vi.stubGlobal('navigator', { ...navigator, clipboard: parts })
}

beforeEach(() => {
  toastsStore.setState({ toasts: [] })
  settingsStore.setState({ settings: { ...DEFAULT_SETTINGS, terminalFontSize: 39 } })
})
afterEach(() => {
  vi.unstubAllGlobals()
  settingsStore.setState({ settings: null })
  fitStore.setState({ undo: new Map() })
})

describe('copy', () => {
  it('writes what is selected', async () => {
    const writeText = vi.fn(async () => {})
    clipboard({ writeText })
    terminal('two words').actions().copy()
    await vi.waitFor(() => expect(writeText).toHaveBeenCalledWith('two words'))
    expect(titles()).toEqual([])
  })

  it('says that nothing is selected, and leaves the clipboard as it is', () => {
    const writeText = vi.fn(async () => {})
    clipboard({ writeText })
    terminal().actions().copy()
    expect(titles()).toEqual(['Nothing is selected in the terminal'])
    expect(writeText).not.toHaveBeenCalled()
  })
})

describe('paste', () => {
  it('gives the terminal what the clipboard holds, and nothing when it is empty', async () => {
    const { did, actions } = terminal()
    const readText = vi.fn(async () => 'text')
    clipboard({ readText })
    actions().paste()
    await vi.waitFor(() => expect(did).toEqual(['paste text']))
    readText.mockResolvedValue('')
    actions().paste()
    await readText.mock.results[1]?.value
    expect(did).toEqual(['paste text'])
  })

  it('names the key that works where the clipboard may not be read', async () => {
    const { did, actions } = terminal()
    clipboard({ readText: () => Promise.reject(new Error('denied')) })
    actions().paste()
    await vi.waitFor(() => expect(titles()).toEqual(['The clipboard cannot be read here']))
    expect(did).toEqual(['focus'])
    expect(toastsStore.getState().toasts[0]?.remedy).toMatch(/Ctrl\+Shift\+V/)
  })
})

describe('the text size', () => {
  it('grows by one, up to the largest that the settings allow', async () => {
    const { calls } = madeUpHost({ 'settings.set': () => DEFAULT_SETTINGS })
    const { actions } = terminal()
    actions().larger()
    await vi.waitFor(() => expect(calls).toHaveLength(1))
    expect(calls[0]?.input).toEqual({ patch: { terminalFontSize: 40 } })
    settingsStore.setState({ settings: { ...DEFAULT_SETTINGS, terminalFontSize: 40 } })
    actions().larger()
    settingsStore.setState({ settings: { ...DEFAULT_SETTINGS, terminalFontSize: 6 } })
    actions().smaller()
    expect(calls).toHaveLength(1)
  })
})

describe('fit', () => {
  it('asks for the cells that fill the view, and offers an undo only afterwards', async () => {
    const { calls } = madeUpHost({ 'window.fit': () => ({ undo: 'back' }), 'window.unfit': () => ({}) as never })
    const { actions } = terminal()
    expect(actions().unfit).toBeUndefined()
    actions().fit()
    await vi.waitFor(() => expect(fitStore.getState().undo.get('%1')).toBe('back'))
    expect(calls[0]?.input).toEqual({ paneId: '%1', size: { cols: 90, rows: 30 } })
    actions().unfit?.()
    await vi.waitFor(() => expect(fitStore.getState().undo.size).toBe(0))
    expect(calls[1]).toEqual({ name: 'window.unfit', input: { undo: 'back' } })
  })
})

it('passes find and redraw on to the terminal', () => {
  const { did, actions } = terminal()
  actions().find()
  actions().resync()
  expect(did).toEqual(['find', 'resync'])
})
