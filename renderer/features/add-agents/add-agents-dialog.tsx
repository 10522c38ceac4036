import { type FormEvent, useState } from 'react'
import { useStore } from 'zustand'
import type { SessionId } from '../../../ipc/model'
import { call } from '../../host/host'
import { type Words, wordsFor } from '../../host/words'
import { agentTypesStore } from '../../state/agent-types-store'
import { useFleet } from '../../state/hooks'
import { sessionById } from '../../state/selectors'
import { useIntent } from '../../state/use-intent'
import { Button } from '../../ui/button'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog'
import { FailureNote } from '../../ui/field'
import { AgentCounts } from '../agent-counts/agent-counts'
import { agentsOf, type Counts, countsError, totalWords } from '../agent-counts/counts'
import { FirstPrompt } from '../agent-counts/first-prompt'
import { promptOf, tellSpawned } from '../agent-counts/spawned'

interface AddAgentsProps {
  readonly sessionId: SessionId
  onClose(): void
}

export function AddAgentsDialog({ sessionId, onClose }: AddAgentsProps) {
  const session = sessionById(useFleet(), sessionId)
  const types = useStore(agentTypesStore, state => state.types)
  const [counts, setCounts] = useState<Counts>({})
  const [prompt, setPrompt] = useState('')
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Words | null>(null)
  const { ask } = useIntent()
  const error = countsError(counts, types)
  const name = session?.name ?? 'this session'

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (error || busy) return
    setBusy(true)
    setFailure(null)
    try {
      await ask({ sessionId, agents: agentsOf(counts), ...promptOf(prompt) }, async (id, wish) => {
        const spawned = await call('session.addAgents', { id, ...wish })
        onClose()
        tellSpawned('Add agents', name, spawned)
      })
    } catch (thrown) {
      setFailure(wordsFor(thrown))
      setBusy(false)
    }
  }
  return (
    <Dialog
      name="Add agents"
      title={`Add agents to ${name}`}
      sentence="They start beside the others in the same folder; the others are not disturbed."
      onClose={onClose}
    >
      <form className="dialog-form" noValidate onSubmit={submit}>
        <DialogBody>
          <AgentCounts counts={counts} error={tried ? error : ''} onChange={setCounts} />
          <FirstPrompt value={prompt} onChange={setPrompt} />
          {failure && <FailureNote words={failure} />}
        </DialogBody>
        <DialogFoot note={totalWords(counts)}>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={busy || !session}>
            {busy ? 'Adding…' : 'Add agents'}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
