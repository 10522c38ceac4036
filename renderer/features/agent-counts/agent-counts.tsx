import { Minus, Plus, RefreshCw } from 'lucide-react'
import { useEffect, useId } from 'react'
import { useStore } from 'zustand'
import type { AgentTypeInfo } from '../../../ipc/model'
import { agentTypesStore, loadAgentTypes } from '../../state/agent-types-store'
import { Button } from '../../ui/button'
import { type Counts, countOf, MOST_OF_A_TYPE } from './counts'
import './agent-counts.css'

interface CountFieldProps {
  readonly type: AgentTypeInfo
  readonly value: string
  onChange(value: string): void
}

/** A number field with steps for the mouse; the keyboard has the arrows of the field itself. */
function CountField({ type, value, onChange }: CountFieldProps) {
  const id = useId()
  const missing = type.problem !== ''
  const count = countOf(value) ?? 0
  const step = (by: number) => onChange(String(Math.min(MOST_OF_A_TYPE, Math.max(0, count + by))))
  return (
    <div className={missing ? 'count count-missing' : 'count'}>
      <label htmlFor={id}>{type.name}</label>
      <p className="count-says" id={`${id}-says`} title={type.path ?? type.command.join(' ')}>
        {missing ? type.problem : type.command.join(' ')}
        {!missing && type.warning && (
          <>
            <span className="sr-only"> · </span>
            <span className="count-warning">{type.warning}</span>
          </>
        )}
        {missing && type.remedy && (
          <>
            <span className="sr-only"> · </span>
            <code title={type.remedy}>{type.remedy}</code>
          </>
        )}
      </p>
      <div className="stepper">
        <button
          type="button"
          tabIndex={-1}
          aria-hidden="true"
          disabled={missing || count <= 0}
          onClick={() => step(-1)}
        >
          <Minus size={13} />
        </button>
        <input
          id={id}
          type="number"
          min={0}
          max={MOST_OF_A_TYPE}
          step={1}
          inputMode="numeric"
          value={value}
          disabled={missing}
          aria-describedby={`${id}-says`}
          onChange={event => onChange(event.target.value)}
          onFocus={event => event.target.select()}
        />
        <button
          type="button"
          tabIndex={-1}
          aria-hidden="true"
          disabled={missing || count >= MOST_OF_A_TYPE}
          onClick={() => step(1)}
        >
          <Plus size={13} />
        </button>
      </div>
    </div>
  )
}

/** What can be started stands first; else in the host's order. */
function startableFirst(types: readonly AgentTypeInfo[]): readonly AgentTypeInfo[] {
  return [...types.filter(type => type.problem === ''), ...types.filter(type => type.problem !== '')]
}

interface AgentCountsProps {
  readonly counts: Counts
  readonly error: string
  onChange(counts: Counts): void
}

/** One number field per agent type; a type whose program is missing says so, with what installs it. */
export function AgentCounts({ counts, error, onChange }: AgentCountsProps) {
  const { types, status } = useStore(agentTypesStore)
  useEffect(() => {
    // Asked each time a dialog opens: a program may have been installed since, and the answer comes from a cache.
    void loadAgentTypes(false)
  }, [])
  const missing = types.some(type => type.problem !== '')
  return (
    <fieldset className="plain-fieldset">
      <legend className="sr-only">Agents</legend>
      <div className="counts-head">
        <span className="counts-legend" aria-hidden="true">
          Agents
        </span>
        {(missing || status === 'failed') && (
          <Button kind="ghost" small disabled={status === 'asking'} onClick={() => void loadAgentTypes(true)}>
            <RefreshCw aria-hidden="true" />
            {status === 'asking' ? 'Looking…' : 'Look for programs again'}
          </Button>
        )}
      </div>
      {types.length === 0 && (
        <p className="field-hint">
          {status === 'failed' ? 'The host did not say which agents there are.' : 'Looking for installed programs…'}
        </p>
      )}
      <div className="counts">
        {startableFirst(types).map(type => (
          <CountField
            key={type.id}
            type={type}
            value={counts[type.id] ?? '0'}
            onChange={value => onChange({ ...counts, [type.id]: value })}
          />
        ))}
      </div>
      {error && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  )
}
