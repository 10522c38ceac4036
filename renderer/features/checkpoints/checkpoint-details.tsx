import { CircleAlert, Pencil } from 'lucide-react'
import { Tabs } from 'radix-ui'
import type { ReactNode } from 'react'
import type { Checkpoint, CheckpointInfo } from '../../../ipc/checkpoint'
import { Button } from '../../ui/button'
import { FailureNote } from '../../ui/field'
import { plural, whenWords } from '../../ui/format'
import { AgeWords } from '../grid/age'
import { ago, checkpointTitle, sizeWords, triggerWords } from './checkpoint-words'
import { CompareView } from './compare-view'
import { ConversationsView } from './conversations-view'
import { FilesView } from './files-view'
import { PanesView } from './panes-view'
import { RenameForm } from './rename-form'
import type { Opened } from './use-checkpoint'

interface DetailsProps {
  readonly info: CheckpointInfo
  /** null while it is being read. */
  readonly opened: Opened | null
  readonly renaming: boolean
  onRename(renaming: boolean): void
}

function Head({ info, onRename }: { readonly info: CheckpointInfo; onRename(): void }) {
  return (
    <header className="columns-head cp-head">
      <h2>
        <bdi>{checkpointTitle(info)}</bdi>
        <Button kind="ghost" icon small aria-label="Rename checkpoint" onClick={onRename}>
          <Pencil aria-hidden="true" />
        </Button>
      </h2>
      <p className="muted">
        <bdi>{info.session}</bdi>
        {` · ${whenWords(info.at, Date.now())} · `}
        <AgeWords at={info.at} words={ago} />
        {info.name && ` · ${triggerWords(info.trigger)}`}
        {` · ${sizeWords(info)}`}
      </p>
      {info.message && <p className="cp-message">{info.message}</p>}
    </header>
  )
}

/** How many changed files its work trees have. */
function changedFiles({ trees }: Checkpoint): number {
  return trees.reduce((sum, tree) => sum + tree.changed.length, 0)
}

function pagesOf(info: CheckpointInfo, checkpoint: Checkpoint): readonly (readonly [string, string, ReactNode])[] {
  const panes = checkpoint.windows.reduce((sum, window) => sum + window.panes.length, 0)
  const copied = checkpoint.windows.flatMap(window => window.panes).filter(pane => pane.conversation !== null).length
  return [
    ['panes', plural(panes, 'pane'), <PanesView key="panes" id={info.id} checkpoint={checkpoint} />],
    [
      'files',
      plural(changedFiles(checkpoint), 'changed file'),
      <FilesView key="files" id={info.id} trees={checkpoint.trees} />,
    ],
    [
      'conversations',
      plural(copied, 'conversation'),
      <ConversationsView key="conversations" id={info.id} checkpoint={checkpoint} />,
    ],
    ['compare', 'Compare', <CompareView key="compare" info={info} />],
  ]
}

function Pages({ info, checkpoint }: { readonly info: CheckpointInfo; readonly checkpoint: Checkpoint }) {
  const pages = pagesOf(info, checkpoint)
  return (
    <Tabs.Root className="cp-pages" defaultValue="panes">
      <Tabs.List className="cp-tabs" aria-label="What it holds">
        {pages.map(([id, name]) => (
          <Tabs.Trigger key={id} className="cp-tab" value={id}>
            {name}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {pages.map(([id, , page]) => (
        <Tabs.Content key={id} className="cp-page" value={id}>
          {page}
        </Tabs.Content>
      ))}
    </Tabs.Root>
  )
}

/** One checkpoint: its name and facts, what is damaged, and what it holds, page by page. */
export function CheckpointDetails({ info, opened, renaming, onRename }: DetailsProps) {
  return (
    <section className="cp-details" aria-label={`Checkpoint ${checkpointTitle(info)}`}>
      {renaming ? (
        <RenameForm info={info} onDone={() => onRename(false)} />
      ) : (
        <Head info={info} onRename={() => onRename(true)} />
      )}
      {opened?.failure && <FailureNote words={opened.failure} />}
      {opened?.told?.damaged && (
        <div className="note note-failure" role="alert">
          <CircleAlert aria-hidden="true" />
          <span>
            <b>This checkpoint is damaged.</b> {opened.told.damaged} What is shown here can still be used.
          </span>
        </div>
      )}
      {!opened && <p className="field-hint">Reading the checkpoint…</p>}
      {opened?.told && <Pages info={info} checkpoint={opened.told.checkpoint} />}
    </section>
  )
}
