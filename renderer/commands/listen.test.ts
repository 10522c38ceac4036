import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { madeUpHost } from '../host/made-up-host'
import { confirmStore } from '../state/confirm-store'
import { closeDialog, dialogsStore, openDialog } from '../state/dialogs-store'
import { fleetStore } from '../state/fleet-store'
import { madeUpFleet } from '../state/made-up-fleet'
import { viewStore } from '../state/view-store'
import { listenForKeys } from './listen'
import { setTerminalActions } from './terminal-actions'

let undo = () => {}
let reached: string[] = []
let field: HTMLInputElement

/** A keydown at an element; whether anybody behind our listener saw it, and whether its default was kept. */
function press(init: KeyboardEventInit, at: Element = document.body): { seen: boolean; kept: boolean } {
  reached = []
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init })
  const kept = at.dispatchEvent(event)
  return { seen: reached.length > 0, kept }
}

const mod = (key: string, code: string) => ({ key, code, ctrlKey: true, shiftKey: true })

beforeEach(() => {
  document.body.replaceChildren()
  field = document.body.appendChild(document.createElement('input'))
  document.body.addEventListener('keydown', event => reached.push(event.key))
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: ['working', 'idle'] }]), connection: 'open' })
  viewStore.setState({ view: { kind: 'fleet' }, selectedPane: null })
  closeDialog()
  undo = listenForKeys(window, false)
})

afterEach(() => {
  undo()
  setTerminalActions(null)
  confirmStore.setState({ question: null, answer: () => {} })
})

describe('the key listener', () => {
  it('runs a command before anything else sees the key', () => {
    expect(press(mod('N', 'KeyN'))).toEqual({ seen: false, kept: false })
    expect(dialogsStore.getState().dialog?.kind).toBe('new-session')
  })

  it('works while a terminal has the focus', () => {
    const terminal = document.body.appendChild(document.createElement('textarea'))
    terminal.className = 'xterm-helper-textarea'
    press({ key: 'F6', code: 'F6' }, terminal)
    expect(dialogsStore.getState().dialog?.kind).toBe('palette')
  })

  it('leaves every other key alone', () => {
    expect(press({ key: 'n', code: 'KeyN', ctrlKey: true })).toEqual({ seen: true, kept: true })
    expect(press({ key: 'x', code: 'KeyX' })).toEqual({ seen: true, kept: true })
    expect(press(mod('Q', 'KeyQ'))).toEqual({ seen: true, kept: true })
  })

  it('keeps a key of ours from the terminal also while its command makes no sense', () => {
    // Ctrl+Shift+C would reach a program as Ctrl+C.
    expect(press(mod('C', 'KeyC'))).toEqual({ seen: false, kept: false })
  })

  it('leaves composed and AltGr characters alone', () => {
    expect(press({ ...mod('N', 'KeyN'), isComposing: true }).seen).toBe(true)
    const altGr = vi.spyOn(KeyboardEvent.prototype, 'getModifierState').mockImplementation(key => key === 'AltGraph')
    expect(press(mod('N', 'KeyN')).seen).toBe(true)
    altGr.mockRestore()
    expect(dialogsStore.getState().dialog).toBeNull()
  })

  it('does not stop the fleet again and again while a key is held', () => {
    const { calls } = madeUpHost({})
    press({ ...mod('>', 'Period'), repeat: true })
    expect(calls).toEqual([])
    press(mod('>', 'Period'))
    expect(calls.map(call => call.name)).toEqual(['agents.interrupt'])
  })

  it('repeats what steps', () => {
    press(mod('ArrowRight', 'ArrowRight'))
    press({ ...mod('ArrowRight', 'ArrowRight'), repeat: true })
    expect(viewStore.getState().selectedPane).toBe('%1')
  })

  it('gives a dialog its keys, but for stopping the agents and the palette closing itself', () => {
    const { calls } = madeUpHost({})
    openDialog({ kind: 'settings' })
    expect(press(mod('N', 'KeyN'), field)).toEqual({ seen: true, kept: true })
    expect(press(mod('P', 'KeyP')).seen).toBe(false)
    expect(dialogsStore.getState().dialog?.kind).toBe('settings')
    press(mod('>', 'Period'), field)
    expect(calls.map(call => call.name)).toEqual(['agents.interrupt'])
    openDialog({ kind: 'palette' })
    press({ key: 'F6', code: 'F6' }, field)
    expect(dialogsStore.getState().dialog).toBeNull()
  })

  it('runs nothing but stopping under a question', () => {
    const { calls } = madeUpHost({})
    confirmStore.setState({ question: { kind: 'paste', text: 'a\nb' } })
    press({ key: 'F6', code: 'F6' })
    expect(dialogsStore.getState().dialog).toBeNull()
    // Nor does the palette's key reach what lies under the question.
    openDialog({ kind: 'palette' })
    press({ key: 'F6', code: 'F6' })
    expect(dialogsStore.getState().dialog?.kind).toBe('palette')
    press(mod('>', 'Period'))
    expect(calls.map(call => call.name)).toEqual(['agents.interrupt'])
  })

  it('leaves editing keys to text fields on macOS', () => {
    undo()
    undo = listenForKeys(window, true)
    fleetStore.setState({ connection: 'open' })
    viewStore.setState({ view: { kind: 'session', sessionId: '$0' } })
    expect(press({ key: 'a', code: 'KeyA', metaKey: true }, field)).toEqual({ seen: true, kept: true })
    expect(press({ key: 'Enter', code: 'Enter', metaKey: true }, field)).toEqual({ seen: true, kept: true })
    expect(press({ key: 'a', code: 'KeyA', metaKey: true })).toEqual({ seen: false, kept: false })
    expect(dialogsStore.getState().dialog?.kind).toBe('add-agents')
  })

  it('leaves the key of what makes no sense now to other meanings on macOS', () => {
    undo()
    undo = listenForKeys(window, true)
    expect(press({ key: 'a', code: 'KeyA', metaKey: true })).toEqual({ seen: true, kept: true })
  })

  it('leaves the paste key to the browser in a terminal: its paste event needs no leave to read the clipboard', () => {
    const terminal = document.body.appendChild(document.createElement('textarea'))
    terminal.className = 'xterm-helper-textarea'
    expect(press(mod('V', 'KeyV'), terminal)).toEqual({ seen: true, kept: true })
    expect(press(mod('V', 'KeyV'))).toEqual({ seen: false, kept: false })
  })

  it('is gone after its undo', () => {
    undo()
    expect(press(mod('N', 'KeyN')).seen).toBe(true)
  })
})
