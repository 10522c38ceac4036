import { beforeEach, describe, expect, it } from 'vitest'
import { closeDialog, dialogsStore } from '../../state/dialogs-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFleet } from '../../state/made-up-fleet'
import { viewStore } from '../../state/view-store'
import { numbered, paletteGroups, togglePin } from './palette-items'
import { paletteAct } from './palette-keys'

beforeEach(() => {
  fleetStore.setState({
    fleet: madeUpFleet([
      { name: 'api', panes: ['working', null] },
      { name: 'notes', panes: [null], managed: false },
    ]),
    connection: 'open',
  })
  viewStore.setState({ view: { kind: 'session', sessionId: '$0' }, selectedPane: '%0' })
  closeDialog()
})

const ids = (heading: string, pinned: readonly string[] = []) =>
  paletteGroups(pinned)
    .find(group => group.heading === heading)
    ?.items.map(item => item.id)

describe('paletteGroups', () => {
  it('offers commands that make sense, sessions and panes', () => {
    expect(paletteGroups([]).map(group => group.heading)).toEqual(['Commands', 'Sessions', 'Panes'])
    expect(ids('Commands')).toContain('command:agents.add')
    expect(ids('Commands')).not.toContain('command:terminal.find')
    expect(ids('Commands')).not.toContain('command:palette.open')
    expect(ids('Sessions')).toEqual(['session:api', 'session:notes'])
    expect(ids('Panes')).toEqual(['pane:api/cc_1', 'pane:api/pane 1 %1', 'pane:notes/pane 0 %2'])
  })

  it('says whom a command would act on', () => {
    const items = paletteGroups([]).flatMap(group => group.items)
    const detail = (id: string) => items.find(item => item.id === id)?.detail
    expect(detail('command:session.kill')).toBe('api')
    expect(detail('command:agents.interruptPane')).toBe('cc_1 in api')
    expect(detail('command:agents.interruptAll')).toBe('')
  })

  it('puts pins first, in their order, once, and forgets none that is away', () => {
    const pinned = ['session:gone', 'pane:api/cc_1', 'command:session.new']
    expect(ids('Pinned', pinned)).toEqual(['pane:api/cc_1', 'command:session.new'])
    expect(ids('Commands', pinned)).not.toContain('command:session.new')
    expect(ids('Panes', pinned)).not.toContain('pane:api/cc_1')
  })

  it('numbers the first nine', () => {
    const groups = paletteGroups(['session:notes'])
    expect(numbered(groups).map(item => item.id)).toEqual(
      groups
        .flatMap(group => group.items)
        .slice(0, 9)
        .map(item => item.id),
    )
    expect(numbered(groups)[0]?.id).toBe('session:notes')
  })

  it('runs what it names', () => {
    const items = paletteGroups([]).flatMap(group => group.items)
    items.find(item => item.id === 'command:session.new')?.run()
    expect(dialogsStore.getState().dialog?.kind).toBe('new-session')
    items.find(item => item.id === 'session:notes')?.run()
    expect(viewStore.getState().view).toEqual({ kind: 'session', sessionId: '$1' })
    items.find(item => item.id === 'pane:api/cc_1')?.run()
    expect(viewStore.getState().view).toEqual({ kind: 'pane', sessionId: '$0', paneId: '%0' })
  })
})

describe('togglePin', () => {
  it('adds last and takes away, and never keeps more than the settings do', () => {
    expect(togglePin(['a'], 'b')).toEqual(['a', 'b'])
    expect(togglePin(['a', 'b'], 'a')).toEqual(['b'])
    const many = Array.from({ length: 50 }, (_, index) => `${index}`)
    expect(togglePin(many, 'new')).toHaveLength(50)
    expect(togglePin(many, 'new').at(-1)).toBe('new')
  })
})

describe('paletteAct', () => {
  const key = (name: string, held = '', code = '') => ({
    key: name,
    code,
    ctrlKey: held.includes('c'),
    shiftKey: held.includes('s'),
    altKey: held.includes('a'),
    metaKey: held.includes('m'),
  })

  it('pins by Ctrl+P alone', () => {
    expect(paletteAct(key('p', 'c'), 'api')).toEqual({ kind: 'pin' })
    expect(paletteAct(key('з', 'c', 'KeyP'), '')).toEqual({ kind: 'pin' })
    // Ctrl+Shift+P closes the palette; Dvorak's L is where P is elsewhere.
    expect([paletteAct(key('P', 'cs'), ''), paletteAct(key('l', 'c', 'KeyP'), ''), paletteAct(key('p'), '')]).toEqual([
      null,
      null,
      null,
    ])
  })

  it('picks by 1–9 only while nothing was typed', () => {
    expect(paletteAct(key('1'), '')).toEqual({ kind: 'pick', index: 0 })
    expect(paletteAct(key('9'), '')).toEqual({ kind: 'pick', index: 8 })
    expect([paletteAct(key('0'), ''), paletteAct(key('1'), 'cc_'), paletteAct(key('1', 'a'), '')]).toEqual([
      null,
      null,
      null,
    ])
  })
})
