import { behaviourOf, json, newestPrompt, RESETS_IN, refusalOf, words } from './behaviours.mjs'

/*
 * OpenAI Responses API, streaming: response.created, output items that are added, filled and done, response.completed.
 */

/** The shell call of the `tool` behaviour in the shape that the offered tool wants; null when it is not to be made. */
function callOf(behaviour, request) {
  const shell = (request.tools ?? []).find(one => /shell|exec/.test(one.name ?? ''))
  const answered = request.input.at(-1)?.type?.endsWith('_output')
  if (!['tool', 'edit'].includes(behaviour) || !shell || answered) return null
  const input = shell.name === 'exec_command' ? { cmd: 'touch made-by-agent.txt' } : { command: ['touch', 'made.txt'] }
  const asking = { sandbox_permissions: 'require_escalated', justification: 'May I create the file made-by-agent.txt?' }
  const args = behaviour === 'tool' ? { ...input, ...asking } : input
  const id = `call_${Date.now()}`
  return {
    type: 'function_call',
    id: `fc_${id}`,
    call_id: id,
    name: shell.name,
    arguments: JSON.stringify(args),
    status: 'completed',
  }
}

const USAGE = {
  input_tokens: 5000,
  input_tokens_details: { cached_tokens: 3000 },
  output_tokens: 6,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 5006,
}

/** The body of a refusal; those of plans as the service words them (codex-rs: `codex-api/src/api_bridge.rs`). */
function errorOf(behaviour) {
  const message = `the model server refuses: ${behaviour}`
  if (behaviour === 'notincluded') return { type: 'usage_not_included', message }
  if (behaviour !== 'planlimit') return { message, type: 'refused', code: behaviour }
  const resets = { resets_in_seconds: RESETS_IN, resets_at: Math.floor(Date.now() / 1000) + RESETS_IN }
  return { type: 'usage_limit_reached', message: 'The usage limit has been reached', plan_type: 'plus', ...resets }
}

/** Answers one POST of /v1/responses. `request.input` is a list. */
export async function answerResponses(request, response) {
  const behaviour = behaviourOf(newestPrompt(request.input))
  const status = refusalOf(behaviour)
  if (status) {
    return json(response, status === 529 ? 503 : status, { error: errorOf(behaviour) })
  }
  if (behaviour === 'hang') return
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  let sequence = 0
  const emit = (type, data) => {
    const event = { type, sequence_number: sequence, ...data }
    sequence += 1
    response.write(`event: ${type}\ndata: ${JSON.stringify(event)}\n\n`)
  }
  const base = { id: `resp_${Date.now()}`, object: 'response' }
  emit('response.created', { response: { ...base, status: 'in_progress', output: [] } })
  const call = callOf(behaviour, request)
  const id = `m_${Date.now()}`
  const empty = { type: 'message', id, role: 'assistant', status: 'in_progress', content: [] }
  emit('response.output_item.added', { output_index: 0, item: call ?? empty })
  let text = ''
  if (!call)
    for await (const delta of words(behaviour, () => response.destroyed)) {
      text += delta
      emit('response.output_text.delta', { item_id: id, output_index: 0, content_index: 0, delta })
    }
  const content = [{ type: 'output_text', text, annotations: [] }]
  const item = call ?? { ...empty, status: 'completed', content }
  emit('response.output_item.done', { output_index: 0, item })
  emit('response.completed', { response: { ...base, status: 'completed', output: [item], usage: USAGE } })
  response.end()
}
