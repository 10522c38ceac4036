/** A line of a patch; the sign stands in `text`, so that colour is never all that tells. */
export interface PatchLine {
  readonly kind: 'add' | 'remove' | 'hunk' | 'same'
  readonly text: string
}

export interface PatchFile {
  /** Path after the change, as git writes it. Hostile text. */
  readonly name: string
  readonly added: number
  readonly removed: number
  readonly binary: boolean
  readonly lines: readonly PatchLine[]
}

const KINDS: Readonly<Record<string, PatchLine['kind']>> = { '+': 'add', '-': 'remove', '@': 'hunk' }

/** `/dev/null` is the other side of a file that is new or gone. */
function pathOf(line: string): string {
  const path = line.slice(4).replace(/\t.*$/, '')
  return path === '/dev/null' ? '' : path.replace(/^"?[ab]\//, '').replace(/"$/, '')
}

/** `diff --git a/x b/x`: without renames both halves are the same, whatever spaces they hold. */
function headName(line: string): string {
  const both = line.slice('diff --git '.length)
  return both
    .slice(Math.ceil(both.length / 2))
    .replace(/^"?b\//, '')
    .replace(/"$/, '')
}

interface Head {
  name: string
  binary: boolean
}

/** Reads one line of what stands before the first hunk. */
function readHead(head: Head, line: string): void {
  if (line.startsWith('rename to ')) head.name = line.slice('rename to '.length)
  else if (line.startsWith('--- ') || line.startsWith('+++ ')) head.name = pathOf(line) || head.name
  else if (line.startsWith('GIT binary patch') || line.startsWith('Binary files ')) head.binary = true
}

function readFile(part: readonly string[]): PatchFile {
  const head: Head = { name: headName(part[0] ?? ''), binary: false }
  const from = part.findIndex(line => line.startsWith('@@'))
  for (const line of part.slice(1, from < 0 ? undefined : from)) readHead(head, line)
  // The lines of a binary patch are of no use to people.
  const body = from < 0 || head.binary ? [] : part.slice(from)
  const lines = body.map((text): PatchLine => ({ kind: KINDS[text[0] ?? ''] ?? 'same', text }))
  const count = (kind: PatchLine['kind']) => lines.filter(line => line.kind === kind).length
  return { ...head, lines, added: count('add'), removed: count('remove') }
}

/** A patch as git writes it, file by file. What stands before the first file is dropped. */
export function patchFiles(patch: string): PatchFile[] {
  const parts: string[][] = []
  for (const line of patch.replace(/\n$/, '').split('\n')) {
    // Within a hunk each line begins with a sign or a space: no content can look like the beginning of a file.
    if (line.startsWith('diff --git ')) parts.push([line])
    else parts.at(-1)?.push(line)
  }
  return parts.map(readFile)
}

const STATUS: Readonly<Record<string, string>> = {
  A: 'new',
  '?': 'new, untracked',
  M: 'changed',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'other type',
  U: 'in conflict',
}

/** git's letters of one path in a word. */
export function statusWord(status: string): string {
  const letter = status.trim()[0] ?? ''
  return STATUS[letter] ?? (letter ? `status ${letter}` : 'changed')
}
