import type { Act, Receivers } from '../../ipc/act'
import type { Fleet, SessionId } from '../../ipc/model'
import type { SavedBefore } from '../../ipc/saved-before'
import type { ActBook } from '../agents/acts'
import type { AgentType } from '../agents/agent-type'
import type { Freeze } from '../agents/freeze'
import type { Interrupt } from '../agents/interrupt'
import { panesOfTarget } from '../agents/interrupt-target'
import { receiversOf } from '../agents/send/receivers'
import type { Send } from '../agents/send/send'
import type { Kill } from '../sessions/kill'
import type { Spawn } from '../sessions/spawn'
import { type Risky, sessionsOf } from './risky'

interface Options {
  readonly risky: Risky
  readonly fleet: { state(): Fleet }
  readonly types: () => readonly AgentType[]
  readonly book: Pick<ActBook, 'find' | 'saved'>
  readonly send: Pick<Send, 'send'>
  readonly interrupt: Pick<Interrupt, 'interrupt'>
  readonly freeze: Freeze
  readonly spawn: Pick<Spawn, 'add'>
  readonly kill: Pick<Kill, 'kill'>
}

/**
 * The acts before which a checkpoint is taken by itself, with the same signatures and errors as without. What they answer
 * names it (`before`); of an act with receipts it may be told later, by the topic `act`.
 */
export interface RiskyActs {
  /** To more than one: the checkpoint first, for 3 s at most. */
  send(input: Parameters<Send['send']>[0]): Promise<Act>
  /** Of more than one: the keys first, and the checkpoint beside it. */
  interrupt: Interrupt['interrupt']
  freeze: Freeze['freeze']
  /** Of three or more. */
  add: Spawn['add']
  /** Never without one, unless `withoutCheckpoint`: throws HostError `refused`, detail `no-checkpoint`. */
  kill(
    target: Parameters<Kill['kill']>[0],
    how: { endShared: boolean; withoutCheckpoint?: boolean | undefined },
  ): ReturnType<Kill['kill']>
}

/** Agents that are added at once and count as risky. */
const MANY = 3

/** The sessions whose agents would receive a prompt, where those are more than one. */
function receiving({ fleet, types }: Options, to: Receivers): SessionId[] {
  const panes = receiversOf(fleet.state(), to, types()).flatMap(one => one.pane ?? [])
  return panes.length > 1
    ? sessionsOf(
        fleet.state(),
        panes.map(pane => pane.id),
      )
    : []
}

/** What comes beside an act is told as soon as it is known; nobody waits for it. */
function tellLater({ book }: Options, { id }: Act, saving: Promise<SavedBefore[]>): void {
  void saving.then(before => book.saved(id, before))
}

/** Acts with their checkpoints. */
export function createRiskyActs(options: Options): RiskyActs {
  const { risky, fleet, book, send, interrupt, freeze, spawn, kill } = options
  return {
    async send(input) {
      // What was sent already is only told again.
      if (book.find(input.id)) return send.send(input)
      const before = await risky.first(receiving(options, input.to), 'before-send')
      const act = send.send(input)
      book.saved(act.id, before)
      return book.find(act.id) ?? act
    },
    async interrupt(target, how) {
      const act = await interrupt.interrupt(target, how)
      const panes = act.receipts.map(one => one.paneId)
      if (panes.length > 1) tellLater(options, act, risky.beside(sessionsOf(fleet.state(), panes), 'before-interrupt'))
      return act
    },
    async freeze(target, frozen, origin) {
      const panes = frozen ? panesOfTarget(fleet.state(), target).map(pane => pane.id) : []
      const saving = risky.beside(sessionsOf(fleet.state(), panes), 'before-freeze')
      const act = await freeze.freeze(target, frozen, origin)
      tellLater(options, act, saving)
      return act
    },
    async add(input) {
      const count = input.agents.reduce((sum, one) => sum + one.count, 0)
      const before = count >= MANY ? await risky.first([input.sessionId], 'before-add') : []
      return { ...(await spawn.add(input)), before }
    },
    async kill(target, { endShared, withoutCheckpoint = false }) {
      const sessions = target.kind === 'session' ? [target.sessionId] : sessionsOf(fleet.state(), [target.paneId])
      const before: SavedBefore[] = []
      if (!withoutCheckpoint) for (const session of sessions) before.push(...(await risky.must(session, 'before-kill')))
      return { ...(await kill.kill(target, { endShared })), before }
    },
  }
}
