import type { ServerStatus } from '../../../ipc/model'

/** `tmux 3.3a on default`; both versions where program and server differ. */
export function serverWords(server: ServerStatus): string {
  const { clientVersion, serverVersion, socket, kind } = server
  if (kind === 'starting' && !clientVersion) return 'Looking for tmux…'
  if (!clientVersion && !serverVersion) return 'tmux not found'
  const version =
    serverVersion && clientVersion && serverVersion !== clientVersion
      ? `${serverVersion} (program ${clientVersion})`
      : serverVersion || clientVersion
  const where = socket === 'default' ? 'default server' : `socket ${socket}`
  return kind === 'none' ? `tmux ${version} · no server on ${where}` : `tmux ${version} · ${where}`
}
