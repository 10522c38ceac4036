import type { ConversationTurn } from '../../ipc/checkpoint'
import type { Choice, Held, Question, StateName, Sureness } from '../../ipc/model'
import type { AgentEvent } from './event'
import type { Screen } from './screen'

/** What a pane's title says about its program. A title never proves `idle`: it looks the same while a question is on screen. */
export interface TitleReading {
  readonly says: 'working' | 'not-working'
  /** One sentence with the evidence in it. */
  readonly sentence: string
}

/** A question before it has its id, which the engine makes of all it holds. */
export type QuestionSeen = Omit<Question, 'id'>

/** What a screen says about its program, read from the newest rows upwards. */
export interface ScreenReading {
  readonly says: Exclude<StateName, 'unknown'>
  /** certain: the whole sign was seen (a complete menu, an empty composer with nothing running); else likely. */
  readonly sure: Sureness
  /** One sentence with the evidence in it. */
  readonly sentence: string
  readonly question?: QuestionSeen
  readonly held?: Held
  /** It was interrupted and asks for the same key once more, without which it goes on (seen: OpenCode). */
  readonly asksAgain?: true
}

/** The place where a prompt is written. */
export interface Composer {
  /** draft: somebody's text is in it; its placeholder or a suggestion (faint) is none. */
  readonly kind: 'empty' | 'draft'
  /** The draft as far as the screen shows it. */
  readonly text: string
}

/** What an event says. */
export interface EventReading {
  /** null: nothing about the state. */
  readonly says: StateName | null
  readonly sentence: string
  readonly question?: QuestionSeen
  /** The conversation's id and transcript file, when told. */
  readonly conversation?: string
  readonly transcript?: string
  /** The prompt that was accepted, whole. */
  readonly prompt?: string
  /** The agent's last words of a turn. */
  readonly answer?: string
}

/**
 * Argument arrays of the user's own programs by the name of their profile, '' without one; null for one that is there but
 * could not be read.
 */
export type OwnPrograms = ReadonlyMap<string, readonly string[] | null>

/** How a type is made to report its events, without a change to the user's own settings. */
export interface Reporting {
  /**
   * Arguments to be put before the user's own. `helper` is the argument vector of the program that hands an event on
   * (standard input for hooks, last argument for notify), `settingsFile` a file with `settings(helper)` in it.
   * null: the user's own arguments (`userArgs`) leave no room for it.
   */
  args(place: {
    helper: readonly string[]
    settingsFile: string
    userArgs: readonly string[]
    own: OwnPrograms
  }): string[] | null
  /**
   * Programs of the user's own configuration that ours would take the place of, so that ours runs them; read anew before
   * launches. Absent: ours never does. `home` is the user's, `env` the agent's. Never rejects.
   */
  own?(where: { home: string; env: Readonly<Record<string, string | undefined>> }): Promise<OwnPrograms>
  /** Content of the settings file, null where the type needs none. */
  settings(helper: readonly string[]): string | null
  readonly channel: AgentEvent['channel']
}

/** How a prompt is put into a program of this kind. */
export interface Prompting {
  /** ms between the paste and Enter: a program takes an Enter that follows too soon for a part of the paste. */
  readonly settleMs: number
  /** tmux key names that empty the composer of a draft, sent in one line; empty: it cannot be done. */
  readonly clear: readonly string[]
}

/** What a transcript's end tells. */
export interface TranscriptFacts {
  /** First line of the last prompt. */
  readonly task: string
  readonly context: { readonly used: number; readonly limit: number | null } | null
  /** The agent's last words, whole. */
  readonly answer: string
}

/** Where a type keeps its conversations. */
export interface Transcripts {
  /** Absolute path of a conversation's file, or null when there is none. `home` is the user's, `env` the agent's. */
  find(where: {
    conversation: string
    folder: string
    home: string
    env: Readonly<Record<string, string | undefined>>
  }): Promise<string | null>
  /** Reads whole lines of the file's end (the first one may be cut, any may be damaged: skipped). */
  read(lines: readonly string[]): TranscriptFacts
  /** What a whole line says to people, in its order; nothing for most lines, and for damaged ones. Texts are hostile. */
  turns(line: string): readonly ConversationTurn[]
}

/** What is needed to bring a conversation back as it was. */
export interface SavedTalk {
  /** The copied transcript, up to a whole line. Hostile: a checkpoint can come from somebody else. */
  readonly transcript: Buffer
  readonly id: string
  /** Absolute; where the agent will run. */
  readonly folder: string
  /** The user's home folder, and the agent's environment. */
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Of the launch as it was saved. */
  readonly args: readonly string[]
}

/** A conversation that was brought back as a copy. */
export interface ResumedTalk {
  /** All arguments of the launch. */
  readonly args: string[]
  /** Of the copy. */
  readonly id: string
  readonly file: string
}

/** How a type goes on with a conversation that was saved. */
export interface Resume {
  /** The arguments of a launch without those that name a conversation: they begin a new one. */
  fresh(args: readonly string[]): string[]
  /**
   * Puts a copy of the conversation, as it was after its last complete turn, where the program finds it, under a new id:
   * the conversation that may have gone on since stays as it is. Null when it has no complete turn. Rejects with the system's error, or HostError `bad-input` when the transcript is none.
   */
  asSaved(talk: SavedTalk): Promise<ResumedTalk | null>
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

/** The least version of its program that a type was made for, and how the program tells its version. */
export interface LeastVersion {
  readonly version: string
  readonly args: readonly string[]
  /** What is otherwise with an older one: `states come from the screen alone`. */
  readonly otherwise: string
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
  /** Its interrupt key ends it at a question of its start (seen): also at one that cannot be read. */
  readonly endsAtGates?: true
  /** The key to offer when the first one did not help; null: none, or it could end the program. */
  otherKey(state: StateName): string | null
  /** Reads a screen; null when it says nothing (or the type's screens are not known). */
  readScreen(screen: Screen): ScreenReading | null
  /** The composer, when the screen shows it; null while there is none (a question, a gate, a start, a shell). */
  readComposer(screen: Screen): Composer | null
  /** Reads an event; null when it is none of this type's. */
  readEvent(event: AgentEvent): EventReading | null
  readonly reporting: Reporting | null
  /** null: prompts are never sent to it (a shell would run them). */
  readonly prompting: Prompting | null
  /** tmux key names that take this choice of a question that is open; null: it can only be answered in the terminal. */
  answerKeys(question: Question, choice: Choice): readonly string[] | null
  readonly transcripts: Transcripts | null
  /** null: each start begins a new conversation, or has none. */
  readonly resume: Resume | null
  readonly shared: readonly SharedProcess[]
  /** How to install it, empty when not known. */
  readonly remedy: string
  /** Absent: any version will do, or none is told. */
  readonly least?: LeastVersion
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

/** The parts of a type of which only its process is known. */
export const PLAIN = {
  otherKey: () => null,
  readScreen: () => null,
  readComposer: () => null,
  readEvent: () => null,
  reporting: null,
  prompting: null,
  answerKeys: () => null,
  transcripts: null,
  resume: null,
} as const satisfies Partial<AgentType>
