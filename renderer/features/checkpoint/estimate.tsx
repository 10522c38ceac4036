import type { CallOut } from '../../../ipc/contract'
import type { SessionId } from '../../../ipc/model'
import { useAsked } from '../../state/use-asked'
import { FailureNote } from '../../ui/field'
import { dataSize, plural } from '../../ui/format'
import { linesWords } from '../checkpoints/checkpoint-words'

type Tree = CallOut<'checkpoint.estimate'>['trees'][number]

/** `8 files, 144 MB, 1 left out`. */
function treeWords({ files, bytes, left }: Tree): string {
  if (files === null) return 'could not be counted'
  const taken = files === 0 ? 'none' : `${plural(files, 'file')}, ${dataSize(bytes)}`
  return left === 0 ? taken : `${taken}, ${left} left out`
}

/** What will be included and about how large it is; a failure here keeps nobody from saving. */
export function Estimate({ sessionId }: { readonly sessionId: SessionId }) {
  const { told, failure } = useAsked('checkpoint.estimate', { sessionId })
  if (failure) return <FailureNote words={failure} />
  if (!told) return <p className="field-hint">Counting what will be included…</p>
  return (
    <section className="estimate" aria-label="What will be included">
      <h3>What will be included</h3>
      <ul>
        <li>
          Layout, screens and history of {plural(told.panes, 'pane')}
          <span className="muted">{linesWords(told.rows)}</span>
        </li>
        <li>Conversations and drafts of its agents, as far as they can be read</li>
        {told.trees.length === 0 && <li>No files: no pane is in a git work tree</li>}
        {told.trees.map(tree => (
          <li key={tree.path}>
            Changed and new files of
            <bdi className="mono">{tree.path}</bdi>
            <span className="muted">{treeWords(tree)}</span>
          </li>
        ))}
      </ul>
      <p>
        About <b>{dataSize(told.bytes)}</b> before compression; what an earlier checkpoint has already takes no room
        again.
      </p>
    </section>
  )
}
