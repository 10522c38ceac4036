import { ArrowLeftRight, ChevronRight, Equal, Minus, Plus } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import { useStore } from 'zustand'
import type { CheckpointInfo, CompareLine } from '../../../ipc/checkpoint'
import { call } from '../../host/host'
import { type Words, wordsFor } from '../../host/words'
import { checkpointsStore, liveCheckpoints } from '../../state/checkpoints-store'
import { Button } from '../../ui/button'
import { FailureNote, Field } from '../../ui/field'
import { whenWords } from '../prompt-history/history-words'
import { checkpointTitle } from './checkpoint-words'
import { type CompareGroup, compareGroups, compareSummary, sameWords } from './compare-lines'

const MARKS = { same: Equal, added: Plus, removed: Minus, changed: ArrowLeftRight } as const

function Line({ line }: { readonly line: CompareLine }) {
  const Mark = MARKS[line.change]
  return (
    <li className={`cp-compare cp-compare-${line.change}`}>
      <Mark aria-hidden="true" />
      <bdi className="cp-what">{line.what}</bdi>
      <span className="cp-change">{line.change}</span>
      <bdi className="muted">{line.detail}</bdi>
    </li>
  )
}

function Folded({ group }: { readonly group: CompareGroup }) {
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <>
      <button
        type="button"
        className="cp-file muted"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(before => !before)}
      >
        <ChevronRight aria-hidden="true" />
        {sameWords(group)}
      </button>
      <ul id={id}>{open && group.same.map(line => <Line key={line.what + line.detail} line={line} />)}</ul>
    </>
  )
}

/** Asked anew with each choice and each round. */
function useCompare(id: string, other: string | null, round: number) {
  const [told, setTold] = useState<readonly CompareLine[] | null>(null)
  const [failure, setFailure] = useState<Words | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks again
  useEffect(() => {
    let current = true
    setTold(null)
    setFailure(null)
    call('checkpoint.compare', { id, with: other }).then(
      ({ lines }) => current && setTold(lines),
      error => current && setFailure(wordsFor(error)),
    )
    return () => {
      current = false
    }
  }, [id, other, round])
  return { told, failure }
}

/** Those of the same session first: they are what one compares with. */
function others(list: readonly CheckpointInfo[], info: CheckpointInfo): CheckpointInfo[] {
  const rest = liveCheckpoints(list).filter(one => one.id !== info.id)
  return [...rest.filter(one => one.session === info.session), ...rest.filter(one => one.session !== info.session)]
}

/** How the session of now, or another checkpoint, differs from this one. */
export function CompareView({ info }: { readonly info: CheckpointInfo }) {
  const list = useStore(checkpointsStore, state => state.list)
  const [other, setOther] = useState('')
  const [round, setRound] = useState(0)
  const { told, failure } = useCompare(info.id, other || null, round)
  return (
    <>
      <div className="cp-compare-with">
        <Field label="Compare with">
          {parts => (
            <select {...parts} className="input" value={other} onChange={event => setOther(event.target.value)}>
              <option value="">Now</option>
              {others(list, info).map(one => (
                <option key={one.id} value={one.id}>
                  {`${one.session}: ${checkpointTitle(one)}, ${whenWords(one.at, Date.now())}`}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Button onClick={() => setRound(before => before + 1)}>Compare again</Button>
      </div>
      {failure && <FailureNote words={failure} />}
      {!failure && !told && <p className="field-hint">Comparing…</p>}
      {told && (
        <>
          <p role="status">{compareSummary(told)}</p>
          {compareGroups(told).map(group => (
            <section key={group.heading} className="cp-compare-group" aria-label={group.heading}>
              <h3>{group.heading}</h3>
              <ul>
                {group.changes.map(line => (
                  <Line key={line.what + line.detail} line={line} />
                ))}
              </ul>
              {group.same.length > 0 && <Folded group={group} />}
            </section>
          ))}
        </>
      )}
    </>
  )
}
