import { useState } from 'react'
import type { SavedTree } from '../../../ipc/checkpoint'
import { Button } from '../../ui/button'
import { plural } from '../../ui/format'
import { statusWord } from './patch-lines'
import { PatchView } from './patch-view'

/** Files that are named at once: a checkpoint may hold thousands. */
const NAMED = 100

function Named({ name, list }: { readonly name: string; readonly list: readonly { path: string; says: string }[] }) {
  const [all, setAll] = useState(false)
  const shown = all ? list : list.slice(0, NAMED)
  return (
    <>
      <ul className="cp-named" aria-label={name}>
        {shown.map(({ path, says }) => (
          <li key={path}>
            <bdi className="mono">{path}</bdi>
            <span className="muted">{says}</span>
          </li>
        ))}
      </ul>
      {shown.length < list.length && (
        <Button small kind="ghost" onClick={() => setAll(true)}>
          {`Show all ${list.length}`}
        </Button>
      )}
    </>
  )
}

function Tree({ id, tree, at }: { readonly id: string; readonly tree: SavedTree; readonly at: number }) {
  const [open, setOpen] = useState(false)
  const { path, branch, head, changed, left, problem, commit } = tree
  const where = `${branch || 'detached'} at ${head ? head.slice(0, 10) : 'no commit yet'}`
  return (
    <section className="cp-tree" aria-label={path}>
      <header>
        <h3>
          <bdi className="mono">{path}</bdi>
        </h3>
        <p className="muted">
          <bdi>{where}</bdi>
          {` · ${plural(changed.length, 'changed file')}`}
        </p>
      </header>
      {problem && (
        <p className="note">
          <span>
            <b>Not all of it was saved.</b> {problem}
          </span>
        </p>
      )}
      {!open && changed.length > 0 && (
        <Named name="Changed files" list={changed.map(one => ({ path: one.path, says: statusWord(one.status) }))} />
      )}
      {open && <PatchView id={id} tree={at} />}
      {changed.length > 0 && commit !== '' && (
        <Button small className="cp-more" aria-expanded={open} onClick={() => setOpen(before => !before)}>
          {open ? 'Hide the changes' : 'Show the changes'}
        </Button>
      )}
      {left.length > 0 && (
        <>
          <h4>{`Left out: ${plural(left.length, 'file')}`}</h4>
          <Named name="Left out" list={left.map(one => ({ path: one.path, says: one.why }))} />
        </>
      )}
    </section>
  )
}

/** The git work trees of a checkpoint: what had changed, what was left out and why. */
export function FilesView({ id, trees }: { readonly id: string; readonly trees: readonly SavedTree[] }) {
  if (trees.length === 0) return <p className="field-hint">No pane was in a git work tree: it holds no files.</p>
  return trees.map((tree, at) => <Tree key={tree.path} id={id} tree={tree} at={at} />)
}
