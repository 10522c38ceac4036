import type { ServerStatus } from '../../../ipc/model'
import { troubleWords } from '../empty/trouble-words'

/** `tmux 3.3a on default`; both versions where program and server differ, and in a word what is wrong with it. */
export function serverWords(server: ServerStatus): string {
  const { clientVersion, serverVersion, socket, kind } = server
  if (kind === 'starting' && !clientVersion) return 'Looking for tmux…'
  // Without a version only one thing is known: what kept it from being asked.
  if (!clientVersion && !serverVersion)
    return server.code && server.code !== 'no-tmux' ? `tmux: ${troubleWords(server).short}` : 'tmux not found'
  const version =
    serverVersion && clientVersion && serverVersion !== clientVersion
      ? `${serverVersion} (program ${clientVersion})`
      : serverVersion || clientVersion
  const where = socket === 'default' ? 'default server' : `socket ${socket}`
  if (kind === 'lost') return `tmux ${version} · server gone from ${where}`
  if (kind === 'trouble') return `tmux ${version} · ${where}: ${troubleWords(server).short}`
  return kind === 'none' ? `tmux ${version} · no server on ${where}` : `tmux ${version} · ${where}`
}
