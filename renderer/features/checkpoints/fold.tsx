import { ChevronRight } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'

interface FoldProps {
  /** What stands in its button. */
  readonly head: ReactNode
  /** It is open at first. */
  readonly first?: boolean
  readonly muted?: boolean
  readonly children: ReactNode
}

/** A part that is unfolded by its button; what is in it is made when it is opened, and so asked for only then. */
export function Fold({ head, first = false, muted = false, children }: FoldProps) {
  const [open, setOpen] = useState(first)
  const id = useId()
  return (
    <>
      <button
        type="button"
        className={muted ? 'cp-file muted' : 'cp-file'}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(before => !before)}
      >
        <ChevronRight aria-hidden="true" />
        {head}
      </button>
      <div id={id}>{open && children}</div>
    </>
  )
}
