import type { SavedPane } from '../../../ipc/checkpoint'
import { HostError, toFailure } from '../../../ipc/failure'
import type { Pane, PaneId } from '../../../ipc/model'
import type { AgentType } from '../../agents/agent-type'
import { parseScreen } from '../../agents/parse-screen'
import type { Conversations } from '../../agents/signals/conversations'
import type { KeptText, PaneKeeper } from '../panes/read-pane-parts'
import type { Blobs } from '../store/blobs'
import type { PaneFrame } from './capture-session'
import { keepTalk, type Talk, talkIn } from './conversations'

export interface PaneParts {
  readonly keeper: PaneKeeper
  /** A pane with its agent and state, null when it is not known. */
  readonly viewOf: (pane: PaneId) => Pane | null
  readonly types: () => readonly AgentType[]
  readonly conversations: Pick<Conversations, 'current'>
}

interface Wish {
  readonly blobs: Blobs
  /** Rows of history, at most. */
  readonly lines: number
  /** Known shapes of secrets in what is kept are masked. */
  readonly mask: boolean
  readonly signal?: AbortSignal | undefined
}

/** A pane with its content, and what that added to the disk, bytes. */
export interface CapturedPane {
  readonly pane: SavedPane
  readonly added: number
}

const MOST_DRAFT = 100_000

/** What stands in the composer of the very screen that is kept. */
function draftIn(type: AgentType | undefined, { screen, width, height, cursor }: KeptText): string {
  const composer = type?.readComposer(parseScreen(screen, { width, height, cursor, at: Date.now() }))
  return composer?.kind === 'draft' ? composer.text.slice(0, MOST_DRAFT) : ''
}

/** tmux's failures are the pane's; a disk that takes nothing is the whole checkpoint's. */
function paneProblem(error: unknown): string {
  if (!(error instanceof HostError) || error.code === 'cancelled') throw error
  return error.code === 'no-such-pane' ? 'It was gone before its screen could be read.' : toFailure(error).message
}

/** The conversation of the agent in a pane, null when none is known. */
export function talkOf(
  frame: PaneFrame,
  { viewOf, types, conversations }: Pick<PaneParts, 'viewOf' | 'types' | 'conversations'>,
): Talk | null {
  const { saved } = frame
  const id = viewOf(frame.id)?.conversation ?? ''
  const type = types().find(one => one.id === saved.type)
  const told = conversations.current(saved.life)
  return talkIn(saved, type, { id, file: told?.conversation === id ? told.transcript : '' })
}

/**
 * A pane with its screen, history, conversation and draft. What cannot be read is a problem of this pane alone. Throws
 * HostError `cancelled`, and what `Blobs.put` throws.
 */
export async function capturePane(frame: PaneFrame, parts: PaneParts, wish: Wish): Promise<CapturedPane> {
  const { blobs, lines, mask, signal } = wish
  const problems: string[] = []
  const text = await parts.keeper.keep(frame.id, { lines, blobs, mask, signal }).catch(error => {
    problems.push(paneProblem(error))
    return null
  })
  const talk = talkOf(frame, parts)
  const kept = talk && (await keepTalk(talk, blobs, mask))
  if (kept?.problem) problems.push(kept.problem)
  const type = parts.types().find(one => one.id === frame.saved.type)
  return {
    pane: {
      ...frame.saved,
      // It may have been resized since it was listed.
      ...(text ? { width: text.width, height: text.height } : {}),
      screen: text ? [...text.parts] : [],
      rows: text?.rows ?? 0,
      conversation: kept?.conversation ?? null,
      draft: text ? draftIn(type, text) : '',
      problem: problems.join(' ').slice(0, 1000),
    },
    added: (text?.added ?? 0) + (kept?.added ?? 0),
  }
}
