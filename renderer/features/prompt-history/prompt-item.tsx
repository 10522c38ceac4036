import { ChevronRight } from 'lucide-react'
import { useId, useState } from 'react'
import { useStore } from 'zustand'
import type { PromptRecord } from '../../../ipc/act'
import { draftStore, setDraft, wishToWrite } from '../../state/draft-store'
import { useFleet } from '../../state/hooks'
import { candidatesOf, receiversOf } from '../../state/receivers'
import { receiversStore } from '../../state/receivers-store'
import { showToast } from '../../state/toasts-store'
import { Button } from '../../ui/button'
import { firstLine, plural, whenWords } from '../../ui/format'
import { panesOfRequest, sendTo } from '../composer/send'
import { useSendOnce } from '../composer/send-once'
import { byNeed, receiptWord, sendSummary } from '../composer/send-words'
import { stillThere, whomWords } from './history-words'

const UNSURE = 'It is not known whether it was sent again. Try once more: nobody gets it twice.'

interface Props {
  readonly prompt: PromptRecord
  readonly open: boolean
  onToggle(): void
  onForget(): Promise<boolean>
  /** The prompt is on its way, or in the composer. */
  onUsed(): void
}

/** Puts a text into the composer; a draft that was there can be had back. */
function intoComposer(text: string): void {
  const before = draftStore.getState().text
  setDraft(text)
  wishToWrite()
  if (before.trim() === '' || before === text) return
  const action = { label: 'Put my draft back', run: () => setDraft(before) }
  showToast({ tone: 'notice', title: 'Your draft was replaced by a prompt of the history', action })
}

/** Who of them would get it now: those that are left and free, or held, as the composer is set. */
function useSameReceivers(prompt: PromptRecord) {
  const fleet = useFleet()
  const whenBusy = useStore(receiversStore, state => state.whenBusy)
  const left = stillThere(fleet, prompt)
  const choice = { scope: { kind: 'fleet' as const }, picks: left, types: [], idleOnly: false, whenBusy }
  return { left, ready: receiversOf(candidatesOf(fleet, choice)).map(({ pane }) => pane.id) }
}

/** What keeps it from the same agents: `2 gone, 1 not free`; empty when nothing does. */
function missingWords(all: number, left: number, ready: number): string {
  const gone = all - left
  const busy = left - ready
  return [gone > 0 ? `${gone} gone` : '', busy > 0 ? `${busy} not free` : ''].filter(Boolean).join(', ')
}

function Forget({ onForget }: { onForget(): Promise<boolean> }) {
  const [asking, setAsking] = useState(false)
  if (!asking)
    return (
      <Button kind="ghost" small onClick={() => setAsking(true)}>
        Forget…
      </Button>
    )
  return (
    <>
      <span className="field-hint">It cannot be brought back.</span>
      <Button small autoFocus onClick={() => setAsking(false)}>
        Keep
      </Button>
      <Button kind="danger" small onClick={() => void onForget().then(gone => gone || setAsking(false))}>
        Forget
      </Button>
    </>
  )
}

function Opened({ prompt, onForget, onUsed }: Omit<Props, 'open' | 'onToggle'>) {
  const { left, ready } = useSameReceivers(prompt)
  const place = `again ${prompt.id}`
  const { busy, again, unsure } = useSendOnce(place, prompt.text, onUsed)
  // What is tried again goes to whom it went: those that got it are busy by now.
  const count = again ? panesOfRequest(again).length : ready.length
  const missing = missingWords(prompt.receipts.length, left.length, ready.length)
  return (
    <div className="prompt-open">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled by the keyboard too */}
      <section className="prompt-text" tabIndex={0} aria-label="Text of the prompt">
        {prompt.text}
      </section>
      <ul className="prompt-receipts" aria-label="Receipts">
        {byNeed(prompt.receipts).map(receipt => (
          <li key={receipt.paneId} className={`receipt receipt-${receipt.result}`}>
            <b>{receipt.agent}</b>
            <span className="muted">{receipt.session}</span>
            <span className="receipt-word">{receipt.result === 'pending' ? 'pending' : receiptWord(receipt)}</span>
          </li>
        ))}
      </ul>
      <div className="prompt-acts">
        <Forget onForget={onForget} />
        <span className="grow field-hint prompt-missing">{unsure ? UNSURE : missing}</span>
        <Button
          small
          onClick={() => {
            onUsed()
            intoComposer(prompt.text)
          }}
        >
          Put into the composer
        </Button>
        <Button
          kind="primary"
          small
          disabled={count === 0 || busy}
          onClick={() => void sendTo(place, ready, prompt.text)}
        >
          {`Send again to ${plural(count, 'agent')}`}
        </Button>
      </div>
    </div>
  )
}

/** One prompt: when, its first line, to whom and what came of it; opened, the whole of it. */
export function PromptItem({ prompt, open, onToggle, ...rest }: Props) {
  const id = useId()
  return (
    <li className="prompt">
      <button type="button" className="prompt-head" aria-expanded={open} aria-controls={id} onClick={onToggle}>
        <ChevronRight aria-hidden="true" />
        <span className="prompt-words">
          <b>{firstLine(prompt.text)}</b>
          <span className="muted">{`${whomWords(prompt.receipts)}: ${sendSummary(prompt.receipts)}`}</span>
        </span>
        <time dateTime={new Date(prompt.at).toISOString()}>{whenWords(prompt.at, Date.now())}</time>
      </button>
      <div id={id}>{open && <Opened prompt={prompt} {...rest} />}</div>
    </li>
  )
}
