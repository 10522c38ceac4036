import { useStore } from 'zustand'
import { runCommand } from '../../commands/registry'
import { checkpointsStore, liveCheckpoints } from '../../state/checkpoints-store'
import { openDialog } from '../../state/dialogs-store'
import { plural } from '../../ui/format'
import { Age } from '../grid/age'
import { checkpointTitle } from './checkpoint-words'

/** So many are named in the sidebar: the way back from what was just done. */
const NEWEST = 3

/** Those that were taken by themselves have like titles: the session tells them apart. */
const lowered = (title: string) => title.charAt(0).toLowerCase() + title.slice(1)

/** The sidebar's way to the checkpoints: how many there are, and the newest by name. */
export function CheckpointsSection() {
  const { list, told } = useStore(checkpointsStore)
  const live = liveCheckpoints(list)
  return (
    <>
      <h2 id="side-checkpoints">Checkpoints</h2>
      <ul aria-labelledby="side-checkpoints">
        {live.slice(0, NEWEST).map(info => (
          <li key={info.id}>
            <button
              type="button"
              className="side-row"
              title={`${checkpointTitle(info)}\n${info.session}`}
              onClick={() => openDialog({ kind: 'checkpoints', show: info.id })}
            >
              <bdi className="side-name">{info.name || `${info.session}: ${lowered(checkpointTitle(info))}`}</bdi>
              <span className="side-fact">
                <Age since={info.at} />
              </span>
            </button>
          </li>
        ))}
        <li>
          <button
            type="button"
            className="side-row"
            aria-label={told ? `Checkpoints: ${live.length}` : 'Checkpoints'}
            onClick={() => runCommand('checkpoints.open')}
          >
            <span className="side-name side-all">{live.length > 0 ? 'All checkpoints' : 'None yet'}</span>
            {live.length > 0 && (
              <span className="side-fact" title={plural(live.length, 'checkpoint')}>
                {live.length}
              </span>
            )}
          </button>
        </li>
      </ul>
    </>
  )
}
