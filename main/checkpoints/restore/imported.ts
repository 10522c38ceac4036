import type { Checkpoint, RestoreChoice, SavedLaunch, SavedPane } from '../../../ipc/checkpoint'
import type { AgentType } from '../../agents/agent-type'
import { launchOf } from '../../sessions/launch'
import { isAgent } from './plan'

const BY_SETTINGS =
  'It came from a file: it is started as your settings say, not as the file says, and not before you press Start.'
const BY_FILE = 'It came from a file, with a command that your settings do not know. Read it before you press Start.'
const SCREEN = 'It came from a file.'
const FILES = 'These files came from a file: look at them before you use them.'

/**
 * How an imported agent may be started. What a file says of a type that is known here counts for nothing: a command, an
 * argument or a variable may do anything. Of other types command and arguments stay, as they are shown; variables are not.
 */
function trustedLaunch(launch: SavedLaunch, types: readonly AgentType[]): SavedLaunch {
  const type = types.find(one => one.id === launch.type)
  if (type) return launchOf(type, launch.folder)
  return { ...launch, env: Object.fromEntries(Object.keys(launch.env).map(name => [name, null])) }
}

function trustedPane(pane: SavedPane, types: readonly AgentType[]): SavedPane {
  const known = types.some(one => one.id === (pane.launch?.type ?? pane.type))
  const why = !isAgent(pane) ? SCREEN : known ? BY_SETTINGS : BY_FILE
  return {
    ...pane,
    launch: pane.launch && trustedLaunch(pane.launch, types),
    problem: `${why} ${pane.problem}`.trim().slice(0, 1000),
  }
}

/** A checkpoint as a restore may use it: one that came from a file is somebody else's word, and says so in its plan. */
export function asTrusted(checkpoint: Checkpoint, types: readonly AgentType[]): Checkpoint {
  if (checkpoint.trigger !== 'import') return checkpoint
  return {
    ...checkpoint,
    windows: checkpoint.windows.map(window => ({
      ...window,
      panes: window.panes.map(pane => trustedPane(pane, types)),
    })),
    trees: checkpoint.trees.map(tree => ({ ...tree, problem: `${FILES} ${tree.problem}`.trim().slice(0, 1000) })),
  }
}

/** What is chosen, as far as it holds: nothing that came from a file is started at once, each agent waits behind *Start*. */
export function trustedChoice({ trigger }: Pick<Checkpoint, 'trigger'>, choice: RestoreChoice): RestoreChoice {
  return trigger === 'import' ? { ...choice, start: false } : choice
}
