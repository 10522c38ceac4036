import { type FormEvent, useRef, useState } from 'react'
import type { KillTarget } from '../../../ipc/contract'
import type { SavedOutput } from '../../../ipc/finish'
import { fleetStore } from '../../state/fleet-store'
import { paneById, paneName, panesOfSession, sessionById, sessionOfPane } from '../../state/selectors'
import { showToast } from '../../state/toasts-store'
import { Button } from '../../ui/button'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog'
import { plural } from '../../ui/format'
import { useHere } from '../../ui/use-here'
import { outputFolder, outputFolderError } from './output-folder'
import { OutputsList, savedWords } from './outputs-list'
import { SaveFields } from './save-fields'
import { type SaveWish, savePanes } from './save-panes'

interface SaveProps {
  readonly target: KillTarget
  onClose(): void
}

/** The panes of a target as they are when the dialog opens, and the words for them. */
function meant(target: KillTarget) {
  const { fleet } = fleetStore.getState()
  const pane = target.kind === 'pane' ? paneById(fleet, target.paneId) : null
  const session = target.kind === 'session' ? sessionById(fleet, target.sessionId) : pane && sessionOfPane(fleet, pane)
  const panes =
    target.kind === 'session' && session ? panesOfSession(fleet, session) : [pane].filter(one => one !== null)
  const name = session?.name ?? 'a session that is gone'
  return {
    session: name,
    whom: pane ? `${paneName(pane)} in ${name}` : `session ${name}`,
    panes: panes.map(one => ({ id: one.id, name: paneName(one) })),
  }
}

type Step = 'ask' | 'saving' | 'over'

function useSave(target: KillTarget) {
  const [what] = useState(() => meant(target))
  const [step, setStep] = useState<Step>('ask')
  const [outputs, setOutputs] = useState<readonly SavedOutput[]>([])
  const here = useHere()
  const going = useRef(true)
  const save = async (wish: SaveWish) => {
    setStep('saving')
    const all = await savePanes(what.panes, wish, { saved: setOutputs, go: () => going.current })
    setStep('over')
    if (here.current) return
    const bad = all.some(one => one.problem !== '')
    showToast({ tone: bad ? 'failure' : 'done', title: `Save outputs: ${savedWords(all)}`, meaning: wish.folder })
  }
  return { what, step, outputs, stop: () => (going.current = false), save }
}

/** Saves what the panes of a session, or one pane, have shown. Goes on when it is closed, and then says how it ended. */
export function SaveOutputsDialog({ target, onClose }: SaveProps) {
  const { what, step, outputs, stop, save } = useSave(target)
  const [wish, setWish] = useState<SaveWish>({ folder: outputFolder(what.session), colours: false })
  const [tried, setTried] = useState(false)
  const error = outputFolderError(wish.folder)
  const count = what.panes.length
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!error && step === 'ask' && count > 0) void save({ ...wish, folder: wish.folder.trim() })
  }
  const sentence =
    step === 'ask'
      ? `Writes the whole history of ${plural(count, 'pane')} to files; nothing in it is touched.`
      : step === 'saving'
        ? `Saved ${outputs.length} of ${count}. It goes on when you close this.`
        : `${savedWords(outputs)}${outputs.length < count ? `, ${count - outputs.length} left out` : ''}.`
  return (
    <Dialog name="Save outputs" title={`Save outputs of ${what.whom}`} sentence={sentence} onClose={onClose}>
      <form className="dialog-form" noValidate onSubmit={submit}>
        <DialogBody>
          {step === 'ask' && <SaveFields wish={wish} error={tried ? error : ''} onChange={setWish} />}
          {step === 'saving' && (
            <progress className="progress" aria-label="Saved outputs so far" max={count} value={outputs.length} />
          )}
          {outputs.length > 0 && <OutputsList outputs={outputs} />}
        </DialogBody>
        <DialogFoot>
          {step !== 'over' && <Button onClick={step === 'ask' ? onClose : stop}>Cancel</Button>}
          {step === 'ask' && (
            <Button kind="primary" type="submit" disabled={count === 0}>
              Save outputs
            </Button>
          )}
          {step === 'over' && (
            <Button kind="primary" onClick={onClose} autoFocus>
              Done
            </Button>
          )}
        </DialogFoot>
      </form>
    </Dialog>
  )
}
