import { Plus } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { AgentTypeInfo } from '../../../ipc/model'
import type { CustomAgentType, Settings } from '../../../ipc/settings'
import { agentTypesStore, loadAgentTypes } from '../../state/agent-types-store'
import { saveSettings } from '../../state/save-settings'
import { Button } from '../../ui/button'
import {
  draftErrors,
  draftOf,
  draftOfOverride,
  EMPTY_DRAFT,
  overrideErrors,
  overrideOf,
  type TypeDraft,
  typeOf,
} from './agent-type-draft'
import { AgentTypeForm } from './agent-type-form'

/** Which form is open: a type's by id, or the one for a new type. */
type Open = { readonly id: string } | 'new' | null

function isOpen(open: Open, id: string): boolean {
  return open !== null && open !== 'new' && open.id === id
}

/** Saves and asks the host again: a changed program may be installed or not. */
async function save(patch: Partial<Settings>, done: () => void): Promise<void> {
  if (!(await saveSettings(patch))) return
  done()
  await loadAgentTypes(true)
}

/** Removes one key; the others keep their order. */
function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key))
}

interface TypeRowProps {
  readonly type: AgentTypeInfo
  readonly changed: boolean
  onEdit(): void
  onRemove?(): void
}

function TypeRow({ type, changed, onEdit, onRemove }: TypeRowProps) {
  const word = type.custom ? 'Edit' : 'Change'
  return (
    <div className="types-row">
      <div className="types-words">
        <b>{type.name}</b>
        <span className="types-id">
          {type.id}
          {changed && ' · changed'}
        </span>
        <p title={type.path ?? type.problem}>{type.problem || type.command.join(' ')}</p>
      </div>
      <Button small aria-label={`${word} ${type.name}`} onClick={onEdit}>
        {word}
      </Button>
      {onRemove && (
        <Button small kind="danger" aria-label={`Remove ${type.name}`} onClick={onRemove}>
          Remove
        </Button>
      )}
    </div>
  )
}

interface ListProps {
  readonly settings: Settings
  readonly types: readonly AgentTypeInfo[]
  readonly open: Open
  onOpen(open: Open): void
}

const PROGRAM_HINT = 'A name found in your PATH, or a path'

/** What the host has not told yet about a type that was just added. */
function fresh(type: CustomAgentType): AgentTypeInfo {
  const { id, name, command, args } = type
  return { id, name, command: [command, ...args], path: null, problem: '', remedy: '', custom: true }
}

function OwnTypes({ settings, types, open, onOpen }: ListProps) {
  const own = settings.agentTypes
  const close = () => onOpen(null)
  const saveOwn = (draft: TypeDraft) => {
    const type = typeOf(draft)
    const known = own.some(one => one.id === type.id)
    void save({ agentTypes: known ? own.map(one => (one.id === type.id ? type : one)) : [...own, type] }, close)
  }
  const form = (first: TypeDraft, type: CustomAgentType | null) => (
    <AgentTypeForm
      key={type?.id ?? 'new'}
      kind="custom"
      keepId={type !== null}
      first={first}
      commandHint={PROGRAM_HINT}
      check={draft =>
        draftErrors(
          draft,
          own.filter(one => one !== type).map(one => one.id),
        )
      }
      onSave={saveOwn}
      onCancel={close}
    />
  )
  return (
    <>
      {open === 'new' && form(EMPTY_DRAFT, null)}
      {own.length === 0 && open !== 'new' && <p className="field-hint">Any program can be an agent type.</p>}
      {own.map(type =>
        isOpen(open, type.id) ? (
          form(draftOf(type), type)
        ) : (
          <TypeRow
            key={type.id}
            type={types.find(one => one.custom && one.id === type.id) ?? fresh(type)}
            changed={false}
            onEdit={() => onOpen({ id: type.id })}
            onRemove={() => void save({ agentTypes: own.filter(one => one !== type) }, close)}
          />
        ),
      )}
    </>
  )
}

function BuiltInTypes({ settings, types, open, onOpen }: ListProps) {
  const saveOverride = (id: string, draft: TypeDraft) => {
    const override = overrideOf(draft)
    const others = without(settings.overrides, id)
    void save({ overrides: override ? { ...others, [id]: override } : others }, () => onOpen(null))
  }
  return types
    .filter(type => !type.custom)
    .map(type =>
      isOpen(open, type.id) ? (
        <AgentTypeForm
          key={type.id}
          kind="override"
          first={draftOfOverride(settings.overrides[type.id])}
          commandHint={`${type.name}: empty fields leave it as it is`}
          check={overrideErrors}
          onSave={draft => saveOverride(type.id, draft)}
          onCancel={() => onOpen(null)}
        />
      ) : (
        <TypeRow
          key={type.id}
          type={type}
          changed={settings.overrides[type.id] !== undefined}
          onEdit={() => onOpen({ id: type.id })}
        />
      ),
    )
}

/** The user's own kinds of agents, and changes of the built-in ones. */
export function AgentTypesPage({ settings }: { readonly settings: Settings }) {
  const types = useStore(agentTypesStore, state => state.types)
  const [open, setOpen] = useState<Open>(null)
  useEffect(() => {
    void loadAgentTypes(false)
  }, [])
  const list = { settings, types, open, onOpen: setOpen }
  return (
    <>
      <div className="types-head">
        <h2>Your own</h2>
        <Button small onClick={() => setOpen('new')} disabled={open === 'new'}>
          <Plus aria-hidden="true" />
          Add agent type
        </Button>
      </div>
      <OwnTypes {...list} />
      <div className="types-head">
        <h2>Built in</h2>
      </div>
      <BuiltInTypes {...list} />
    </>
  )
}
