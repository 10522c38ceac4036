import type { TopicOut } from '../../ipc/contract'
import { diffFleet } from '../../ipc/fleet'
import type { Fleet } from '../../ipc/model'
import type { Undo } from '../../ipc/wire'

/** At most twenty patches a second: more is not seen, and each one makes the page work. */
const PATCH_EVERY_MS = 50

/** A fleet that can be read and followed. */
export interface FleetView {
  state(): Fleet
  onChange(listener: (fleet: Fleet) => void): Undo
}

/** The whole fleet at once, then what changed: the first change at once, those of the next 50 ms as one patch. */
export function sendFleet(
  fleet: FleetView,
  send: (event: TopicOut<'fleet'>) => void,
  everyMs: number = PATCH_EVERY_MS,
): Undo {
  let sent = fleet.state()
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    const now = fleet.state()
    const patch = diffFleet(sent, now)
    sent = now
    if (patch) send({ patch })
    return patch !== null
  }
  const rest = () => {
    timer = setTimeout(() => {
      timer = undefined
      // What came meanwhile goes out now, and opens the next interval.
      if (flush()) rest()
    }, everyMs)
  }
  send({ full: sent })
  const undo = fleet.onChange(() => {
    if (timer === undefined && flush()) rest()
  })
  return () => {
    undo()
    clearTimeout(timer)
  }
}
