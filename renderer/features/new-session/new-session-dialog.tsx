import { type FormEvent, useState } from 'react'
import { useStore } from 'zustand'
import { call } from '../../host/host'
import { type Words, wordsFor } from '../../host/words'
import { agentTypesStore } from '../../state/agent-types-store'
import { useFleet, useFocus } from '../../state/hooks'
import { settingsStore } from '../../state/settings-store'
import { tellFailure } from '../../state/tell'
import { useIntent } from '../../state/use-intent'
import { showSession } from '../../state/view-store'
import { Button } from '../../ui/button'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog'
import { FailureNote, TextField } from '../../ui/field'
import { useHere } from '../../ui/use-here'
import { AgentCounts } from '../agent-counts/agent-counts'
import { agentsOf, type Counts, countsError, totalWords } from '../agent-counts/counts'
import { FirstPrompt } from '../agent-counts/first-prompt'
import { promptOf, tellSpawned } from '../agent-counts/spawned'
import { folderError, useFolderCheck } from './folder-check'
import { FolderField } from './folder-field'
import { nameError, suggestName } from './session-name'

/** What the form holds; `name` is null while it follows the folder. */
interface Draft {
  readonly name: string | null
  readonly folder: string
  readonly createFolder: boolean
  readonly counts: Counts
  readonly prompt: string
}

/** Where a new session begins: beside the one that is shown, else at home. */
function useFirstDraft(): Draft {
  const { session } = useFocus()
  const home = useStore(settingsStore, state => state.info?.home ?? '~')
  return { name: null, folder: session?.folder || home, createFolder: false, counts: {}, prompt: '' }
}

/** The form's values, what is wrong with them, and its submit, which goes on when the dialog is closed. */
function useNewSession(onClose: () => void) {
  const fleet = useFleet()
  const types = useStore(agentTypesStore, state => state.types)
  const first = useFirstDraft()
  const [draft, setDraft] = useState<Draft>(first)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Words | null>(null)
  const { ask } = useIntent()
  const here = useHere()
  const answer = useFolderCheck(draft.folder)
  const name = draft.name ?? suggestName(draft.folder, fleet)
  const errors = {
    name: nameError(name, fleet),
    folder: folderError(draft.folder, answer, draft.createFolder),
    counts: countsError(draft.counts, types),
  }
  const wrong = errors.name || errors.folder || errors.counts

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (wrong || busy) return
    setBusy(true)
    setFailure(null)
    try {
      const { folder, createFolder, counts, prompt } = draft
      const agents = agentsOf(counts)
      await ask({ name, folder, createFolder, agents, ...promptOf(prompt) }, async (id, wish) => {
        const spawned = await call('session.create', { id, ...wish })
        // Whoever closed it has gone on to something else, and is left there.
        if (here.current) {
          onClose()
          showSession(spawned.sessionId)
        }
        tellSpawned('New session', name, spawned)
      })
    } catch (error) {
      if (!here.current) return tellFailure('New session', error)
      setFailure(wordsFor(error))
      setBusy(false)
    }
  }
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  return { draft, change, name, answer, errors, tried, busy, failure, submit }
}

export function NewSessionDialog({ onClose }: { onClose(): void }) {
  const form = useNewSession(onClose)
  const { draft, change, answer, errors, tried } = form
  const check = answer?.asked === draft.folder ? answer.check : null
  // A folder that is only half typed is no error yet; one that cannot be used is told at once.
  const missing = check?.kind === 'missing'
  const folderSays = tried || (errors.folder && !missing && draft.folder !== '') ? errors.folder : ''
  return (
    <Dialog
      name="New session"
      sentence="Starts a tmux session with your agents. It keeps running when this window closes."
      onClose={onClose}
    >
      <form className="dialog-form" noValidate onSubmit={form.submit}>
        <DialogBody>
          <TextField
            label="Session name"
            value={form.name}
            autoFocus
            onFocus={event => event.target.select()}
            onChange={event => change({ name: event.target.value })}
            error={tried || draft.name ? errors.name : ''}
          />
          <div className="field">
            <FolderField
              value={draft.folder}
              suggestions={answer?.check.suggestions ?? []}
              hint={check?.kind === 'folder' && check.path !== draft.folder ? check.path : null}
              error={folderSays}
              onChange={folder => change({ folder })}
            />
            {missing && (
              <label className="check">
                <input
                  type="checkbox"
                  checked={draft.createFolder}
                  onChange={event => change({ createFolder: event.target.checked })}
                />
                <span>
                  Create it: <span className="mono">{check.path}</span>
                </span>
              </label>
            )}
          </div>
          <AgentCounts
            counts={draft.counts}
            error={tried ? errors.counts : ''}
            onChange={counts => change({ counts })}
          />
          <FirstPrompt value={draft.prompt} onChange={prompt => change({ prompt })} />
          {form.failure && <FailureNote words={form.failure} />}
        </DialogBody>
        <DialogFoot note={totalWords(draft.counts)}>
          <Button onClick={onClose}>{form.busy ? 'Close' : 'Cancel'}</Button>
          <Button kind="primary" type="submit" disabled={form.busy}>
            {form.busy ? 'Creating…' : 'Create session'}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
