import { lossWords } from '../../../ipc/loss-words'
import type { ServerStatus } from '../../../ipc/model'
import type { LostSession } from '../../../ipc/recovery'
import type { FleetStore } from '../../state/fleet-store'
import { troubleWords } from './trouble-words'

/** What stands in place of the grid: title, what it means, what to do. */
export interface EmptyState {
  readonly kind: 'connecting' | 'trouble' | 'no-server' | 'no-sessions' | 'lost'
  readonly title: string
  readonly meaning: string
  /** What tmux or the host said of it, as it came; empty when there is nothing to add. */
  readonly said: string
  /** A command to run or a sentence; empty when there is nothing to do but what the buttons offer. */
  readonly remedy: string
  /** Offers *New session*. */
  readonly create: boolean
  /** Offers *Recovery*: something was lost. */
  readonly recover: boolean
}

const SAFE = 'tmux keeps your agents; this window only shows them.'

const CONNECTING = { kind: 'connecting', meaning: SAFE, said: '', remedy: '', create: false, recover: false } as const

function inTrouble(server: ServerStatus, recover: boolean): EmptyState {
  const { title, meaning, said, remedy } = troubleWords(server)
  return { kind: 'trouble', title, meaning, said, remedy, create: false, recover }
}

function whenLost({ message, remedy }: ServerStatus, lost: readonly LostSession[]): EmptyState {
  const recover = lost.length > 0
  const words = recover ? Object.values(lossWords(lost)).filter(Boolean).join(' ') : ''
  const meaning = words || 'The server that ran your sessions has ended, and its sessions with it.'
  return { kind: 'lost', title: 'The tmux server is gone', meaning, said: message, remedy, create: true, recover }
}

/** Nothing runs, and a person may have to decide about what did. */
function whenIdle(kind: 'no-server' | 'no-sessions', lost: readonly LostSession[]): EmptyState {
  const rest = { kind, said: '', remedy: '', create: true, recover: lost.length > 0 }
  if (lost.length > 0) {
    const { title, meaning } = lossWords(lost)
    return { ...rest, title: 'Nothing runs now', meaning: [title, meaning].filter(Boolean).join(' ') }
  }
  const meaning =
    kind === 'no-server'
      ? 'No tmux server is running. Your first session starts one; it keeps running when you close this window.'
      : 'Start agents in a session. They keep running when you close this window.'
  return { ...rest, title: 'No sessions yet', meaning }
}

/** The state that takes the grid's place, or null when there is something to show. `lost`: what *Recovery* would list. */
export function emptyState({ fleet, connection }: FleetStore, lost: readonly LostSession[] = []): EmptyState | null {
  if (!fleet) {
    const title = connection === 'lost' ? 'Reconnecting to the host' : 'Connecting to the host'
    return { ...CONNECTING, title }
  }
  const { server, sessions } = fleet
  if (server.kind === 'trouble') return inTrouble(server, lost.length > 0)
  if (sessions.length > 0) return null
  if (server.kind === 'starting') return { ...CONNECTING, title: 'Looking for tmux' }
  if (server.kind === 'lost') return whenLost(server, lost)
  return whenIdle(server.kind === 'none' ? 'no-server' : 'no-sessions', lost)
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
