import { describe, expect, it } from 'vitest'
import { madeUpFleet } from '../../state/made-up-fleet'
import { madeUpLost } from '../../state/made-up-recovery'
import { bannerWords, emptyState, isCommandLine } from './empty-choice'

const some = [{ name: 'api', panes: ['idle'] as const }]

describe('emptyState', () => {
  it('waits for the host and for tmux', () => {
    expect(emptyState({ fleet: null, connection: 'connecting' })?.title).toBe('Connecting to the host')
    expect(emptyState({ fleet: null, connection: 'lost' })?.title).toBe('Reconnecting to the host')
    expect(emptyState({ fleet: madeUpFleet([], 'starting'), connection: 'open' })?.kind).toBe('connecting')
  })

  it.each(['none', 'lost', 'connected'] as const)(
    'offers what was lost first, and a new session too, when the server is %s',
    kind => {
      const state = emptyState({ fleet: madeUpFleet([], kind), connection: 'open' }, [madeUpLost(1)])
      expect(state).toMatchObject({ recover: true, create: true })
      expect(state?.meaning).toContain('api is gone: the tmux server was killed or crashed. 2 agents were running.')
      expect(state?.title).not.toContain('No sessions yet')
    },
  )

  it('says what the host knows of a server that went, also where nothing of it is to be recovered', () => {
    const fleet = madeUpFleet([], 'lost')
    const server = { ...fleet.server, message: 'It went away (server exited).' }
    expect(emptyState({ fleet: { ...fleet, server }, connection: 'open' })).toMatchObject({
      said: 'It went away (server exited).',
      recover: false,
    })
  })

  it('offers what was lost while tmux is in trouble, but no session that could not be created', () => {
    const state = emptyState({ fleet: madeUpFleet([], 'trouble'), connection: 'open' }, [madeUpLost(1)])
    expect(state).toMatchObject({ kind: 'trouble', recover: true, create: false })
  })

  it('shows trouble with its remedy, and offers no session that could not be created', () => {
    const fleet = madeUpFleet(some, 'trouble')
    const server = { ...fleet.server, message: 'tmux is not installed.', remedy: 'apt-get install tmux' }
    expect(emptyState({ fleet: { ...fleet, server }, connection: 'open' })).toMatchObject({
      kind: 'trouble',
      title: 'tmux is not installed',
      remedy: 'apt-get install tmux',
      create: false,
    })
  })

  it.each([
    ['none', 'no-server'],
    ['connected', 'no-sessions'],
    ['lost', 'lost'],
  ] as const)('offers the first session when the server is %s', (kind, state) => {
    expect(emptyState({ fleet: madeUpFleet([], kind), connection: 'open' })).toMatchObject({
      kind: state,
      create: true,
    })
  })

  it('gives way to sessions, also to the last picture of them', () => {
    expect(emptyState({ fleet: madeUpFleet(some), connection: 'open' })).toBeNull()
    expect(emptyState({ fleet: madeUpFleet(some, 'lost'), connection: 'lost' })).toBeNull()
  })
})

describe('bannerWords', () => {
  it('says that the picture is old', () => {
    expect(bannerWords({ fleet: madeUpFleet(some), connection: 'lost' })?.title).toContain('Reconnecting')
    expect(bannerWords({ fleet: madeUpFleet(some, 'lost'), connection: 'open' })?.title).toContain('server is gone')
  })

  it('is silent while all is well or the page says it already', () => {
    expect(bannerWords({ fleet: madeUpFleet(some), connection: 'open' })).toBeNull()
    expect(bannerWords({ fleet: madeUpFleet([], 'lost'), connection: 'open' })).toBeNull()
    expect(bannerWords({ fleet: null, connection: 'lost' })).toBeNull()
  })
})

describe('isCommandLine', () => {
  it('tells a command from a sentence', () => {
    expect(['brew install tmux', 'Restart the server.', '', 'a\nb'].map(isCommandLine)).toEqual([
      true,
      false,
      false,
      false,
    ])
  })
})
