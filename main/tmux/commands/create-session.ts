import { randomBytes } from 'node:crypto'
import { HostError } from '../../../ipc/failure'
import { command } from '../quote'
import type { Command } from '../types'
import { type Created, parseCreated } from './created'
import { setHistoryLimit } from './history-limit'
import { killSession } from './kill-session'
import { type NewSession, newSession } from './new-session'
import { replaceWindow } from './new-window'
import { renameSession } from './rename-session'
import type { Start } from './start'

export interface SessionPlan {
  readonly name: string
  /** Cells; see `planWindows`. */
  readonly width: number
  readonly height: number
  /** Lines of history for every pane of the session, the first included. */
  readonly historyLimit: number
  /** Name of the first window; tmux names it by its program when there is none. */
  readonly windowName?: string
  readonly first: Start
}

/**
 * Ends with the host, looked at once a second from the third on, and after a minute in any case: should the host die between
 * two steps, its half session must not stay.
 */
const PLACEHOLDER = [
  ...['/bin/sh', '-c'],
  'n=0; while [ $n -lt 60 ]; do sleep 1; n=$((n+1)); [ $n -lt 3 ] || kill -0 "$1" 2>/dev/null || exit 0; done',
  ...['quarterdeck', String(process.pid)],
]

type Request = (command: Command, ...more: readonly Command[]) => Promise<string>

/**
 * A session on a server with `destroy-unattached on`, where one that nobody is attached to ends at once unless the same
 * process that makes it sets the option for it (3.3a: 3 of 3 live; with two processes none). As its id is not known there,
 * it is made under a name of ours that no session has and renamed by `name`. The option stays its own: it would end as soon
 * as our client goes.
 */
async function makeKept(request: Request, session: NewSession): Promise<Created> {
  const name = `quarterdeck-${randomBytes(8).toString('hex')}`
  const keep = command('set-option', '-t', `=${name}:`, 'destroy-unattached', 'off')
  return parseCreated(await request(newSession({ ...session, name }), keep))
}

/** The session, or the server with its only session, was gone before it could be used. */
function vanished(error: unknown): boolean {
  const codes = ['version-skew', 'no-server', 'no-such-session', 'no-such-window']
  return error instanceof HostError && codes.includes(error.code)
}

/**
 * Makes a detached session whose first pane has the session's history. A pane's limit is fixed when it is made and no
 * global option may be changed, so: (1) a session with a placeholder, (2) the limit for the session, (3) the first real
 * window in the placeholder's place, with its index, size and being current (proved on 3.3a, base-index 0 and not). The
 * variables of `first` are that pane's alone. One that ends at once is made a second time in a way in which it lives under
 * `destroy-unattached on`. Rejects as `request` does; nothing is left behind then.
 */
export async function createSession(request: Request, plan: SessionPlan): Promise<Created> {
  const start = { folder: plan.first.folder, environment: {}, argv: PLACEHOLDER }
  const { name, width, height } = plan
  const session = { name, width, height, start }
  const plain = async () => parseCreated(await request(newSession(session)))
  return fill(request, plan, plain).catch(error => {
    if (!vanished(error)) throw error
    return fill(request, plan, async () => makeKept(request, session), true)
  })
}

async function fill(
  request: Request,
  plan: SessionPlan,
  make: () => Promise<Created>,
  rename = false,
): Promise<Created> {
  const placeholder = await make()
  try {
    if (rename) await request(renameSession(placeholder.sessionId, plan.name))
    await request(setHistoryLimit(placeholder.sessionId, plan.historyLimit))
    return parseCreated(await request(replaceWindow(placeholder.windowId, plan.first, plan.windowName)))
  } catch (error) {
    // The first failure is the one to tell; a session that is gone already needs no end.
    await request(killSession(placeholder.sessionId)).catch(() => '')
    throw error
  }
}
