import { type Sources, serveWire } from '../../ipc/rpc-server'
import type { Undo, Wire } from '../../ipc/wire'
import type { ActBook } from '../agents/acts'
import type { Checkpoints } from '../checkpoints/checkpoints'
import type { Restore } from '../checkpoints/restore/restore'
import type { Log } from '../log/log'
import type { Recovery } from '../recovery/recovery'
import type { Terminals } from '../terminals/terminals'
import type { Finishes } from '../workflows/finish'
import { createActSource } from './act-source'
import type { Acts } from './acts'
import { createFinishSource } from './finish-source'
import { sendFleet } from './fleet-source'
import type { createHandlers, Peer } from './handlers'
import type { Host } from './host'
import { createRestoreSource } from './restoring'

/** What every page is served with. */
export interface PageParts {
  readonly handlers: ReturnType<typeof createHandlers>
  readonly sources: Sources<Peer>
  readonly terminals: Pick<Terminals, 'openPeer'>
  readonly log: Log
}

interface SourceServices {
  readonly finishes: Finishes
  readonly checkpoints: Pick<Checkpoints, 'watch'>
  readonly restore: Restore
  readonly recovery: Pick<Recovery, 'watch'>
}

/** The contract's topics: the full state first, then what changes. */
export function createSources(
  fleet: Host['fleet'],
  settings: Host['settings'],
  acts: Acts,
  book: ActBook,
  { finishes, checkpoints, restore, recovery }: SourceServices,
): Sources<Peer> {
  return {
    fleet: send => sendFleet(fleet, send),
    settings(send) {
      send(settings.get())
      return settings.onChange(send)
    },
    acts(send) {
      send({ hello: true })
      return acts.onAct(send)
    },
    act: createActSource(book),
    finish: createFinishSource(finishes),
    checkpoints: checkpoints.watch,
    restore: createRestoreSource(restore),
    recovery: recovery.watch,
  }
}

/** Pages and their wires; `end` ends them all, for when the host closes first. */
export function createPages({ handlers, sources, terminals, log }: PageParts): {
  serve(wire: Wire): Undo
  end(): void
} {
  const ends = new Set<Undo>()
  return {
    serve(wire) {
      const peer: Peer = { terminals: terminals.openPeer(frame => wire.send(frame)) }
      const endRpc = serveWire(wire, {
        handlers,
        sources,
        peer,
        onFrame: frame => peer.terminals.onFrame(frame),
        onTrouble: (what, error) => log.error(what, { error: error instanceof Error ? error.stack : String(error) }),
      })
      const end = () => {
        if (!ends.delete(end)) return
        endRpc()
        peer.terminals.end()
      }
      ends.add(end)
      wire.onClose(end)
      return end
    },
    end() {
      for (const end of [...ends]) end()
    },
  }
}
