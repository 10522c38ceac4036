import {
  behaviourOf,
  CONTENT,
  isTyped,
  json,
  newestPrompt,
  QUESTION,
  RESETS_IN,
  refusalOf,
  TOUCH,
  words,
} from './behaviours.mjs'

/*
 * Anthropic Messages API, streaming: message_start, then per block content_block_start / _delta / _stop, message_delta with
 * the reason and usage, message_stop.
 */

const ERRORS = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
}

/** The service's own words, where the program looks for them. */
const WORDS_OF = {
  nocredit: 'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.',
  badkey: 'invalid x-api-key',
}

/** What the service sends along when the limit of a plan is reached. */
function limitHeaders() {
  const reset = String(Math.floor(Date.now() / 1000) + RESETS_IN)
  return {
    'anthropic-ratelimit-unified-status': 'rejected',
    'anthropic-ratelimit-unified-reset': reset,
    'anthropic-ratelimit-unified-representative-claim': 'five_hour',
    'anthropic-ratelimit-unified-5h-status': 'rejected',
    'anthropic-ratelimit-unified-5h-reset': reset,
    'anthropic-ratelimit-unified-5h-utilization': '1.0',
    'retry-after': String(RESETS_IN),
  }
}

/** The tool call of a behaviour: [tool, input]. */
const CALLS = {
  tool: ['Bash', TOUCH],
  edit: ['Write', { file_path: 'written-by-agent.txt', content: CONTENT }],
  ask: ['AskUserQuestion', { questions: [{ ...QUESTION, multiSelect: false }] }],
}

/** The last message brings a tool's result and no new prompt (after a refused call both come in one message). */
function isToolResult(message) {
  const parts = Array.isArray(message?.content) ? message.content : []
  return parts.some(one => one.type === 'tool_result') && !parts.some(one => isTyped(one.text))
}

function callOf(behaviour, request) {
  const [name, input] = CALLS[behaviour] ?? []
  const offered = (request.tools ?? []).some(one => one.name === name)
  return offered && !isToolResult(request.messages?.at(-1)) ? { name, input } : null
}

function startMessage(request, content = []) {
  return {
    id: `msg_${Date.now()}`,
    type: 'message',
    role: 'assistant',
    model: request.model,
    content,
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 1200, cache_read_input_tokens: 3000, cache_creation_input_tokens: 500, output_tokens: 1 },
  }
}

/** Answers one POST of /v1/messages. */
export async function answerMessages(request, response) {
  const behaviour = behaviourOf(newestPrompt(request.messages ?? []))
  const status = refusalOf(behaviour)
  if (status) {
    const error = { type: ERRORS[status], message: WORDS_OF[behaviour] ?? `the model server refuses: ${behaviour}` }
    return json(response, status, { type: 'error', error }, behaviour === 'planlimit' ? limitHeaders() : {})
  }
  if (behaviour === 'hang') return
  const message = startMessage(request)
  if (!request.stream) {
    const content = [{ type: 'text', text: 'word0 word1' }]
    return json(response, 200, { ...message, content, stop_reason: 'end_turn' })
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const emit = (type, data) => response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`)
  emit('message_start', { message })
  const call = callOf(behaviour, request)
  const delta = one => emit('content_block_delta', { index: 0, delta: one })
  if (call) {
    const block = { type: 'tool_use', id: `toolu_${Date.now()}`, name: call.name, input: {} }
    emit('content_block_start', { index: 0, content_block: block })
    delta({ type: 'input_json_delta', partial_json: JSON.stringify(call.input) })
  } else {
    emit('content_block_start', { index: 0, content_block: { type: 'text', text: '' } })
    for await (const text of words(behaviour, () => response.destroyed)) delta({ type: 'text_delta', text })
  }
  emit('content_block_stop', { index: 0 })
  const stop = { stop_reason: call ? 'tool_use' : 'end_turn', stop_sequence: null }
  emit('message_delta', { delta: stop, usage: { output_tokens: 6 } })
  emit('message_stop', {})
  response.end()
}
