import { readFile } from 'node:fs/promises'

/** Distributions by the words of `ID` and `ID_LIKE` in /etc/os-release; the same table as in `scripts/lib/system.mjs`. */
const COMMANDS: readonly (readonly [ids: readonly string[], command: string])[] = [
  [['debian', 'ubuntu'], 'apt-get install -y tmux'],
  [['fedora', 'rhel', 'centos'], 'dnf install -y tmux'],
  [['arch'], 'pacman -S tmux'],
  [['alpine'], 'apk add tmux'],
  [['suse', 'opensuse'], 'zypper install tmux'],
]

function idsOf(osRelease: string): string[] {
  const lines = osRelease.matchAll(/^(?:ID|ID_LIKE)="?([^"\n]*)"?$/gm)
  return [...lines].flatMap(([, value = '']) => value.toLowerCase().split(/\s+/))
}

/**
 * What installs tmux on a system, as a person would type it; a sentence where that is not known.
 * @param osRelease text of /etc/os-release, empty where there is none
 */
export function installCommand(platform: NodeJS.Platform, osRelease: string, root: boolean): string {
  if (platform === 'darwin') return 'brew install tmux'
  const ids = idsOf(osRelease)
  const found = COMMANDS.find(([names]) => names.some(name => ids.includes(name)))
  if (!found) return "Install tmux 3.2 or newer with your system's package manager."
  return `${root ? '' : 'sudo '}${found[1]}`
}

/** `installCommand` for this machine. Never rejects. */
export async function installCommandHere(): Promise<string> {
  const osRelease = await readFile('/etc/os-release', 'utf8').catch(() => '')
  return installCommand(process.platform, osRelease, process.getuid?.() === 0)
}
