import { type FormEvent, useState } from 'react'
import { useStore } from 'zustand'
import type { CheckpointInfo } from '../../../ipc/checkpoint'
import type { CallOut } from '../../../ipc/contract'
import { call } from '../../host/host'
import { checkpointsStore } from '../../state/checkpoints-store'
import { attempt } from '../../state/tell'
import { Button } from '../../ui/button'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog'
import { FailureNote, TextField } from '../../ui/field'
import { dataSize, plural } from '../../ui/format'
import { outputFolderError } from '../save-outputs/output-folder'
import { checkpointTitle } from './checkpoint-words'
import { FileActFoot, FileActState } from './file-act'
import { FileProblems } from './file-problems'
import { useFileAct } from './use-file-act'

/** Outside of every project, so that no agent and no `git status` finds it. */
const EXPORT_FOLDER = '~/quarterdeck-checkpoints'

interface ExportProps {
  /** Id of the checkpoint. */
  readonly checkpoint: string
  readonly above?: boolean
  onClose(): void
}

/** `mask`: as it was asked for, whatever the box says since. */
type Exported = CallOut<'checkpoint.export'> & { readonly mask: boolean }

/** What the mask means for what goes into the file. */
function maskWords(mask: boolean, { trees }: Pick<CheckpointInfo, 'trees'>): string {
  if (!mask)
    return trees > 0
      ? 'All goes along as it was, also the changed files: whoever has the file can read every secret in it.'
      : 'All goes along as it was: whoever has the file can read every secret in it.'
  const files = trees > 0 ? ` Changed files of ${plural(trees, 'work tree')} stay out, as they cannot be masked.` : ''
  return `Known shapes of tokens, keys and passwords are masked in screens, conversations and prompts.${files}`
}

function Result({ done }: { readonly done: Exported }) {
  const masked =
    done.masked === 0 ? 'No secret of a known shape was found.' : `${plural(done.masked, 'secret')} masked.`
  return (
    <>
      <p className="cp-file-path">
        <bdi className="mono">{done.path}</bdi>
        <Button small onClick={() => void attempt('Copy path', () => navigator.clipboard.writeText(done.path))}>
          Copy path
        </Button>
      </p>
      <p>
        {dataSize(done.bytes)}. {done.mask ? masked : 'Nothing was masked.'}
      </p>
      <FileProblems name="What the file lacks" problems={done.problems} />
    </>
  )
}

const WORDS = {
  act: 'Export',
  without: 'No file was written.',
  ended: ({ path }: Exported) => ({ title: 'Checkpoint exported', meaning: path }),
}

/** Writes one checkpoint to a file: where, and whether secrets are masked. */
export function ExportDialog({ checkpoint, above = false, onClose }: ExportProps) {
  const info = useStore(checkpointsStore, ({ list }) => list.find(one => one.id === checkpoint))
  const [shown] = useState(info)
  const [folder, setFolder] = useState(EXPORT_FOLDER)
  const [mask, setMask] = useState(true)
  const [tried, setTried] = useState(false)
  const state = useFileAct(WORDS)
  const { busy, done, failure, start } = state
  const error = outputFolderError(folder)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (error || busy || done || !shown) return
    void start({ id: checkpoint, folder: folder.trim(), mask }, async (runId, wish) => ({
      ...(await call('checkpoint.export', { runId, ...wish })),
      mask,
    }))
  }
  const sentence = !shown
    ? 'This checkpoint is gone.'
    : done
      ? 'The checkpoint is in one file.'
      : 'Writes the checkpoint to one new file, which another Quarterdeck can import. The checkpoint stays as it is.'
  return (
    <Dialog
      name="Export"
      title={shown ? `Export “${checkpointTitle(shown)}” of ${shown.session}` : 'Export'}
      sentence={sentence}
      above={above}
      onClose={onClose}
    >
      <form className="dialog-form" noValidate onSubmit={submit}>
        <DialogBody>
          {failure && <FailureNote words={failure} />}
          {done && <Result done={done} />}
          {shown && !done && (
            <>
              <TextField
                label="Folder"
                mono
                autoFocus
                value={folder}
                maxLength={4096}
                error={tried ? error : ''}
                hint="It is made when it is missing; no file is ever written over."
                onChange={event => setFolder(event.target.value)}
              />
              <div className="field">
                <label className="check">
                  <input
                    type="checkbox"
                    aria-describedby="export-mask-says"
                    checked={mask}
                    onChange={event => setMask(event.target.checked)}
                  />
                  <span>Mask secrets</span>
                </label>
                <div id="export-mask-says" className="field-hint">
                  {maskWords(mask, shown)}
                </div>
              </div>
              <FileActState state={state} name="Exporting" without={WORDS.without} />
            </>
          )}
        </DialogBody>
        {done || !shown ? (
          <DialogFoot>
            <Button kind="primary" autoFocus onClick={onClose}>
              Done
            </Button>
          </DialogFoot>
        ) : (
          <FileActFoot state={state} act={WORDS.act} onClose={onClose} />
        )}
      </form>
    </Dialog>
  )
}
