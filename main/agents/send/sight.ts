import type { Pane, PaneId } from '../../../ipc/model'
import type { ProcessTable } from '../../processes/types'
import { createCoalescer } from '../../tmux/coalesce'
import type { Tmux } from '../../tmux/types'
import type { AgentType, Composer, ScreenReading, TitleReading } from '../agent-type'
import type { FleetService } from '../fleet'
import { lookAtPane, type PaneLook } from '../look'
import type { Screen } from '../screen'

/** All that is known of one pane at the moment of a fresh look. */
export interface Sight {
  readonly pane: Pane | null
  /** Its processes; null when they could not be read. */
  readonly look: PaneLook | null
  /** Type of its agent. */
  readonly type: AgentType | null
  /** null when it could not be read. */
  readonly screen: Screen | null
  readonly reading: ScreenReading | null
  readonly composer: Composer | null
  readonly title: TitleReading | null
}

/** Looks at panes right before something is typed into them. */
export interface Sights {
  /** tmux, processes and screen, all read after this call. Never rejects: what cannot be read is null. */
  look(paneId: PaneId): Promise<Sight>
  /** The screen alone, with tmux and processes as they were last known: for waiting, never for typing. */
  screen(paneId: PaneId): Promise<Sight>
}

interface Options {
  readonly tmux: Pick<Tmux, 'mirror'>
  readonly fleet: Pick<FleetService, 'pane' | 'refresh' | 'readScreen'>
  readonly types: () => readonly AgentType[]
  readonly readProcesses: () => Promise<ProcessTable>
}

/** Fresh looks at panes; those that are asked for at once share one listing and one process table. */
export function createSights({ tmux, fleet, types, readProcesses }: Options): Sights {
  let table: ProcessTable | null = null
  // A table of our own: the fleet keeps its last looks when the processes cannot be read, which is not enough to type.
  const fresh = createCoalescer(async () => {
    await fleet.refresh()
    table = await readProcesses()
  })

  function lookAt(paneId: PaneId): PaneLook | null {
    const pane = tmux.mirror.pane(paneId)
    return pane && table ? lookAtPane(pane, table, types()) : null
  }

  async function see(paneId: PaneId, look: PaneLook | null): Promise<Sight> {
    const screen = await fleet.readScreen(paneId).catch(() => null)
    const pane = fleet.pane(paneId)
    const type = types().find(one => one.id === pane?.agent?.type) ?? null
    return {
      pane,
      look,
      type,
      screen,
      reading: screen && type ? type.readScreen(screen) : null,
      composer: screen && type ? type.readComposer(screen) : null,
      title: pane && type ? type.readTitle(pane.title) : null,
    }
  }

  return {
    async look(paneId) {
      const read = await fresh.now().then(
        () => true,
        () => false,
      )
      return see(paneId, read ? lookAt(paneId) : null)
    },
    screen: paneId => see(paneId, null),
  }
}
