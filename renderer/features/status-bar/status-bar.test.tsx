import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFleet } from '../../state/made-up-fleet'
import { settingsStore } from '../../state/settings-store'
import { serverWords } from './server-words'
import { StatusBar } from './status-bar'

afterEach(() => {
  cleanup()
  settingsStore.setState({ info: null })
})

const { server } = madeUpFleet([])

describe('serverWords', () => {
  it('names version and socket', () => {
    expect(serverWords(server)).toBe('tmux 3.3a · default server')
    expect(serverWords({ ...server, socket: 'work' })).toBe('tmux 3.3a · socket work')
    expect(serverWords({ ...server, kind: 'none', serverVersion: '' })).toBe('tmux 3.3a · no server on default server')
  })

  it('shows both versions where they differ', () => {
    expect(serverWords({ ...server, clientVersion: '3.5' })).toBe('tmux 3.3a (program 3.5) · default server')
  })

  it('does not invent a version', () => {
    const none = { ...server, clientVersion: '', serverVersion: '' }
    expect(serverWords({ ...none, kind: 'trouble' })).toBe('tmux not found')
    expect(serverWords({ ...none, kind: 'starting' })).toBe('Looking for tmux…')
    expect(serverWords({ ...none, kind: 'trouble', code: 'no-tmux' })).toBe('tmux not found')
    expect(serverWords({ ...none, kind: 'trouble', code: 'tmux-timeout' })).toBe('tmux: does not answer')
  })

  it('says in a word what is wrong', () => {
    expect(serverWords({ ...server, kind: 'lost', serverVersion: '' })).toBe(
      'tmux 3.3a · server gone from default server',
    )
    expect(serverWords({ ...server, kind: 'trouble', code: 'socket-rights', socket: 'work' })).toBe(
      'tmux 3.3a · socket work: socket cannot be used',
    )
  })
})

describe('the status bar', () => {
  it('counts agents and those that wait', () => {
    fleetStore.setState({ fleet: madeUpFleet([{ name: 'a', panes: ['waiting', 'idle', null] }]), connection: 'open' })
    render(<StatusBar />)
    expect(screen.getByText('2 agents')).toBeTruthy()
    expect(screen.getByText('1 waiting')).toBeTruthy()
    expect(screen.queryByText(/Reconnecting/)).toBeNull()
  })

  it('says when the connection is lost and who holds the folder', () => {
    fleetStore.setState({ fleet: madeUpFleet([]), connection: 'lost' })
    settingsStore.setState({
      info: {
        version: '1',
        shell: 'web',
        platform: 'linux',
        dataFolder: '/d',
        readOnly: 'process 7',
        notices: [],
        home: '/',
      },
    })
    render(<StatusBar />)
    expect(screen.getByText('Reconnecting to the host…')).toBeTruthy()
    expect(screen.getByText('Read-only: process 7')).toBeTruthy()
    expect(screen.queryByText(/waiting/)).toBeNull()
  })
})
