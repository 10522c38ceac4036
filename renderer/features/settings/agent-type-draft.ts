import type { CustomAgentType, Settings } from '../../../ipc/settings'

/** Change of a built-in type: another program, more arguments, more environment. */
export type AgentTypeOverride = NonNullable<Settings['overrides'][string]>

/** The form's fields as they are typed: one argument and one variable a line. */
export interface TypeDraft {
  readonly id: string
  readonly name: string
  readonly command: string
  readonly args: string
  readonly env: string
  readonly interrupt: CustomAgentType['interrupt']
  /** Kept as they are: the form does not show them. */
  readonly patterns: CustomAgentType['patterns']
}

export type DraftErrors = Partial<Record<keyof TypeDraft, string>>

export const EMPTY_DRAFT: TypeDraft = {
  id: '',
  name: '',
  command: '',
  args: '',
  env: '',
  interrupt: 'ctrl-c',
  patterns: {},
}

const BUILT_IN = ['cc', 'cod', 'gmi', 'oc', 'aider', 'shell']

/** Lines without the empty ones; spaces inside an argument are its own. */
function linesOf(text: string): string[] {
  return text.split('\n').filter(line => line.trim() !== '')
}

/** `NAME=value` lines as a record; null where a line is none. */
export function parseEnv(text: string): Record<string, string> | null {
  const env: Record<string, string> = {}
  for (const line of linesOf(text)) {
    const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line)
    if (!match?.[1]) return null
    env[match[1]] = match[2] ?? ''
  }
  return env
}

function idError(id: string, taken: readonly string[]): string | undefined {
  if (!/^[a-z][a-z0-9]{0,15}$/.test(id)) return 'A letter, then letters and digits, all small; at most 16.'
  if (BUILT_IN.includes(id)) return 'That name belongs to a built-in type.'
  return taken.includes(id) ? 'Another of your types has that name.' : undefined
}

function argsError(text: string): string | undefined {
  const args = linesOf(text)
  if (args.length > 64) return 'At most 64 arguments.'
  return args.some(arg => arg.length > 4096) ? 'An argument is longer than 4096 characters.' : undefined
}

function envError(text: string): string | undefined {
  const env = parseEnv(text)
  if (!env) return 'One variable a line, like NAME=value.'
  return Object.values(env).some(value => value.length > 4096) ? 'A value is longer than 4096 characters.' : undefined
}

/** What is wrong with the draft, by field. `taken`: ids of the other custom types. The same limits as the schema. */
export function draftErrors(draft: TypeDraft, taken: readonly string[]): DraftErrors {
  const command = draft.command.trim()
  const name = draft.name.trim()
  const all: DraftErrors = {
    id: idError(draft.id, taken) ?? '',
    name: name === '' ? 'Enter a name.' : name.length > 40 ? 'At most 40 characters.' : '',
    command: command === '' ? 'Enter a program.' : command.length > 4096 ? 'At most 4096 characters.' : '',
    args: argsError(draft.args) ?? '',
    env: envError(draft.env) ?? '',
  }
  return Object.fromEntries(Object.entries(all).filter(([, error]) => error !== ''))
}

/** The type that the draft describes; call it with a draft that has no errors. */
export function typeOf(draft: TypeDraft): CustomAgentType {
  return {
    id: draft.id,
    name: draft.name.trim(),
    command: draft.command.trim(),
    args: linesOf(draft.args),
    env: parseEnv(draft.env) ?? {},
    interrupt: draft.interrupt,
    patterns: draft.patterns,
  }
}

function envText(env: Record<string, string>): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')
}

export function draftOf(type: CustomAgentType): TypeDraft {
  return { ...type, args: type.args.join('\n'), env: envText(type.env) }
}

/** The change of a built-in type as a draft; empty fields leave the type as it is. */
export function draftOfOverride(override: AgentTypeOverride | undefined): TypeDraft {
  return {
    ...EMPTY_DRAFT,
    command: override?.command ?? '',
    args: override?.args?.join('\n') ?? '',
    env: envText(override?.env ?? {}),
  }
}

/** What is wrong with a change of a built-in type: there every field may stay empty. */
export function overrideErrors(draft: TypeDraft): DraftErrors {
  const { args, env, command } = draftErrors({ ...draft, command: draft.command || 'as it is' }, [])
  return Object.fromEntries(Object.entries({ args, env, command }).filter(([, error]) => error))
}

/** The change that the draft describes; null when nothing is changed. */
export function overrideOf(draft: TypeDraft): AgentTypeOverride | null {
  const args = linesOf(draft.args)
  const env = parseEnv(draft.env) ?? {}
  const override: AgentTypeOverride = {}
  if (draft.command.trim() !== '') override.command = draft.command.trim()
  if (args.length > 0) override.args = args
  if (Object.keys(env).length > 0) override.env = env
  return Object.keys(override).length > 0 ? override : null
}
