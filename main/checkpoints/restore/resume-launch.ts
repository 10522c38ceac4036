import type { RestorePlan, SavedPane } from '../../../ipc/checkpoint'
import { toFailure } from '../../../ipc/failure'
import type { AgentType, ResumedTalk } from '../../agents/agent-type'
import { type Launch, launchOf } from '../../sessions/launch'
import type { Blobs } from '../store/blobs'
import { typeOf } from './plan'

interface Options {
  readonly types: readonly AgentType[]
  readonly blobs: Pick<Blobs, 'get'>
  /** The user's home folder, and the environment that agents get. */
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
}

interface Again {
  /** null: it cannot be started at all. */
  readonly launch: Launch | null
  /** The copy of the conversation that the launch goes on with; null: it begins a new one. */
  readonly talk: Pick<ResumedTalk, 'id' | 'file'> | null
  /** What came back less than planned, in a sentence; empty: nothing. */
  readonly problem: string
}

/** As it was started; by the settings where it was started by hand. Values that were not kept are today's. */
function savedLaunch({ launch }: SavedPane, type: AgentType | null, folder: string): Launch | null {
  if (!launch) return type ? launchOf(type, folder) : null
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(launch.env)) {
    const known = value ?? type?.env[name]
    if (known !== undefined && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) env[name] = known
  }
  const { kind, command } = launch
  return command === '' || folder === ''
    ? null
    : { type: launch.type, kind, command, args: [...launch.args], env, folder }
}

/**
 * How a pane's agent is started again in the planned folder, its conversation put in place when the plan says so (Claude
 * Code finds one by the folder that it is started in).
 */
export async function launchAgain(
  pane: SavedPane,
  { conversation: talk, folder }: Pick<RestorePlan['panes'][number], 'conversation' | 'folder'>,
  { types, blobs, home, env }: Options,
): Promise<Again> {
  const type = typeOf(pane, types)
  const launch = savedLaunch(pane, type, folder)
  if (!launch || !type?.resume) return { launch, talk: null, problem: '' }
  const { resume } = type
  const begin = (problem: string): Again => ({
    launch: { ...launch, args: resume.fresh(launch.args) },
    ...{ talk: null, problem },
  })
  const { conversation } = pane
  if (talk !== 'as-saved' || !conversation?.transcript) return begin('')
  try {
    const transcript = await blobs.get(conversation.transcript)
    const place = { transcript, id: conversation.id, folder: launch.folder, home, env: { ...env, ...launch.env } }
    const resumed = await resume.asSaved({ ...place, args: launch.args })
    if (!resumed) return begin('Its conversation had no complete turn: it begins a new one.')
    return { launch: { ...launch, args: [...resumed.args] }, talk: resumed, problem: '' }
  } catch (error) {
    return begin(`Its conversation could not be brought back: ${toFailure(error).message}`)
  }
}
