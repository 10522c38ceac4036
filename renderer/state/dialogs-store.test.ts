import { beforeEach, describe, expect, it } from 'vitest'
import { closeDialog, type Dialog, dialogsStore, openDialog } from './dialogs-store'

const form: Dialog = { kind: 'new-session' }
const receipts = (title: string): Dialog => ({ kind: 'receipts', title, receipts: [] })
const state = () => {
  const { dialog, under } = dialogsStore.getState()
  return [dialog, under]
}

beforeEach(() => closeDialog())

describe('dialogs', () => {
  it('replace each other', () => {
    openDialog(form)
    openDialog({ kind: 'settings' })
    expect(state()).toEqual([{ kind: 'settings' }, null])
  })

  it('keep a form beneath receipts, and give it back', () => {
    const first = receipts('Interrupt all')
    openDialog(form)
    openDialog(first)
    expect(state()).toEqual([first, form])
    closeDialog(first)
    expect(dialogsStore.getState()).toEqual({ dialog: form, under: null })
    expect(dialogsStore.getState().dialog).toBe(form)
  })

  it('keep the form when newer receipts take the place of older ones', () => {
    const second = receipts('second')
    openDialog(form)
    openDialog(receipts('first'))
    openDialog(second)
    expect(state()).toEqual([second, form])
  })

  it('treat an act as receipts: it stands above the form, and in place of receipts', () => {
    const act: Dialog = { kind: 'act', actId: 'a1' }
    openDialog(form)
    openDialog(receipts('New session'))
    openDialog(act)
    expect(state()).toEqual([act, form])
  })

  it('do not keep the palette: what it started has closed it', () => {
    openDialog({ kind: 'palette' })
    openDialog(receipts('Interrupt all'))
    expect(dialogsStore.getState().under).toBeNull()
  })

  it('leave the receipts when the form beneath closes itself', () => {
    const top = receipts('Interrupt all')
    openDialog(form)
    openDialog(top)
    closeDialog(form)
    expect(state()).toEqual([top, null])
  })

  it('do not close another one by a late answer', () => {
    openDialog(form)
    openDialog({ kind: 'settings' })
    closeDialog(form)
    expect(state()).toEqual([{ kind: 'settings' }, null])
  })

  it('drop what lies beneath when another form opens', () => {
    openDialog(form)
    openDialog(receipts('Interrupt all'))
    openDialog({ kind: 'shortcuts' })
    expect(state()).toEqual([{ kind: 'shortcuts' }, null])
  })
})
