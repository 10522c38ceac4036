import { Check, X } from 'lucide-react'
import type { RestoreRun } from '../../../ipc/checkpoint'
import { isOver } from '../../state/checkpoints-store'
import { stoppedWords } from './restore-words'

/** What a restore has done so far, a line each; and, where it stopped, what was not done. */
export function RunView({ run }: { readonly run: RestoreRun | null }) {
  const over = run !== null && isOver(run)
  const total = run?.total ?? 0
  return (
    <>
      {!over && (
        <progress
          className="progress"
          aria-label="Restoring"
          {...(run && total > 0 ? { value: Math.min(run.done.length, total), max: total } : {})}
        />
      )}
      {run?.problem && (
        <div className={run.step === 'done' ? 'note' : 'note note-failure'} role="alert">
          <span>
            <b>{run.problem}</b> {over && run.step !== 'done' && stoppedWords(run)}
          </span>
        </div>
      )}
      {run && over && run.step !== 'done' && !run.problem && stoppedWords(run) && (
        <p className="note">{stoppedWords(run)}</p>
      )}
      <ul className="run-lines" aria-label="What was done">
        {run?.done.map(({ what, ok, detail }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end
          <li key={at} className={ok ? 'run-ok' : 'run-bad'}>
            {ok ? <Check aria-hidden="true" /> : <X aria-hidden="true" />}
            <span className="sr-only">{ok ? 'Done:' : 'Failed:'}</span>
            <bdi>{what}</bdi>
            {detail && <bdi className="muted">{detail}</bdi>}
          </li>
        ))}
      </ul>
    </>
  )
}
