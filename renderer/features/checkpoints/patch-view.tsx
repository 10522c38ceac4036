import { ChevronRight } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import { call } from '../../host/host'
import { type Words, wordsFor } from '../../host/words'
import { Button } from '../../ui/button'
import { FailureNote } from '../../ui/field'
import { grouped } from '../../ui/format'
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
  const [open, setOpen] = useState(first)
  const id = useId()
  return (
    <li>
      <button
        type="button"
        className="cp-file"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(before => !before)}
      >
        <ChevronRight aria-hidden="true" />
        <bdi className="mono">{file.name}</bdi>
        {file.binary && <span className="muted">binary</span>}
        {file.added > 0 && <span className="cp-plus">{`+${grouped(file.added)}`}</span>}
        {file.removed > 0 && <span className="cp-minus">{`−${grouped(file.removed)}`}</span>}
      </button>
      <div id={id}>{open && <FileLines file={file} />}</div>
    </li>
  )
}

type Told = { readonly files: readonly PatchFile[]; readonly cut: boolean }

/** The changed files of one work tree with their changes, asked when it is shown. */
export function PatchView({ id, tree }: { readonly id: string; readonly tree: number }) {
  const [told, setTold] = useState<Told | null>(null)
  const [failure, setFailure] = useState<Words | null>(null)
  useEffect(() => {
    let current = true
    call('checkpoint.patch', { id, tree }).then(
      ({ patch, cut }) => current && setTold({ files: patchFiles(patch), cut }),
      error => current && setFailure(wordsFor(error)),
    )
    return () => {
      current = false
    }
  }, [id, tree])
  if (failure) return <FailureNote words={failure} />
  if (!told) return <p className="field-hint">Reading the changes…</p>
  return (
    <>
      {told.files.length === 0 && <p className="field-hint">The changes are empty.</p>}
      <ul className="cp-files" aria-label="Changes">
        {told.files.map((file, at) => (
          <FileItem key={file.name} file={file} first={at === 0} />
        ))}
      </ul>
      {told.cut && <p className="note">The changes are larger than 1 MB: the rest was saved, and is not shown.</p>}
    </>
  )
}
