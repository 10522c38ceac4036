import { useState } from 'react'
import { useStore } from 'zustand'
import { confirmStore } from '../../state/confirm-store'
import { saveSettings } from '../../state/save-settings'
import { Button } from '../../ui/button'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog'
import { plural } from '../../ui/format'
import { openableUrl } from './confirm'
import { linkParts, previewPaste } from './preview'
import './confirm.css'

interface AskProps {
  answer(yes: boolean): void
}

function LinkQuestion({ url, answer }: AskProps & { readonly url: URL }) {
  const [before, host, after] = linkParts(url)
  const program = url.protocol === 'mailto:' ? 'mail program' : 'browser'
  return (
    <Dialog
      above
      name="Open link"
      sentence={`A program in the terminal shows this link. It opens in your ${program}.`}
      onClose={() => answer(false)}
    >
      <DialogBody>
        <p className="confirm-text">
          {before}
          <b>{host}</b>
          {after}
        </p>
      </DialogBody>
      <DialogFoot>
        <Button onClick={() => answer(false)}>Cancel</Button>
        <Button kind="primary" autoFocus onClick={() => answer(true)}>
          Open link
        </Button>
      </DialogFoot>
    </Dialog>
  )
}

function PasteQuestion({ text, answer }: AskProps & { readonly text: string }) {
  const [stop, setStop] = useState(false)
  const { lines, characters, shown, more } = previewPaste(text)
  const paste = () => {
    if (stop) void saveSettings({ confirmMultilinePaste: false })
    answer(true)
  }
  return (
    <Dialog
      above
      name="Paste several lines"
      title={`Paste ${plural(lines, 'line')}`}
      sentence="A program that reads line by line runs each of them at once."
      onClose={() => answer(false)}
    >
      <DialogBody>
        <pre className="confirm-text">{shown}</pre>
        {more > 0 && (
          <p className="field-hint">{`and ${plural(more, 'more line')}, ${characters} characters in all`}</p>
        )}
        <label className="check">
          <input type="checkbox" checked={stop} onChange={event => setStop(event.target.checked)} />
          <span>Do not ask again (Settings can bring it back)</span>
        </label>
      </DialogBody>
      <DialogFoot>
        {/* An Enter that was typed right behind the paste must not run it. */}
        <Button autoFocus onClick={() => answer(false)}>
          Cancel
        </Button>
        <Button kind="primary" onClick={paste}>
          {`Paste ${plural(lines, 'line')}`}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}

/** Questions that a terminal asks; above any other dialog. */
export function ConfirmDialog() {
  const { question, answer } = useStore(confirmStore)
  if (!question) return null
  if (question.kind === 'paste') return <PasteQuestion text={question.text} answer={answer} />
  const url = openableUrl(question.url)
  return url && <LinkQuestion url={url} answer={answer} />
}
