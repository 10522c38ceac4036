import { TriangleAlert } from 'lucide-react'
import { type KeyboardEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { CheckpointInfo, SaveProgress } from '../../../ipc/checkpoint'
import { checkpointsStore } from '../../state/checkpoints-store'
import { openDialog } from '../../state/dialogs-store'
import { useFleet } from '../../state/hooks'
import { useAsked } from '../../state/use-asked'
import { Button } from '../../ui/button'
import { Dialog, DialogFoot } from '../../ui/dialog'
import { plural } from '../../ui/format'
import { SearchField } from '../../ui/search-field'
import { cancelSaving } from './cancel-saving'
import { CheckpointDetails } from './checkpoint-details'
import { CheckpointList } from './checkpoint-list'
import { deleteCheckpoints } from './delete-checkpoints'
import { type Group, groupsOf, neighbourOf } from './list-items'
import { savingWords } from './saving-words'
import { useCheckpoint } from './use-checkpoint'
import '../../ui/columns.css'
import './checkpoints.css'
import './checkpoint-details.css'
import './checkpoint-files.css'
import './checkpoint-compare.css'
import './file-dialogs.css'

interface CheckpointsProps {
  /** Id of the one that is opened at first. */
  readonly show?: string | undefined
  onClose(): void
}

const NONE: ReadonlySet<string> = new Set()

/** Which one is current and which are marked; those that are gone are neither. */
function useChoice(groups: readonly Group[], show: string | undefined) {
  const [wanted, setWanted] = useState<string | null>(show ?? null)
  const [marks, setMarks] = useState<ReadonlySet<string>>(NONE)
  useEffect(() => {
    if (show) setWanted(show)
  }, [show])
  const items = groups.flatMap(group => group.items)
  const current = items.find(info => info.id === wanted) ?? items[0] ?? null
  const marked = items.filter(info => marks.has(info.id))
  return { items, current, marked, setWanted, setMarks }
}

/** Ids of those that lack a part, and of those that were found damaged while this dialog is open. */
function useDamaged(opened: ReturnType<typeof useCheckpoint>): ReadonlySet<string> {
  const [damaged, setDamaged] = useState(NONE)
  // A failure to look is told by each checkpoint that is opened.
  const { told } = useAsked('checkpoint.damaged', {})
  const id = opened && (opened.told?.damaged || opened.failure) ? opened.id : null
  useEffect(() => {
    if (id !== null) setDamaged(before => new Set([...before, id]))
  }, [id])
  return useMemo(() => new Set([...damaged, ...(told?.ids ?? [])]), [damaged, told])
}

/** What stands where no checkpoint is shown. */
function nothingWords(told: boolean, search: string): string {
  if (!told) return 'The host has not told its checkpoints yet.'
  if (search.trim()) return 'No checkpoint has these words in its name, message, session or trigger.'
  return 'There is no checkpoint yet. Open a session and press Checkpoint to save it as it is.'
}

const SEARCH = { name: 'Search checkpoints', placeholder: 'Name, session, trigger' }

/** From the search into the list. */
function toList(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key !== 'ArrowDown') return
  event.preventDefault()
  event.currentTarget.closest('.cp-side')?.querySelector<HTMLElement>('[role="listbox"]')?.focus()
}

/** One that is under way. An export or an import can be cancelled here: its own dialog may be closed. */
function Saving({ one }: { readonly one: SaveProgress }) {
  const { title, far } = savingWords(one)
  const { file } = one
  return (
    <div className="cp-saving">
      <p>
        <bdi>{title}</bdi>
        {far && ` ${far}`}
      </p>
      {file && (
        <Button small aria-label={`Cancel ${file.act}`} onClick={() => cancelSaving(file.act, one.id)}>
          Cancel
        </Button>
      )}
    </div>
  )
}

/** What is under way, and what the store has to say. */
function Notices() {
  const { saving, trouble } = useStore(checkpointsStore)
  return (
    <>
      {trouble && (
        <p className="note cp-notice" role="alert">
          <TriangleAlert aria-hidden="true" />
          <span>{trouble}</span>
        </p>
      )}
      {saving.map(one => (
        <Saving key={one.id} one={one} />
      ))}
    </>
  )
}

/** To a file and from one. */
function FileButtons({ current }: { readonly current: string | null }) {
  return (
    <>
      <Button
        disabled={current === null}
        onClick={() => current && openDialog({ kind: 'export', checkpoint: current })}
      >
        Export…
      </Button>
      <Button onClick={() => openDialog({ kind: 'import' })}>Import…</Button>
    </>
  )
}

/** All checkpoints on the left, by session and time; the current one on the right, as it was. */
export function CheckpointsDialog({ show, onClose }: CheckpointsProps) {
  const { list, told } = useStore(checkpointsStore)
  const fleet = useFleet()
  const [search, setSearch] = useState('')
  const [renaming, setRenaming] = useState<string | null>(null)
  // Typing stays immediate while hundreds of rows are filtered.
  const wanted = useDeferredValue(search)
  const groups = useMemo(() => groupsOf(list, wanted, fleet), [list, wanted, fleet])
  const { items, current, marked, setWanted, setMarks } = useChoice(groups, show)
  const opened = useCheckpoint(current?.id ?? null)
  const damaged = useDamaged(opened)
  const side = useRef<HTMLDivElement>(null)
  const doomed = marked.length > 0 ? marked : current ? [current] : []

  const remove = async (infos: readonly CheckpointInfo[]) => {
    const gone = new Set(infos.map(info => info.id))
    const ids = items.map(info => info.id)
    if (!(await deleteCheckpoints(infos))) return
    setMarks(NONE)
    setWanted(neighbourOf(ids, current?.id ?? null, gone))
    side.current?.querySelector<HTMLElement>('[role="listbox"]')?.focus()
  }
  const restore = () => current && openDialog({ kind: 'restore', checkpoint: current.id })
  return (
    <Dialog
      name="Checkpoints"
      sentence="Sessions as they were. Nothing is changed before you have seen the plan of a restore."
      width="full"
      onClose={onClose}
    >
      <div className="columns cp-columns">
        <div ref={side} className="cp-side">
          <div className="cp-search">
            <SearchField {...SEARCH} value={search} onSearch={setSearch} onKeyDown={toList} />
          </div>
          <Notices />
          {items.length === 0 && <p className="field-hint cp-none">{nothingWords(told, search)}</p>}
          {items.length > 0 && (
            <CheckpointList
              groups={groups}
              current={current?.id ?? null}
              marked={new Set(marked.map(info => info.id))}
              damaged={damaged}
              onCurrent={id => {
                setWanted(id)
                setRenaming(null)
              }}
              onMark={setMarks}
              onOpen={restore}
              onDelete={() => void remove(doomed)}
              onRename={() => current && setRenaming(current.id)}
            />
          )}
        </div>
        {current ? (
          <CheckpointDetails
            key={current.id}
            info={current}
            opened={opened}
            renaming={renaming === current.id}
            onRename={on => setRenaming(on ? current.id : null)}
          />
        ) : (
          <div />
        )}
      </div>
      <DialogFoot
        note={
          <div className="cp-foot">
            {doomed.length > 0 && (
              <Button kind="danger" onClick={() => void remove(doomed)}>
                {marked.length > 0 ? `Delete ${plural(marked.length, 'checkpoint')}` : 'Delete'}
              </Button>
            )}
            <FileButtons current={current?.id ?? null} />
          </div>
        }
      >
        <Button onClick={onClose}>Done</Button>
        <Button kind="primary" disabled={!current || !opened?.told} onClick={restore}>
          Restore…
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
