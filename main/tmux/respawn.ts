import type { PaneId } from '../../ipc/model'
import { assertPaneId, command } from './quote'
import type { ControlClient, Reply } from './types'

/**
 * Starts a pane's program anew (`respawn-pane -k`). Servers up to 3.6 die when the pane has output queued for any control
 * client (2 to 4 of 5), so it is paused for all of ours first, and the pause ends in the very line of the restart (12 of
 * 12 survive). Clients of others are not covered: prefer a new pane where those may be busy.
 * @param clients all of ours that show the pane; none: `closed`.
 * @param args what follows `-k -t %N`: `-c` folder, `-e` NAME=value, `--`, program and arguments.
 */
export async function respawnPane(
  clients: readonly ControlClient[],
  paneId: PaneId,
  args: readonly string[],
): Promise<Reply> {
  const pane = assertPaneId(paneId)
  const [first, ...others] = clients
  if (!first) return { ok: false, reason: 'closed', message: 'No client of ours shows this pane.' }
  const pause = command('refresh-client', '-A', `${pane}:pause`)
  const resume = command('refresh-client', '-A', `${pane}:continue`)
  const respawn = command('respawn-pane', '-k', '-t', pane, ...args)
  const paused = await Promise.all(clients.map(client => client.request(pause)))
  const refused = paused.find(reply => !reply.ok)
  const reply = refused ?? (await inOneLine(first, [respawn, resume]))
  if (!reply.ok) first.send([resume])
  for (const client of others) client.send([resume])
  return reply
}

function inOneLine(client: ControlClient, commands: Parameters<ControlClient['send']>[0]): Promise<Reply> {
  return new Promise(resolve => {
    client.send(commands, (reply, index) => index === 0 && resolve(reply))
  })
}
