import { afterEach, beforeEach, expect, it } from 'vitest'
import { closeDialog, dialogsStore, openDialog } from '../../state/dialogs-store'
import { madeUpLost } from '../../state/made-up-recovery'
import { markSeen, recoveryStore, takeRecovery } from '../../state/recovery-store'
import { toastsStore } from '../../state/toasts-store'
import { tellLosses } from './tell-losses'

let undo: () => void
beforeEach(() => {
  closeDialog()
  toastsStore.setState({ toasts: [] })
  undo = tellLosses()
})
afterEach(() => {
  undo()
  closeDialog()
  takeRecovery({ lost: [] })
})

const titles = () => toastsStore.getState().toasts.map(toast => toast.title)
const api = madeUpLost(1)
const docs = madeUpLost(2, { session: 'docs' })

it('leaves it to the line above the grid while that can be seen', () => {
  takeRecovery({ lost: [api] })
  expect(titles()).toEqual([])
})

it('tells what comes behind a dialog, all in one message, until somebody answers', () => {
  openDialog({ kind: 'new-session' })
  takeRecovery({ lost: [api] })
  takeRecovery({ lost: [docs, api] })
  takeRecovery({ lost: [docs, { ...api, sentence: 'The kernel killed it.' }] })
  expect(titles()).toEqual(['docs and api are gone: the tmux server was killed or crashed.'])
  toastsStore.getState().toasts[0]?.action?.run()
  expect(dialogsStore.getState().dialog?.kind).toBe('recovery')
  markSeen(recoveryStore.getState().lost.map(one => one.id))
  expect(titles()).toEqual([])
})

it('says nothing beside Recovery, nor below the plan of a restore from there', () => {
  openDialog({ kind: 'recovery' })
  takeRecovery({ lost: [api] })
  openDialog({ kind: 'restore', checkpoint: 'x' })
  takeRecovery({ lost: [docs, api] })
  expect(titles()).toEqual([])
})
