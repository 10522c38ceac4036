import type { Pane, PaneId } from '../../../ipc/model'
import type { AgentType } from '../agent-type'
import type { FleetService } from '../fleet'

/** What shows that a prompt was taken. */
export interface Proof {
  /** `its hook told the same prompt`. */
  readonly words: string
}

/** Watches events and title from the moment it is made, as both may come and go between two looks at the screen. */
export interface ProofWatch {
  /** The best that was told so far. */
  told(): Proof | null
  /** Resolves when something was told, or after `ms`. */
  within(ms: number): Promise<void>
  end(): void
}

const plain = (text: string) => text.replace(/\r\n?/g, '\n').trim()

/** An event's prompt is the one that was sent; a program may cut blanks at its ends. */
function isSame(told: string | undefined, text: string): boolean {
  return told !== undefined && plain(told) === plain(text)
}

/** To be made right before Enter, and ended by its maker. */
export function watchProof(
  fleet: Pick<FleetService, 'onEvent' | 'onChange' | 'pane'>,
  paneId: PaneId,
  type: AgentType,
  text: string,
): ProofWatch {
  let proof: Proof | null = null
  let wake: (() => void) | null = null
  const tell = (words: string) => {
    proof ??= { words }
    wake?.()
  }
  const spins = (pane: Pane | null) => pane !== null && type.readTitle(pane.title)?.says === 'working'
  const undos = [
    fleet.onEvent(one => {
      if (one.paneId === paneId && isSame(one.reading.prompt, text)) tell('it told by itself that it got this prompt')
    }),
    fleet.onChange(() => {
      if (spins(fleet.pane(paneId))) tell('its title shows a running turn')
    }),
  ]
  return {
    told: () => proof,
    within: ms =>
      new Promise(resolve => {
        if (proof) return resolve()
        const timer = setTimeout(done, ms)
        function done() {
          clearTimeout(timer)
          wake = null
          resolve()
        }
        wake = done
      }),
    end() {
      for (const undo of undos) undo()
    },
  }
}
