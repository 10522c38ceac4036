import { type FormEvent, useState } from 'react'
import type { CallOut } from '../../../ipc/contract'
import { call } from '../../host/host'
import { openDialog } from '../../state/dialogs-store'
import { Button } from '../../ui/button'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog'
import { FailureNote } from '../../ui/field'
import { useFolderCheck } from '../new-session/folder-check'
import { FolderField } from '../new-session/folder-field'
import { outputFolderError } from '../save-outputs/output-folder'
import { checkpointTitle } from './checkpoint-words'
import { FileActFoot, FileActState } from './file-act'
import { FileProblems } from './file-problems'
import { useFileAct } from './use-file-act'

/** How names of such files end. */
const ENDING = '.quarterdeck'

type Imported = CallOut<'checkpoint.import'>

const WORDS = {
  act: 'Import',
  without: 'Nothing was imported.',
  ended: ({ info }: Imported) => ({
    title: 'Checkpoint imported',
    meaning: `${checkpointTitle(info)} of ${info.session}`,
  }),
}

function pathError(path: string): string {
  if (path.trim() === '' || path.trim().endsWith('/')) return 'Enter the path of a file.'
  return outputFolderError(path)
}

/** Takes a checkpoint in from a file. Nothing of it runs, and nothing that runs is touched. */
export function ImportDialog({ above = false, onClose }: { readonly above?: boolean; onClose(): void }) {
  const [path, setPath] = useState('~/')
  const [tried, setTried] = useState(false)
  const answer = useFolderCheck(path, ENDING)
  const state = useFileAct(WORDS)
  const { busy, done, failure, start } = state
  const error = pathError(path)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (error || busy || done) return
    void start({ path: path.trim() }, (runId, wish) => call('checkpoint.import', { runId, ...wish }))
  }
  return (
    <Dialog
      name="Import"
      title={done ? `Imported “${done.info.name || done.info.session}”` : 'Import a checkpoint'}
      sentence={
        done
          ? `It is in the list, in session ${done.info.session}. Nothing of it was started.`
          : 'Reads a file that Quarterdeck has exported. It is checked whole before anything is kept, and nothing in it runs.'
      }
      above={above}
      onClose={onClose}
    >
      <form className="dialog-form" noValidate onSubmit={submit}>
        <DialogBody>
          {failure && <FailureNote words={failure} />}
          {done && <FileProblems name="What to know about it" problems={done.problems} />}
          {!done && (
            <>
              <FolderField
                label="File"
                autoFocus
                value={path}
                file={ENDING}
                suggestions={answer?.check.suggestions ?? []}
                hint={`Its name ends in ${ENDING}. Type a folder to see which are in it.`}
                error={tried ? error : ''}
                onChange={setPath}
              />
              <FileActState state={state} name="Importing" without={WORDS.without} />
            </>
          )}
        </DialogBody>
        {done ? (
          <DialogFoot>
            <Button onClick={onClose}>Done</Button>
            <Button kind="primary" autoFocus onClick={() => openDialog({ kind: 'checkpoints', show: done.info.id })}>
              Show checkpoint
            </Button>
          </DialogFoot>
        ) : (
          <FileActFoot state={state} act={WORDS.act} onClose={onClose} />
        )}
      </form>
    </Dialog>
  )
}
