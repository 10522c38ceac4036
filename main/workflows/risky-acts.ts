import type { Act, Receivers, Target } from '../../ipc/act'
import type { Fleet, SessionId } from '../../ipc/model'
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
  readonly book: Pick<ActBook, 'find'>
  readonly send: Pick<Send, 'send'>
  readonly interrupt: Pick<Interrupt, 'interrupt'>
  readonly freeze: Freeze
  readonly spawn: Pick<Spawn, 'add'>
  readonly kill: Pick<Kill, 'kill'>
}

/** The acts before which a checkpoint is taken by itself, with the same signatures and errors as without. */
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

/** Acts with their checkpoints. */
export function createRiskyActs({
  risky,
  fleet,
  types,
  book,
  send,
  interrupt,
  freeze,
  spawn,
  kill,
}: Options): RiskyActs {
  const sessionsOfPanes = (panes: readonly { id: string }[]) =>
    sessionsOf(
      fleet.state(),
      panes.map(pane => pane.id),
    )
  const meant = (target: Target) => panesOfTarget(fleet.state(), target)

  function receiving(to: Receivers): SessionId[] {
    const panes = receiversOf(fleet.state(), to, types()).flatMap(one => one.pane ?? [])
    return panes.length > 1 ? sessionsOfPanes(panes) : []
  }

  return {
    async send(input) {
      // What was sent already is only told again.
      if (!book.find(input.id)) await risky.first(receiving(input.to), 'before-send')
      return send.send(input)
    },
    async interrupt(target, how) {
      const act = await interrupt.interrupt(target, how)
      const panes = act.receipts.map(one => ({ id: one.paneId }))
      if (panes.length > 1) risky.beside(sessionsOfPanes(panes), 'before-interrupt')
      return act
    },
    freeze(target, frozen, origin) {
      if (frozen) risky.beside(sessionsOfPanes(meant(target)), 'before-freeze')
      return freeze.freeze(target, frozen, origin)
    },
    async add(input) {
      const count = input.agents.reduce((sum, one) => sum + one.count, 0)
      if (count >= MANY) await risky.first([input.sessionId], 'before-add')
      return spawn.add(input)
    },
    async kill(target, { endShared, withoutCheckpoint = false }) {
      const sessions = target.kind === 'session' ? [target.sessionId] : sessionsOf(fleet.state(), [target.paneId])
      if (!withoutCheckpoint) for (const session of sessions) await risky.must(session, 'before-kill')
      return kill.kill(target, { endShared })
    },
  }
}
