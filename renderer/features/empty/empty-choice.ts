import type { FleetStore } from '../../state/fleet-store'

/** What stands in place of the grid: title, what it means, what to do. */
export interface EmptyState {
  readonly kind: 'connecting' | 'trouble' | 'no-server' | 'no-sessions' | 'lost'
  readonly title: string
  readonly meaning: string
  /** A command to run or a sentence; empty when there is nothing to do but what the buttons offer. */
  readonly remedy: string
  /** Offers *New session*. */
  readonly create: boolean
}

const SAFE = 'tmux keeps your agents; this window only shows them.'

/** The state that takes the grid's place, or null when there is something to show. */
export function emptyState({ fleet, connection }: FleetStore): EmptyState | null {
  if (!fleet) {
    const title = connection === 'lost' ? 'Reconnecting to the host' : 'Connecting to the host'
    return { kind: 'connecting', title, meaning: SAFE, remedy: '', create: false }
  }
  const { server, sessions } = fleet
  if (server.kind === 'trouble') {
    const meaning = 'Until that is mended no session can be shown or started here.'
    return {
      kind: 'trouble',
      title: server.message || 'tmux cannot be used',
      meaning,
      remedy: server.remedy,
      create: false,
    }
  }
  if (sessions.length > 0) return null
  if (server.kind === 'starting') {
    return { kind: 'connecting', title: 'Looking for tmux', meaning: SAFE, remedy: '', create: false }
  }
  if (server.kind === 'lost') {
    const meaning = server.message || 'The server that ran your sessions has ended, and its sessions with it.'
    return { kind: 'lost', title: 'The tmux server is gone', meaning, remedy: server.remedy, create: true }
  }
  const kind = server.kind === 'none' ? 'no-server' : 'no-sessions'
  return {
    kind,
    title: 'No sessions yet',
    meaning:
      kind === 'no-server'
        ? 'No tmux server is running. Your first session starts one; it keeps running when you close this window.'
        : 'Start agents in a session. They keep running when you close this window.',
    remedy: '',
    create: true,
  }
}

export interface BannerWords {
  readonly title: string
  readonly meaning: string
}

/** A line above the grid while what it shows is not live; null while all is well. */
export function bannerWords(store: FleetStore): BannerWords | null {
  const { fleet, connection } = store
  if (!fleet || emptyState(store)) return null
  if (connection !== 'open') {
    return {
      title: 'Reconnecting to the host.',
      meaning: 'What you see is the last picture. Your agents keep running.',
    }
  }
  if (fleet.server.kind === 'lost') {
    const meaning = fleet.server.message || 'What you see is the last picture.'
    return { title: 'The tmux server is gone.', meaning: `${meaning} Quarterdeck follows again when one is back.` }
  }
  return null
}

/** A remedy that is a command line is shown to be copied; a sentence (it ends like one) is only shown. */
export function isCommandLine(remedy: string): boolean {
  return remedy !== '' && !/[.!?]$/.test(remedy) && !remedy.includes('\n')
}
