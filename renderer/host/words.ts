import { type FailureCode, toFailure } from '../../ipc/failure'

/** An error in three short parts: what happened, what it means for the agents, what to do. */
export interface Words {
  readonly what: string
  readonly meaning: string
  readonly remedy: string
}

const UNTOUCHED = 'Nothing was changed.'
const RUNNING = 'Your agents keep running in tmux.'

/** Every code in words. `what` stands in for a message that the host did not give. */
export const WORDS: Record<FailureCode, Words> = {
  'bad-input': { what: 'The request was not valid.', meaning: UNTOUCHED, remedy: 'Check what you entered.' },
  'unknown-call': {
    what: 'This window and its host are of different versions.',
    meaning: UNTOUCHED,
    remedy: 'Reload the window; if that does not help, restart Quarterdeck.',
  },
  'no-tmux': {
    what: 'tmux is not installed.',
    meaning: 'Without it no agent can be started.',
    remedy: 'Install tmux 3.2 or newer.',
  },
  'tmux-too-old': {
    what: 'This tmux is too old.',
    meaning: 'Quarterdeck needs tmux 3.2 or newer.',
    remedy: 'Update tmux.',
  },
  'no-server': {
    what: 'No tmux server is running.',
    meaning: 'There are no sessions now.',
    remedy: 'Create a session: that starts a server.',
  },
  'tmux-refused': { what: 'tmux refused the command.', meaning: UNTOUCHED, remedy: 'Its own words are above.' },
  'tmux-timeout': {
    what: 'tmux did not answer in time.',
    meaning: 'Whether it was done is not known.',
    remedy: 'Look at the panes, then try again.',
  },
  'socket-rights': {
    what: 'The tmux socket cannot be used: its folder has wrong rights.',
    meaning: RUNNING,
    remedy: 'Make the folder of the socket yours alone (mode 700).',
  },
  'foreign-server': {
    what: 'The tmux socket is used by something else.',
    meaning: 'Who listens there is no tmux server of yours; nothing was sent to it.',
    remedy: 'End that program, or start Quarterdeck with another socket (QUARTERDECK_TMUX_SOCKET=name).',
  },
  'version-skew': {
    what: 'The tmux program and the running server are of different versions.',
    meaning: RUNNING,
    remedy: 'Use the tmux that started the server, or restart the server when its sessions are done.',
  },
  'no-such-session': { what: 'This session is gone.', meaning: UNTOUCHED, remedy: '' },
  'no-such-window': { what: 'This window is gone.', meaning: UNTOUCHED, remedy: '' },
  'no-such-pane': { what: 'This pane is gone.', meaning: UNTOUCHED, remedy: '' },
  'name-taken': {
    what: 'A session of this name exists already.',
    meaning: UNTOUCHED,
    remedy: 'Choose another name.',
  },
  'bad-name': {
    what: 'tmux cannot use this name.',
    meaning: UNTOUCHED,
    remedy: 'Leave out dots, colons and control characters.',
  },
  'bad-folder': { what: 'This folder cannot be used.', meaning: UNTOUCHED, remedy: 'Choose another folder.' },
  'no-program': {
    what: 'A program is not installed.',
    meaning: UNTOUCHED,
    remedy: 'Install it, or leave that agent out.',
  },
  'unknown-agent-type': {
    what: 'This agent type does not exist any more.',
    meaning: UNTOUCHED,
    remedy: 'Look at the agent types in the settings.',
  },
  'pane-dead': { what: 'The program in this pane has ended.', meaning: UNTOUCHED, remedy: 'Restart it first.' },
  'not-ours': {
    what: 'This pane was not started by Quarterdeck.',
    meaning: UNTOUCHED,
    remedy: 'Do it in the pane itself.',
  },
  'read-only': {
    what: 'Another Quarterdeck holds the data folder.',
    meaning: `Nothing was saved from here. ${RUNNING}`,
    remedy: 'Close the other one, or do it there.',
  },
  'store-damaged': {
    what: 'The settings could not be read or written.',
    meaning: RUNNING,
    remedy: 'Check the data folder and the free space of its disk.',
  },
  disconnected: {
    what: 'The connection to the host is gone.',
    meaning: RUNNING,
    remedy: 'Quarterdeck reconnects by itself; then try again.',
  },
  'too-large': { what: 'That is too large.', meaning: UNTOUCHED, remedy: 'Send it in smaller parts.' },
  refused: { what: 'A rule of safety forbids this.', meaning: UNTOUCHED, remedy: '' },
  cancelled: { what: 'It was cancelled.', meaning: '', remedy: '' },
  internal: {
    what: 'Something unexpected went wrong in Quarterdeck.',
    meaning: RUNNING,
    remedy: 'The log in the data folder has the details.',
  },
}

/** Any thrown value in words: the host's own sentence and detail come first, the table fills in the rest. */
export function wordsFor(error: unknown): Words {
  const { code, message, detail } = toFailure(error)
  const words = WORDS[code]
  return { what: message || words.what, meaning: words.meaning, remedy: detail || words.remedy }
}
