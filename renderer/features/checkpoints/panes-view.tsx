import { ToggleGroup } from 'radix-ui'
import { useEffect, useRef, useState } from 'react'
import type { Checkpoint, SavedPane } from '../../../ipc/checkpoint'
import { useAsked } from '../../state/use-asked'
import { Button } from '../../ui/button'
import { FailureNote } from '../../ui/field'
import { StateIcon } from '../../ui/state-icon'
import { linesWords } from './checkpoint-words'
import { PaneFacts } from './pane-facts'
import { savedName } from './saved-name'
import { drawSavedScreen } from './saved-screen'

/** Rows of history that come with a screen at once. */
const HISTORY = 1000
/** The most that the contract allows. */
const MOST = 50_000

interface ScreenProps {
  readonly id: string
  readonly pane: SavedPane
  readonly version: string
}

/** One pane's screen, drawn as it was. */
function ScreenView({ id, pane, version }: ScreenProps) {
  const [lines, setLines] = useState(HISTORY)
  const { told: screen, failure, retry } = useAsked('checkpoint.screen', { id, key: pane.key, lines })
  const place = useRef<HTMLDivElement>(null)
  const name = `Screen of ${savedName(pane)}`
  useEffect(() => {
    const node = place.current
    if (!node || !screen) return
    const rows = Math.min(screen.rows, pane.height) || pane.height
    return drawSavedScreen(node, { cols: screen.cols, rows, version, name, text: screen.text })
  }, [screen, pane.height, version, name])
  const more = pane.rows - pane.height > lines && lines < MOST
  return (
    <>
      {failure && <FailureNote words={failure} onRetry={retry} />}
      {!failure && !screen && <p className="field-hint">Reading the screen…</p>}
      <section className="cp-screen" aria-label={name} hidden={!screen}>
        <div ref={place} className="cp-screen-place" />
      </section>
      {more && (
        <Button small kind="ghost" className="cp-more" onClick={() => setLines(MOST)}>
          {`Show the history whole: ${linesWords(Math.min(pane.rows, MOST))}`}
        </Button>
      )}
    </>
  )
}

/** The panes of a checkpoint: one chosen by its name, its screen and what is known of it below. */
export function PanesView({ id, checkpoint }: { readonly id: string; readonly checkpoint: Checkpoint }) {
  const panes = checkpoint.windows.flatMap(window => window.panes)
  const first = checkpoint.windows.find(window => window.active)?.panes.find(pane => pane.active) ?? panes[0]
  const [key, setKey] = useState(first?.key ?? '')
  const pane = panes.find(one => one.key === key) ?? first
  if (!pane) return <p className="field-hint">It holds no pane.</p>
  return (
    <div className="cp-panes">
      <ToggleGroup.Root
        type="single"
        className="cp-chips"
        aria-label="Panes"
        value={pane.key}
        onValueChange={next => next && setKey(next)}
      >
        {panes.map(one => (
          <ToggleGroup.Item key={one.key} value={one.key} aria-label={`${savedName(one)}, ${one.state}`}>
            <StateIcon state={one.state} />
            <bdi>{savedName(one)}</bdi>
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
      <ScreenView key={pane.key} id={id} pane={pane} version={checkpoint.tmux.version} />
      <PaneFacts pane={pane} />
    </div>
  )
}
