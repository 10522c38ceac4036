import { type FormEvent, useState } from 'react'
import type { KillTarget } from '../../../ipc/contract'
import { fleetStore } from '../../state/fleet-store'
import { paneById, paneName, panesOfSession, sessionById, sessionOfPane } from '../../state/selectors'
import { Dialog, DialogBody } from '../../ui/dialog'
import { plural } from '../../ui/format'
import { outputFolder, outputFolderError } from './output-folder'
import { OutputsList, savedWords } from './outputs-list'
import { SaveFields } from './save-fields'
import { SaveFoot } from './save-foot'
import { type SaveWish, savePane } from './save-pane'
import { useOneByOne } from './use-one-by-one'

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

const ACT = 'Save outputs'

/** Saves what the panes of a session, or one pane, have shown. Goes on when it is closed, and then says how it ended. */
export function SaveOutputsDialog({ target, onClose }: SaveProps) {
  const [what] = useState(() => meant(target))
  const { step, saved, stop, save } = useOneByOne(ACT, what.panes)
  const outputs = saved.flatMap(one => one.outputs)
  const [wish, setWish] = useState<SaveWish>({ folder: outputFolder(what.session), colours: false })
  const [tried, setTried] = useState(false)
  const error = outputFolderError(wish.folder)
  const count = what.panes.length
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    const folder = wish.folder.trim()
    if (!error && step === 'ask' && count > 0) void save(folder, pane => savePane(pane, { ...wish, folder }))
  }
  const sentence =
    step === 'ask'
      ? `Writes the whole history of ${plural(count, 'pane')} to files; nothing in it is touched.`
      : step === 'saving'
        ? `Saved ${outputs.length} of ${count}. It goes on when you close this.`
        : `${savedWords(outputs)}${outputs.length < count ? `, ${count - outputs.length} left out` : ''}.`
  return (
    <Dialog name={ACT} title={`Save outputs of ${what.whom}`} sentence={sentence} onClose={onClose}>
      <form className="dialog-form" noValidate onSubmit={submit}>
        <DialogBody>
          {step === 'ask' && <SaveFields wish={wish} error={tried ? error : ''} onChange={setWish} />}
          {step === 'saving' && (
            <progress className="progress" aria-label="Saved outputs so far" max={count} value={outputs.length} />
          )}
          {outputs.length > 0 && <OutputsList outputs={outputs} />}
        </DialogBody>
        <SaveFoot step={step} act={ACT} none={count === 0} onStop={stop} onClose={onClose} />
      </form>
    </Dialog>
  )
}
