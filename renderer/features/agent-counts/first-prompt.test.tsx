import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { actBook } from '../../state/act-book'
import { toastsStore } from '../../state/toasts-store'
import { madeUpReceipt, madeUpSend } from '../composer/made-up-acts'
import { FirstPrompt } from './first-prompt'
import { promptOf, tellSpawned } from './spawned'

beforeEach(() => {
  toastsStore.setState({ toasts: [] })
  actBook.setState({ acts: new Map() })
})
afterEach(cleanup)

it('submits its form with Ctrl+Enter, and begins a line with Enter', () => {
  const submit = vi.fn(event => event.preventDefault())
  render(
    <form onSubmit={submit}>
      <FirstPrompt value="x" onChange={() => {}} />
    </form>,
  )
  const field = screen.getByRole('textbox', { name: 'First prompt' })
  expect(fireEvent.keyDown(field, { key: 'Enter' })).toBe(true)
  fireEvent.keyDown(field, { key: 'Enter', ctrlKey: true, isComposing: true })
  expect(submit).not.toHaveBeenCalled()
  fireEvent.keyDown(field, { key: 'Enter', ctrlKey: true })
  expect(submit).toHaveBeenCalledTimes(1)
})

it('is left out of the call where nothing was written, and goes as it is where something was', () => {
  expect(promptOf('  \n')).toEqual({})
  expect(promptOf(' do it\n')).toEqual({ prompt: ' do it\n' })
})

it('is told of with the agents that started, and followed by its act', () => {
  const receipts = ['%0', '%1', '%2'].map(id => madeUpReceipt(id, 'pending', 'Waits until it is ready.'))
  const act = { ...madeUpSend('first', receipts), title: 'First prompt to 3' }
  const started = receipts.map(one => ({ ...one, result: 'done' as const }))
  tellSpawned('New session', 'api', { sessionId: '$0', panes: [], receipts: started, act })
  expect(toastsStore.getState().toasts[0]).toMatchObject({
    title: '3 agents started in api',
    meaning: 'First prompt: 3 pending',
  })
  expect(actBook.getState().acts.get('first')).toEqual(act)
})
