import type { StateName } from '../../ipc/model'

/** What a pane's title says about its program. A title never proves `idle`: it looks the same while a question is on screen. */
export interface TitleReading {
  readonly says: 'working' | 'not-working'
  /** One sentence with the evidence in it. */
  readonly sentence: string
}

/** A daemon that several agents of a type use at once, so that the end of one agent must not take it along. */
export interface SharedProcess {
  /** For people: `Codex app-server`. */
  readonly name: string
  /** True for the argument vector of such a process (hostile text). */
  matches(argv: readonly string[]): boolean
  /**
   * Agents that share one have the same value of this environment variable; where it is unset, `fallback` below the
   * home folder counts.
   */
  readonly scope: { readonly variable: string; readonly fallback: string }
}

/**
 * A kind of agent: data plus a few functions. The engine (recognition, states, interrupts, launch, kill) knows no
 * vendor by name; to add one, add a file in `types/` and a line in `registry.ts`.
 */
export interface AgentType {
  /** Short name, also the first part of agent names: `cc` in `cc_1`. */
  readonly id: string
  readonly name: string
  /** Program as it is started: a name looked up in the login shell's PATH, or an absolute path. */
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly custom: boolean
  /** shell: the user's login shell itself; program: anything that is started through it. */
  readonly kind: 'program' | 'shell'
  /** Base names by which a running process is recognised, without extension; empty: never recognised by process. */
  readonly programs: readonly string[]
  /** npm packages whose files, run by an interpreter, are this program (`@openai/codex`). */
  readonly packages: readonly string[]
  /** Reads a title (hostile text); null when it says nothing, or when the type sets no telling titles. */
  readTitle(title: string): TitleReading | null
  /**
   * tmux name of the one key that interrupts it in this state, or null when no key may be sent.
   * `unknown` gets the key too: an agent that cannot be read must still be stoppable.
   */
  interruptKey(state: StateName): string | null
  readonly shared: readonly SharedProcess[]
  /** How to install it, empty when not known. */
  readonly remedy: string
}

/** Braille patterns, which spinners of terminal programs are made of. */
const SPINNER = /^[\u2800-\u28ff] /u

/** Titles that begin with a braille spinner and a space while a turn runs; `idle` tells the type's title between turns. */
export function spinnerTitle(idle: (title: string) => boolean): (title: string) => TitleReading | null {
  return title => {
    if (SPINNER.test(title)) return { says: 'working', sentence: 'Its title shows the spinner of a running turn.' }
    if (!idle(title)) return null
    return {
      says: 'not-working',
      sentence: 'Its title shows no running turn, but a title cannot tell whether it is done or waits for an answer.',
    }
  }
}

/** For types whose title is not theirs to set. */
export function noTitle(): null {
  return null
}

/**
 * One key, never where it could end the program or has nothing to stop: `idle` (a second Escape opens menus, Ctrl+C ends
 * an idle Codex), `starting` (it would break the launch) and `exited`.
 */
export function interruptBy(key: 'Escape' | 'C-c'): (state: StateName) => string | null {
  return state => (state === 'idle' || state === 'starting' || state === 'exited' ? null : key)
}
