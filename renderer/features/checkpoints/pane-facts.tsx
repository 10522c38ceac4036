import type { ReactNode } from 'react'
import type { SavedPane } from '../../../ipc/checkpoint'
import { StateLabel } from '../../ui/state-icon'
import { linesWords } from './checkpoint-words'
import { launchWords } from './saved-name'

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

/** What is known of a pane at that moment, and what could not be saved of it. */
export function PaneFacts({ pane }: { readonly pane: SavedPane }) {
  const hidden = Object.entries(pane.launch?.env ?? {}).filter(([, value]) => value === null)
  return (
    <>
      {pane.problem && (
        <p className="note">
          <span>
            <b>Not all of it was saved.</b> {pane.problem}
          </span>
        </p>
      )}
      <dl className="cp-facts-list">
        <Fact name="State">
          <StateLabel state={pane.state} />
        </Fact>
        <Fact name="Started as">
          <code>{launchWords(pane)}</code>
        </Fact>
        <Fact name="Folder">
          <bdi className="mono">{pane.folder}</bdi>
        </Fact>
        {pane.title && (
          <Fact name="Title">
            <bdi>{pane.title}</bdi>
          </Fact>
        )}
        <Fact name="Screen">{`${pane.width}×${pane.height}, ${linesWords(pane.rows)} with its history`}</Fact>
        {hidden.length > 0 && (
          <Fact name="Environment">{`Names only, by your setting: ${hidden.map(([name]) => name).join(', ')}`}</Fact>
        )}
        {pane.draft && (
          <Fact name="Draft">
            <pre className="cp-text">{pane.draft}</pre>
          </Fact>
        )}
      </dl>
    </>
  )
}
