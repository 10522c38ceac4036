import { type FormEvent, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { FinishPlan } from '../../../ipc/finish'
import type { SessionId } from '../../../ipc/model'
import { call } from '../../host/host'
import { type Words, wordsFor } from '../../host/words'
import { finishesStore, putFinish } from '../../state/finishes-store'
import { useFleet } from '../../state/hooks'
import { canBePrompted } from '../../state/receivers'
import { panesOfSession, sessionById } from '../../state/selectors'
import { settingsStore, takesCheckpoints } from '../../state/settings-store'
import { tellFailure } from '../../state/tell'
import { useAsked } from '../../state/use-asked'
import { useIntent } from '../../state/use-intent'
import { Button } from '../../ui/button'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog'
import { FailureNote, Field, submitByKeys, TextField } from '../../ui/field'
import { useHere } from '../../ui/use-here'
import { SharedDaemons } from '../kill/kill-dialog'
import { outputFolder, outputFolderError } from '../save-outputs/output-folder'
import { SaveFields } from '../save-outputs/save-fields'
import { type FinishWish, minutesError, wishSentence } from './finish-words'
import { StepField } from './step-field'
import './finish.css'

interface FormProps {
  readonly sessionId: SessionId
  /** It has begun. */
  onBegun(id: string): void
  onClose(): void
}

function firstWish(session: string): FinishWish {
  const known = settingsStore.getState()
  const text = known.settings?.finishPrompt ?? ''
  const steps = { ask: text !== '', wait: true, save: true, kill: true, checkpoint: takesCheckpoints(known) }
  return { ...steps, text, minutes: '30', folder: outputFolder(session), colours: false }
}

/** What is wrong with each field that counts; empty strings where nothing is. */
function errorsOf({ ask, text, wait, minutes, save, folder, kill }: FinishWish) {
  return {
    text: ask && text.trim() === '' ? 'Write what to ask, or leave this step out.' : '',
    minutes: wait ? minutesError(minutes) : '',
    folder: save ? outputFolderError(folder) : '',
    steps: ask || wait || save || kill ? '' : 'Choose at least one step.',
  }
}

function planOf(sessionId: SessionId, wish: FinishWish, endShared: boolean): FinishPlan {
  return {
    sessionId,
    ask: wish.ask ? wish.text.trim() : null,
    waitMs: wish.wait ? Number(wish.minutes) * 60_000 : null,
    save: wish.save ? { folder: wish.folder.trim(), colours: wish.colours } : null,
    kill: wish.kill,
    endShared,
  }
}

interface StepsProps {
  readonly wish: FinishWish
  readonly errors: ReturnType<typeof errorsOf>
  set(change: Partial<FinishWish>): void
}

/** The first three steps, each of which can be left out. */
function Steps({ wish, errors, set }: StepsProps) {
  return (
    <>
      <StepField label="Ask the agents" checked={wish.ask} onChange={ask => set({ ask })}>
        <Field label="What to ask" hint="Shells never get it. Who is busy gets it when idle." error={errors.text}>
          {parts => (
            <textarea
              {...parts}
              className="input"
              rows={3}
              maxLength={100_000}
              value={wish.text}
              onChange={event => set({ text: event.target.value })}
              onKeyDown={submitByKeys}
            />
          )}
        </Field>
      </StepField>
      <StepField label="Wait until they are done" checked={wish.wait} onChange={wait => set({ wait })}>
        <TextField
          label="At most, in minutes"
          type="number"
          min={1}
          max={1440}
          value={wish.minutes}
          error={errors.minutes}
          hint="Then it stops and asks you: nothing is ended because the time is up."
          onChange={event => set({ minutes: event.target.value })}
        />
      </StepField>
      <StepField label="Save outputs" checked={wish.save} onChange={save => set({ save })}>
        <SaveFields wish={wish} error={errors.folder} onChange={set} />
      </StepField>
    </>
  )
}

/** Sends the plan; the failure of it, in words. It is told as a message when the dialog was closed meanwhile. */
function useBegin(onBegun: (id: string) => void) {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Words | null>(null)
  const here = useHere()
  const { ask, lost } = useIntent()
  const told = useStore(finishesStore, ({ finishes }) => lost !== null && finishes.has(lost))
  useEffect(() => {
    if (told && lost !== null) onBegun(lost)
  }, [told, lost, onBegun])
  const begin = async (plan: FinishPlan) => {
    setBusy(true)
    setFailure(null)
    try {
      await ask(plan, async id => {
        putFinish(await call('finish.start', { id, plan }))
        onBegun(id)
      })
    } catch (error) {
      if (!here.current) return tellFailure('Finish session', error)
      setFailure(wordsFor(error))
      setBusy(false)
    }
  }
  return { busy, failure, begin }
}

/** How a session is to be finished: says what will happen, and every step can be left out. */
export function FinishForm({ sessionId, onBegun, onClose }: FormProps) {
  const fleet = useFleet()
  const session = sessionById(fleet, sessionId)
  const panes = session ? panesOfSession(fleet, session) : []
  const agents = panes.filter(canBePrompted).length
  const [wish, setWish] = useState(() => firstWish(session?.name ?? ''))
  const [endShared, setEndShared] = useState(false)
  const [tried, setTried] = useState(false)
  const { busy, failure, begin } = useBegin(onBegun)
  // Without an answer no shared daemon is ended, which is the safe choice.
  const shared = useAsked('kill.preview', { target: { kind: 'session', sessionId } }).told?.shared ?? []
  const errors = errorsOf(wish)
  const none = { text: '', minutes: '', folder: '', steps: '' }
  const set = (change: Partial<FinishWish>) => setWish(before => ({ ...before, ...change }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (busy || Object.values(errors).some(error => error !== '')) return
    void begin(planOf(sessionId, wish, wish.kill && endShared))
  }
  return (
    <Dialog
      name="Finish session"
      title={`Finish session ${session?.name ?? 'that is gone'}`}
      sentence={wishSentence(wish, agents, panes.length)}
      onClose={onClose}
    >
      <form className="dialog-form" noValidate onSubmit={submit}>
        <DialogBody>
          <Steps wish={wish} errors={tried ? errors : none} set={set} />
          <StepField label="End the session" checked={wish.kill} onChange={kill => set({ kill })}>
            <p className="field-hint">
              {wish.checkpoint
                ? 'By itself only when every agent is ready and every output is saved. A checkpoint is taken first: you can go back to it.'
                : 'By itself only when every agent is ready and every output is saved. No checkpoint is taken before it.'}
            </p>
            {shared.length > 0 && <SharedDaemons shared={shared} end={endShared} onEnd={setEndShared} />}
          </StepField>
          {failure && <FailureNote words={failure} />}
        </DialogBody>
        <DialogFoot note={tried && errors.steps}>
          <Button onClick={onClose}>{busy ? 'Close' : 'Cancel'}</Button>
          <Button kind="primary" type="submit" disabled={busy || !session}>
            {busy ? 'Beginning…' : 'Finish session'}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
