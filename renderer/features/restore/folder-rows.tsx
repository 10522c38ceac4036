import type { RestoreChoice, RestorePlan } from '../../../ipc/checkpoint'
import { plural } from '../../ui/format'
import { Row } from './plan-row'
import { withFolder } from './restore-words'

type FolderPlan = RestorePlan['folders'][number]

interface FoldersProps {
  readonly choice: RestoreChoice
  choose(change: Partial<RestoreChoice>): void
}

function FolderRow({ folder, choice, choose }: FoldersProps & { readonly folder: FolderPlan }) {
  const { from, to, why, create, panes, problem } = folder
  const chosen = choice.folders?.find(one => one.from === from)
  // The saved folder itself stands there when it was typed, against the work tree's; not when it is only to be made.
  const typed = chosen && !(chosen.create && chosen.to === from) ? chosen.to : ''
  const change = (next: { to?: string; create?: boolean }) =>
    choose({ folders: withFolder(choice, from, { to: typed, create: chosen?.create ?? false, ...next }) })
  return (
    <Row
      name={from}
      on={null}
      part
      why={why === 'work-tree' ? 'its files go there' : create ? 'it is made' : ''}
      problems={problem === '' ? [] : [problem]}
    >
      <span className="plan-folder">
        {plural(panes, 'pane')} in
        <input
          className="input mono"
          aria-label={`Start in, instead of ${from}`}
          aria-invalid={problem === '' ? undefined : true}
          maxLength={4096}
          placeholder={to}
          title={typed || to}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={event => change({ to: event.target.value })}
        />
        {(problem !== '' || chosen?.create) && (
          <label className="plan-create">
            <input
              type="checkbox"
              checked={chosen?.create ?? false}
              onChange={event => change({ create: event.target.checked })}
            />
            create it
          </label>
        )}
      </span>
    </Row>
  )
}

/** In which folders the panes start: as they were, where their files go, or as is typed here. */
export function FolderRows({ folders, ...rest }: FoldersProps & { readonly folders: readonly FolderPlan[] }) {
  if (folders.length === 0) return null
  return (
    <>
      <Row name="Folders" on={null}>
        where the panes start
      </Row>
      {folders.map(folder => (
        <FolderRow key={folder.from} folder={folder} {...rest} />
      ))}
    </>
  )
}
