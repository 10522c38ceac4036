import type { CallOut } from '../../../ipc/contract'
import type { Pane, PaneId } from '../../../ipc/model'
import { useFleet } from '../../state/hooks'
import { paneById, paneName, sessionOfPane } from '../../state/selectors'
import { useAsked } from '../../state/use-asked'
import { Button } from '../../ui/button'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog'
import { FailureNote } from '../../ui/field'
import { StateLabel } from '../../ui/state-icon'
import { Age } from '../grid/age'
import { placeName } from '../grid/names'
import { printable } from '../needs-you/question-words'
import { eventWords, momentWords, sourceWord, stateKey, sureWords } from './explain-words'
import './explain.css'

type Explanation = CallOut<'state.explain'>
/** Why a pane has the state that it has: what was believed, what was seen, and why the rest was not believed. */
export function ExplainDialog({ paneId, onClose }: { readonly paneId: PaneId; onClose(): void }) {
  const fleet = useFleet()
  const pane = paneById(fleet, paneId)
  const session = pane && sessionOfPane(fleet, pane)
  // Asked again whenever the evidence may be another.
  const { told, failure } = useAsked('state.explain', { paneId }, pane ? stateKey(pane.state) : '')
  const title = pane
    ? `${session ? placeName(pane, session) : paneName(pane)}: ${pane.state.name}`
    : 'This pane is gone'
  return (
    <Dialog
      name="Explain this state"
      title={title}
      sentence={pane ? printable(pane.state.explanation) : undefined}
      width="wide"
      onClose={onClose}
    >
      <DialogBody>
        {pane && <Facts pane={pane} />}
        {!told && !failure && <p className="field-hint">Asking the host for its evidence…</p>}
        {failure ? <FailureNote words={failure} /> : told && <Evidence {...told} />}
      </DialogBody>
      <DialogFoot>
        <Button kind="primary" onClick={onClose} autoFocus>
          Done
        </Button>
      </DialogFoot>
    </Dialog>
  )
}

function Facts({ pane }: { readonly pane: Pane }) {
  const { name, source, sure, since } = pane.state
  return (
    <dl className="explain-facts">
      <dt>State</dt>
      <dd>
        <StateLabel state={name} />
      </dd>
      <dt>Known from</dt>
      <dd>{sourceWord(source)}</dd>
      <dt>How sure</dt>
      <dd>{sureWords(sure)}</dd>
      <dt>Since</dt>
      <dd>
        {momentWords(since, Date.now())} (<Age since={since} />)
      </dd>
    </dl>
  )
}

function Evidence({ evidence, question, events }: Explanation) {
  const now = Date.now()
  return (
    <>
      {evidence.length === 0 && <p className="field-hint">Nothing was seen of it yet.</p>}
      {evidence.length > 0 && (
        <table className="table explain-table" aria-label="Evidence">
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">Says</th>
              <th scope="col">How sure</th>
              <th scope="col">What was seen</th>
              <th scope="col">Passed over</th>
              <th scope="col" className="right">
                When
              </th>
            </tr>
          </thead>
          <tbody>
            {evidence.map((one, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: evidence has no id, and a row keeps nothing
              <tr key={at} className={one.passedOver ? 'is-passed' : undefined}>
                <td>{sourceWord(one.source)}</td>
                <td>
                  <StateLabel state={one.says} />
                </td>
                <td>{one.sure}</td>
                <td>{printable(one.sentence)}</td>
                <td>{one.passedOver ? printable(one.passedOver, 120) : <b>believed</b>}</td>
                <td className="right">{momentWords(one.at, now)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {question && (
        <p className="note">
          <span>
            <b>It asks:</b> {printable(question.title)}
          </span>
        </p>
      )}
      <p className="field-hint">{eventWords(events)}</p>
    </>
  )
}
