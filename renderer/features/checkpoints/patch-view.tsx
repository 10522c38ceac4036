import { useMemo, useState } from 'react'
import { useAsked } from '../../state/use-asked'
import { Button } from '../../ui/button'
import { FailureNote } from '../../ui/field'
import { grouped } from '../../ui/format'
import { Fold } from './fold'
import { type PatchFile, patchFiles } from './patch-lines'

/** Lines of one file that are drawn at once. */
const FIRST = 600

function FileLines({ file }: { readonly file: PatchFile }) {
  const [all, setAll] = useState(false)
  const shown = all ? file.lines : file.lines.slice(0, FIRST)
  if (file.binary) return <p className="field-hint cp-file-note">A binary file: it was saved, and is not shown.</p>
  if (shown.length === 0) return <p className="field-hint cp-file-note">Its content is the same.</p>
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled by the keyboard too */}
      <section className="cp-patch" tabIndex={0} aria-label={`Changes of ${file.name}`}>
        {shown.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a saved patch never move
          <span key={at} className={`cp-${line.kind}`}>
            {line.text}
          </span>
        ))}
      </section>
      {shown.length < file.lines.length && (
        <Button small kind="ghost" onClick={() => setAll(true)}>
          {`Show all ${grouped(file.lines.length)} lines`}
        </Button>
      )}
    </>
  )
}

function FileItem({ file, first }: { readonly file: PatchFile; readonly first: boolean }) {
  const facts = (
    <>
      <bdi className="mono">{file.name}</bdi>
      {file.binary && <span className="muted">binary</span>}
      {file.added > 0 && <span className="cp-plus">{`+${grouped(file.added)}`}</span>}
      {file.removed > 0 && <span className="cp-minus">{`−${grouped(file.removed)}`}</span>}
    </>
  )
  return (
    <li>
      <Fold head={facts} first={first}>
        <FileLines file={file} />
      </Fold>
    </li>
  )
}

/** The changed files of one work tree with their changes, asked when it is shown. */
export function PatchView({ id, tree }: { readonly id: string; readonly tree: number }) {
  const { told, failure, retry } = useAsked('checkpoint.patch', { id, tree })
  const files = useMemo(() => patchFiles(told?.patch ?? ''), [told])
  if (failure) return <FailureNote words={failure} onRetry={retry} />
  if (!told) return <p className="field-hint">Reading the changes…</p>
  return (
    <>
      {files.length === 0 && <p className="field-hint">The changes are empty.</p>}
      <ul className="cp-files" aria-label="Changes">
        {files.map((file, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the files of a saved patch never move, and one whose type changed stands twice
          <FileItem key={at} file={file} first={at === 0} />
        ))}
      </ul>
      {told.cut && <p className="note">The changes are larger than 1 MB: the rest was saved, and is not shown.</p>}
    </>
  )
}
