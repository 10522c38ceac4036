import { createHash } from 'node:crypto'
import { shellWord } from './claude-events'
import { tomlString } from './toml-words'

/** Seconds that a hook may take; Codex cuts that of two of them to 3, and its digest is made of what is left (0.169.0). */
const TIMEOUT = 3

/**
 * The hooks that are asked for, under the names that Codex's keys have for them (seen: 0.169.0; 0.128.0 has all but the
 * last two). An error of a turn fires none.
 */
const EVENTS = {
  SessionStart: 'session_start',
  UserPromptSubmit: 'user_prompt_submit',
  PermissionRequest: 'permission_request',
  PostToolUse: 'post_tool_use',
  Stop: 'stop',
  SessionEnd: 'session_end',
  Interrupt: 'interrupt',
} as const

/** Where Codex says that hooks of its arguments come from. */
const SOURCE = '/<session-flags>/config.toml'

/**
 * Codex runs a hook only when its digest is trusted: the SHA-256 of what it is, as JSON with sorted keys and no blanks
 * (codex-rs: `hooks/src/engine/discovery.rs`, `config/src/fingerprint.rs`; tried: 0.128.0, 0.145.0, 0.158.0, 0.169.0).
 */
function digestOf(event: string, command: string): string {
  const hook = { async: false, command, timeout: TIMEOUT, type: 'command' }
  return `sha256:${createHash('sha256')
    .update(JSON.stringify({ event_name: event, hooks: [hook] }))
    .digest('hex')}`
}

/**
 * One `-c` with our hooks and, for exactly these, the trust that a person would else be asked for. It is a layer of its own
 * for this run: hooks of the user's files run beside them, and what those files trust stays as it is. Versions without
 * hooks read none of it (0.100.0).
 */
export function codexHookArgs(helper: readonly string[]): string[] {
  const command = helper.map(shellWord).join(' ')
  const hook = `[{hooks=[{type="command",command=${tomlString(command)},timeout=${TIMEOUT}}]}]`
  const hooks = Object.keys(EVENTS).map(name => `${name}=${hook}`)
  const trust = Object.values(EVENTS).map(name => `"${SOURCE}:${name}:0:0"={trusted_hash="${digestOf(name, command)}"}`)
  return ['-c', `hooks={${hooks.join(',')},state={${trust.join(',')}}}`]
}
