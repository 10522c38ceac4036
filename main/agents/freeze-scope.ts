import type { Pane } from '../../ipc/model'
import { branches } from '../processes/end'
import { surveyPanes } from '../processes/owned'
import { readProcesses } from '../processes/read'
import type { OwnedProcess, PaneRoot, ProcessInfo, ProcessTable } from '../processes/types'
import type { Tmux } from '../tmux/types'
import type { AgentType } from './agent-type'
import { typeOfProcess } from './look'
import { isInteractiveShell } from './program-name'
import { launchPhase } from './wrapper'

const IN_A_SHELL = 'It runs in a shell that a person types into: the shell would take the terminal back.'
const BY_TMUX = 'It was started by tmux itself, which wakes its own programs at once.'
const OURSELVES = 'Quarterdeck itself runs in its pane.'
const EXITED = 'It has exited already.'

/** Which processes a freeze is about. */
export interface FreezeScope {
  /** Why this pane's agent cannot be frozen, or null. */
  refusal(pane: Pane): Promise<string | null>
  /**
   * All that belongs to the pane's agent, parents before their children, without the pane's own program and without
   * daemons that several agents share. `seen`: what earlier looks found.
   */
  look(pane: Pane, seen?: readonly OwnedProcess[]): Promise<OwnedProcess[]>
}

interface Options {
  readonly tmux: Pick<Tmux, 'mirror' | 'serverPid'>
  readonly types: () => readonly AgentType[]
}

/**
 * tmux (3.3a: server_child_stopped) sends SIGCONT to the whole group of a pane's own program as soon as that is stopped, so
 * that one is always left running: the agent must be below it. A shell with job control notices that its job was stopped,
 * says so and reads the terminal again: a prompt that is sent then would be run by it.
 */
function refusalOfRoot(root: ProcessInfo | null, table: ProcessTable, type: AgentType): string | null {
  if (!root) return EXITED
  const phase = launchPhase(root.argv)
  if (phase !== null) return phase === 'launching' ? 'It is still starting.' : null
  if (isInteractiveShell(root.argv)) return IN_A_SHELL
  const below = table.treeOf(root.pid).filter(one => one !== root && !one.zombie)
  return below.some(one => typeOfProcess(one.argv, [type]) !== null) ? null : BY_TMUX
}

/** Without shared daemons and all that these started. */
function withoutShared(list: readonly OwnedProcess[], types: readonly AgentType[]): OwnedProcess[] {
  const shared = (one: OwnedProcess) => types.some(type => type.shared.some(each => each.matches(one.argv)))
  const left = branches(list, shared)
  return list.filter(one => !left.has(one.pid))
}

/** What may be stopped of a pane, by fresh looks at the process table. */
export function createFreezeScope({ tmux, types }: Options): FreezeScope {
  function survey(pane: Pane, seen: readonly OwnedProcess[] = []) {
    const agentId = tmux.mirror.state().panes.find(one => one.id === pane.id)?.options.id ?? ''
    const root: PaneRoot = { paneId: pane.id, pid: pane.pid, tty: pane.tty, agentId }
    return surveyPanes([root], tmux.serverPid(), seen)
  }

  return {
    async refusal(pane) {
      if (pane.dead || pane.state.name === 'exited') return EXITED
      const type = types().find(one => one.id === pane.agent?.type)
      if (!type || type.kind === 'shell') return 'Only agents can be frozen, and in this pane is none.'
      const table = await readProcesses()
      const reason = refusalOfRoot(table.get(pane.pid), table, type)
      if (reason) return reason
      const { spared } = await survey(pane)
      return spared.some(one => one.why === 'ourselves') ? OURSELVES : null
    },
    async look(pane, seen) {
      const { owned } = await survey(pane, seen)
      return withoutShared(owned, types()).filter(one => one.pid !== pane.pid)
    },
  }
}
