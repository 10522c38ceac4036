import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Undo } from '../../../ipc/wire'
import { closeDialog, dialogsStore, openDialog } from '../../state/dialogs-store'
import { finishesStore, putFinish } from '../../state/finishes-store'
import { madeUpFinish } from '../../state/made-up-finish'
import { toastsStore } from '../../state/toasts-store'
import { FinishStatus } from './finish-status'
import { followFinishes } from './follow-finishes'

let undo: Undo
beforeEach(() => {
  finishesStore.setState({ finishes: new Map() })
  toastsStore.setState({ toasts: [] })
  closeDialog()
  undo = followFinishes()
})
afterEach(() => {
  undo()
  cleanup()
})

const titles = () => toastsStore.getState().toasts.map(toast => `${toast.tone}: ${toast.title}`)

it('tells of what stands still and how it ended, each once, and never more than the newest', () => {
  putFinish(madeUpFinish())
  putFinish(madeUpFinish({ step: 'saving' }))
  expect(titles()).toEqual([])
  putFinish(madeUpFinish({ step: 'ready' }))
  putFinish(madeUpFinish({ step: 'ready' }))
  expect(titles()).toEqual(['notice: Finish session api: ready to be ended'])
  putFinish(madeUpFinish({ step: 'killing' }))
  expect(titles()).toEqual([])
  putFinish(madeUpFinish({ step: 'done' }))
  expect(titles()).toEqual(['done: Finish session api: done'])
})

it('says nothing while the dialog is open, nor of what the user has cancelled', () => {
  openDialog({ kind: 'finish', sessionId: '$0' })
  putFinish(madeUpFinish({ step: 'ready' }))
  putFinish(madeUpFinish({ id: 'f2', sessionId: '$1', step: 'cancelled' }))
  expect(titles()).toEqual([])
})

it('takes a kill that proved nothing for a failure', () => {
  const killed = { ended: [], survivors: [], shared: [], spared: [], panes: [], proven: false, tookMs: 1 }
  putFinish(madeUpFinish({ step: 'done', killed }))
  expect(titles()).toEqual(['failure: Finish session api: done'])
})

it('brings a closed dialog back by the message and by the status bar', () => {
  putFinish(madeUpFinish({ problem: 'The time is up.' }))
  toastsStore.getState().toasts[0]?.action?.run()
  expect(dialogsStore.getState().dialog).toEqual({ kind: 'finish', sessionId: '$0', finishId: 'f1' })
  expect(titles()).toEqual([])
  closeDialog()
  render(<FinishStatus />)
  fireEvent.click(screen.getByRole('button', { name: 'Finishing api: waiting for 1 agent' }))
  expect(dialogsStore.getState().dialog?.kind).toBe('finish')
  act(() => putFinish(madeUpFinish({ step: 'done' })))
  expect(screen.queryByRole('button')).toBe(null)
})
