import { useState } from 'react'
import { useStore } from 'zustand'
import { settingsStore } from '../../state/settings-store'
import { Button } from '../../ui/button'
import { Dialog, DialogFoot } from '../../ui/dialog'
import { FailureNote } from '../../ui/field'
import { SearchField } from '../../ui/search-field'
import { PromptItem } from './prompt-item'
import { useHistory } from './use-history'
import './prompt-history.css'

/** What stands where no prompts do. */
function nothingWords(search: string, keeps: boolean): string {
  if (search.trim()) return 'No prompt has these words, and none was sent to an agent or a session of that name.'
  return keeps ? 'No prompt was sent yet.' : 'No prompts are kept: the settings say so.'
}

/** All prompts that were sent: searched, opened, sent again or forgotten. */
export function PromptHistoryDialog({ onClose }: { onClose(): void }) {
  const [search, setSearch] = useState('')
  const [opened, setOpened] = useState('')
  const history = useHistory(search)
  const keeps = useStore(settingsStore, ({ settings }) => settings?.keepPrompts !== 0)
  const { prompts, failure, asking } = history
  return (
    <Dialog
      name="Prompt history"
      sentence="What was sent, to whom, and what came of it."
      width="wide"
      onClose={onClose}
    >
      <div className="prompt-search">
        <SearchField
          name="Search prompts"
          placeholder="Words, agents, sessions"
          autoFocus
          value={search}
          onSearch={setSearch}
        />
      </div>
      <div className="prompt-list">
        {!failure && !asking && prompts.length === 0 && <p className="field-hint">{nothingWords(search, keeps)}</p>}
        <ul aria-label="Prompts" aria-busy={asking}>
          {prompts.map(prompt => (
            <PromptItem
              key={prompt.id}
              prompt={prompt}
              open={opened === prompt.id}
              onToggle={() => setOpened(opened === prompt.id ? '' : prompt.id)}
              onForget={() => history.forget(prompt.id)}
              onUsed={onClose}
            />
          ))}
        </ul>
        {failure && <FailureNote words={failure} />}
        {(history.more || failure) && (
          <Button kind="ghost" small className="prompt-more" onClick={history.showMore}>
            {history.more ? 'Show older prompts' : 'Try again'}
          </Button>
        )}
      </div>
      <DialogFoot>
        <Button kind="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
