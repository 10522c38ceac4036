import { spawn } from 'node:child_process'

/** The program that opens an address here, or null without a display or at the far end of SSH. */
export function browserOpener(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string | null {
  if (env.SSH_CONNECTION) return null
  if (platform === 'darwin') return 'open'
  return env.DISPLAY || env.WAYLAND_DISPLAY ? 'xdg-open' : null
}

/** Opens the address in the user's browser when there is one; the printed line stays the way in when not. */
export function openBrowser(address: string, platform = process.platform, env = process.env): void {
  const opener = browserOpener(platform, env)
  if (!opener) return
  const child = spawn(opener, [address], { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}
