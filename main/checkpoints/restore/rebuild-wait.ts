import { access, lstat, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { WRAPPER_NAME } from '../../agents/wrapper'

/**
 * What a restored pane runs first: it waits until its file is there (so that it prints at its final size, and only when the
 * layout of all is back), shows it, and gives way to the words behind it, if any. Without any it ends, and its pane stands
 * dead with what it shows. The file is gone before it is printed. Where the folder of the files is gone there is nothing to
 * wait for: it gives way at once. It ends when the host does (its pid, looked at with each step), so that nothing is left
 * of a session that was never finished, and after ten minutes in any case. The file's first line is the size that its
 * terminal shall have by then: tmux (3.2 and later) tells programs of a new size late, and a shell that was started before
 * draws its prompt over what was printed. The pause: up to tmux 3.6 the last kilobytes of what ends at once are lost.
 */
const SCRIPT = [
  'n=0; host=$1; folder=$2; shift 2',
  'until [ -f "$1" ] || [ ! -d "$folder" ]; do',
  '  kill -0 "$host" 2>/dev/null && [ $n -lt 3000 ] || exit 0',
  '  sleep 0.2; n=$((n+1))',
  'done',
  'if [ -f "$1" ]; then',
  '  exec 3<"$1"; rm -f -- "$1"; read -r size <&3; n=0',
  '  until [ "$(stty size)" = "$size" ] || [ $n -ge 20 ]; do sleep 0.1; n=$((n+1)); done',
  '  cat <&3; exec 3<&-',
  'fi',
  'shift',
  'if [ $# -gt 0 ]; then exec "$@"; fi',
  'sleep 0.5',
].join('\n')

/** Words that wait for `file` while this host lives, print it, and then run these; none: end. */
export function waitingArgv(file: string, then: readonly string[]): string[] {
  return ['/bin/sh', '-c', SCRIPT, WRAPPER_NAME, String(process.pid), dirname(file), file, ...then]
}

interface TextSize {
  readonly width: number
  readonly height: number
}

/** A folder of our own (0700) for the files of one restore. */
export interface Texts {
  fileOf(index: number): string
  /** Hands a text to the waiting pane of this size; resolves with whether it was taken within `limit` ms. */
  give(index: number, text: Buffer, size: TextSize, limit?: number): Promise<boolean>
  remove(): Promise<void>
}

/** ms between two looks at whether a shell has taken its file, which makes no event that we could wait for. */
const STEP = 50

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

/** ms after which the texts of a host that died in the middle are nobody's; a restore takes minutes at most. */
const STALE = 3_600_000

/** Removes what others have left behind. Never rejects. */
async function sweep(within: string): Promise<void> {
  const names = await readdir(within).catch(() => [])
  for (const name of names.filter(one => /^restore-[A-Za-z0-9]{6}$/.test(one))) {
    const path = join(within, name)
    const info = await lstat(path).catch(() => null)
    if (info?.isDirectory() && Date.now() - info.mtimeMs > STALE) await rm(path, { recursive: true }).catch(() => {})
  }
}

/** Makes that folder within another one. Rejects with the system's error. */
export async function openTexts(within: string): Promise<Texts> {
  await sweep(within)
  const folder = await mkdtemp(join(within, 'restore-'))
  const fileOf = (index: number) => join(folder, String(index))
  return {
    fileOf,
    async give(index, text, { width, height }, limit = 30_000) {
      const file = fileOf(index)
      const whole = Buffer.concat([Buffer.from(`${height} ${width}\n`), text])
      await writeFile(`${file}.part`, whole, { mode: 0o600 })
      await rename(`${file}.part`, file)
      const end = performance.now() + limit
      while (await exists(file)) {
        if (performance.now() > end) return false
        await new Promise(resolve => setTimeout(resolve, STEP))
      }
      return true
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
