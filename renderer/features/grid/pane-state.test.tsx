import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Pane } from '../../../ipc/model'
import { closeDialog, dialogsStore } from '../../state/dialogs-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFleet } from '../../state/made-up-fleet'
import { madeUpQuestion, withPane } from '../../state/made-up-question'
import { closeCard } from '../../state/needs-store'
import { contextWords, heldWord, marksOf, nextTry, taskOf } from './names'
import { PaneState, TileTask } from './pane-state'

type Change = Parameters<typeof withPane>[2]

function changed(change: Change): { fleet: ReturnType<typeof madeUpFleet>; pane: Pane } {
  const fleet = withPane(madeUpFleet([{ name: 'api', panes: ['working'] }]), '%0', change)
  return { fleet, pane: fleet.panes[0] as Pane }
}

beforeEach(() => {
  closeCard()
  closeDialog()
})
afterEach(cleanup)

const text = () => document.body.textContent ?? ''

describe('the state in a header', () => {
  it('explains itself when it is pressed', () => {
    render(<PaneState pane={changed({ state: { explanation: 'Its title spins.' } }).pane} reachable={false} />)
    const button = screen.getByRole('button', { name: 'Explain this state: working' })
    expect([button.textContent, button.title, button.tabIndex]).toEqual(['working', 'Its title spins.', -1])
    fireEvent.click(button)
    expect(dialogsStore.getState().dialog).toEqual({ kind: 'explain', paneId: '%0' })
  })

  it('counts down to the next try of what is held', () => {
    const until = Date.now() + 14_000
    render(<PaneState pane={changed({ state: { name: 'held', held: { why: 'retrying', until } } }).pane} reachable />)
    expect(text()).toMatch(/^heldnext try in 1[45]s$/)
    cleanup()
    const held = { why: 'rate-limit', until: null } as const
    render(<PaneState pane={changed({ state: { name: 'held', held } }).pane} reachable />)
    expect(text()).toBe('heldrate limit')
  })

  it('has the context that is used', () => {
    render(<PaneState pane={changed({ context: { used: 124_000, limit: 200_000 } }).pane} reachable />)
    expect(screen.getByText('62 %')).toBeTruthy()
    expect(screen.getByText('Context: 124 000 of 200 000 tokens used')).toBeTruthy()
  })
})

describe('words of a header', () => {
  it('tell the next try, rounded up, and when it is due', () => {
    expect([nextTry(14_000, 0), nextTry(13_001, 0), nextTry(90_000, 0), nextTry(5, 5)]).toEqual([
      'next try in 14s',
      'next try in 14s',
      'next try in 1m',
      'next try is due',
    ])
    expect(heldWord({ why: 'overload', until: null })).toBe('service overloaded')
  })

  it('tell the context in tokens where no limit is known', () => {
    expect(contextWords({ used: 48_200, limit: null }).word).toBe('48k')
    expect(contextWords({ used: 0, limit: 0 }).word).toBe('0 tokens')
    expect(contextWords({ used: 300, limit: 200 }).word).toBe('150 %')
  })

  it('tell the question, else what was asked for, else the title', () => {
    const asked = { state: { name: 'waiting', question: madeUpQuestion() }, task: 'Fix it' } as const
    expect(taskOf(changed(asked).pane)).toBe('Do you want to proceed?')
    expect(taskOf(changed({ ...asked, state: { ...asked.state, name: 'working' } }).pane)).toBe('Fix it')
    expect(taskOf(changed({ task: ' \u0007 ', title: '✳ Topic' }).pane)).toBe('Topic')
  })

  it('mark what is frozen', () => {
    const { pane, fleet } = changed({ frozen: true })
    expect(marksOf(pane, null, fleet.sessions).map(mark => mark.word)).toEqual(['frozen'])
  })
})

describe('the task in a header', () => {
  it('is the question while the agent waits, and opens the card to answer it', async () => {
    const { fleet, pane } = changed({ state: { name: 'waiting', question: madeUpQuestion() } })
    fleetStore.setState({ fleet, connection: 'open' })
    const [session] = fleet.sessions
    if (!session) throw new Error('no session')
    const onDoubleClick = vi.fn()
    render(
      // biome-ignore lint/a11y/noStaticElementInteractions: stands for the tile
      <div onDoubleClick={onDoubleClick}>
        <TileTask pane={pane} session={session} reachable={false} />
      </div>,
    )
    const button = screen.getByRole('button', { name: 'Answer cc_1 in api: Do you want to proceed?' })
    expect(button.tabIndex).toBe(-1)
    fireEvent.click(button)
    fireEvent.doubleClick(await screen.findByRole('region', { name: 'Question of cc_1 in api' }))
    expect(onDoubleClick).not.toHaveBeenCalled()
  })
})
