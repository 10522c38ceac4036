import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { closeDialog, dialogsStore } from '../../state/dialogs-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpId } from '../../state/made-up-checkpoints'
import { madeUpFleet } from '../../state/made-up-fleet'
import { madeUpLost } from '../../state/made-up-recovery'
import { takeRecovery } from '../../state/recovery-store'
import { LossBanner } from './loss-banner'
import { RecoverySection } from './recovery-section'
import { RecoveryStatus } from './recovery-status'

beforeEach(() => {
  closeDialog()
  fleetStore.setState({ fleet: madeUpFleet([]), connection: 'open' })
  render(
    <>
      <LossBanner />
      <RecoverySection />
      <RecoveryStatus />
    </>,
  )
})
afterEach(() => {
  cleanup()
  takeRecovery({ lost: [] })
})

const tell = (...serials: number[]) =>
  act(() => takeRecovery({ lost: serials.map(at => madeUpLost(at, { session: `s${at}` })) }))
const button = (name: string) => screen.getByRole('button', { name })

it('is silent while nothing is lost', () => {
  expect(screen.queryByRole('alert')).toBeNull()
  expect(screen.queryByRole('button')).toBeNull()
})

it('says a loss at once, leads to it, and stays until somebody answers', () => {
  tell(1)
  expect(screen.getByRole('alert').textContent).toContain(
    's1 is gone: the tmux server was killed or crashed. 2 agents were running.',
  )
  fireEvent.click(button('Open Recovery'))
  expect(dialogsStore.getState().dialog).toEqual({ kind: 'recovery', show: madeUpId(1) })
  fireEvent.click(button('Later'))
  expect(screen.queryByRole('alert')).toBeNull()
})

it('speaks again of what came since, and of that alone', () => {
  tell(1)
  fireEvent.click(button('Later'))
  tell(2, 1)
  expect(screen.getByRole('alert').textContent).toMatch(/^s2 is gone/)
})

it('goes on to be named in the sidebar and the status bar, which lead there', () => {
  tell(2, 1)
  fireEvent.click(button('Later'))
  fireEvent.click(button('Recovery: 2 lost sessions, s2 and s1'))
  expect(dialogsStore.getState().dialog?.kind).toBe('recovery')
  closeDialog()
  fireEvent.click(button('Recovery (2)'))
  expect(dialogsStore.getState().dialog?.kind).toBe('recovery')
})
