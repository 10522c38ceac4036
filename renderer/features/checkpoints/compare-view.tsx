import { ArrowLeftRight, Equal, Minus, Plus } from 'lucide-react'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { CheckpointInfo, CompareLine } from '../../../ipc/checkpoint'
import { checkpointsStore, liveCheckpoints } from '../../state/checkpoints-store'
import { useAsked } from '../../state/use-asked'
import { Button } from '../../ui/button'
import { FailureNote, Field } from '../../ui/field'
import { whenWords } from '../../ui/format'
import { checkpointTitle } from './checkpoint-words'
import { type CompareGroup, compareGroups, compareSummary, sameWords } from './compare-lines'
import { Fold } from './fold'

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
  return (
    <Fold head={sameWords(group)} muted>
      <ul>
        {group.same.map(line => (
          <Line key={line.what + line.detail} line={line} />
        ))}
      </ul>
    </Fold>
  )
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
  // Asked anew with each choice and each round.
  const { told, failure, asking } = useAsked('checkpoint.compare', { id: info.id, with: other || null }, round)
  const lines = asking || failure ? null : (told?.lines ?? null)
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
      {asking && <p className="field-hint">Comparing…</p>}
      {lines && (
        <>
          <p role="status">{compareSummary(lines)}</p>
          {compareGroups(lines).map(group => (
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
