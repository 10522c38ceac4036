import type { FailureCode } from '../../../ipc/failure'
import type { ServerStatus } from '../../../ipc/model'
import { WORDS } from '../../host/words'

interface Trouble {
  /** What is wrong, in a few words. */
  readonly title: string
  /** What it means for the agents. */
  readonly meaning: string
  /** A word or two for the status bar. */
  readonly short: string
}

const MAY_RUN = 'Sessions that run go on without this window, which cannot show them until that is mended.'

/** What can keep the host from a server, each with its own words; what to do comes from the host, who knows the place. */
const TROUBLES: Partial<Record<FailureCode, Trouble>> = {
  'no-tmux': {
    title: 'tmux is not installed',
    meaning: 'Sessions run in tmux: without it none can be shown or started here.',
    short: 'tmux not found',
  },
  'tmux-too-old': {
    title: 'This tmux is too old',
    meaning: `Quarterdeck needs tmux 3.2 or newer. ${MAY_RUN}`,
    short: 'too old',
  },
  'socket-rights': {
    title: 'The tmux socket cannot be used',
    meaning: `Its folder or the socket itself is closed to you, or open to others. ${MAY_RUN}`,
    short: 'socket cannot be used',
  },
  'version-skew': {
    title: 'tmux and its server are of different versions',
    meaning: `They do not understand each other. ${MAY_RUN}`,
    short: 'versions differ',
  },
  'tmux-timeout': {
    title: 'The tmux server does not answer',
    meaning: 'It may be busy or stopped. Whether its sessions go on is not known.',
    short: 'does not answer',
  },
  'foreign-server': {
    title: 'The tmux socket is not yours',
    meaning: 'What listens there is another user’s or no tmux server. No prompt and no key is sent to it.',
    short: 'not your server',
  },
  'tmux-refused': {
    title: 'tmux refused to be followed',
    meaning: MAY_RUN,
    short: 'refused',
  },
}

const OTHER: Trouble = {
  title: 'tmux cannot be used',
  meaning: 'Until that is mended no session can be shown or started here.',
  short: 'cannot be used',
}

/** The words for a server in trouble; `said` is what the host or tmux said of it, empty where the title says the same. */
export function troubleWords({ code, message, remedy }: ServerStatus): Trouble & {
  readonly said: string
  readonly remedy: string
} {
  const words = code ? TROUBLES[code] : undefined
  const same = (text: string) => text.replace(/\.$/, '')
  if (!words) return { ...OTHER, title: same(message) || OTHER.title, said: '', remedy }
  const said = same(message) === words.title ? '' : message
  return { ...words, said, remedy: remedy || (code ? WORDS[code].remedy : '') }
}
