import { behaviourOf, CONTENT, json, LINGER, newestPrompt, QUESTION, refusalOf, TOUCH, words } from './behaviours.mjs'

/*
 * OpenAI Chat Completions, streaming: `chat.completion.chunk` events, then `[DONE]`. OpenCode and Aider speak it to a server
 * that is named as compatible.
 */

/** The tool call of a behaviour: [tool, input]. */
const CALLS = {
  tool: ['bash', TOUCH],
  linger: ['bash', LINGER],
  edit: ['write', { filePath: 'written-by-agent.txt', content: CONTENT }],
  ask: ['question', { questions: [QUESTION] }],
}

function callOf(behaviour, request) {
  const [name, input] = CALLS[behaviour] ?? []
  const offered = (request.tools ?? []).some(one => one.function?.name === name)
  if (!offered || request.messages?.at(-1)?.role === 'tool') return null
  const called = { name, arguments: JSON.stringify(input) }
  return { tool_calls: [{ index: 0, id: `call_${Date.now()}`, type: 'function', function: called }] }
}

const USAGE = { prompt_tokens: 4700, completion_tokens: 6, total_tokens: 4706 }

/** Answers one POST of /v1/chat/completions. */
export async function answerChat(request, response) {
  const behaviour = behaviourOf(newestPrompt(request.messages ?? []))
  const status = refusalOf(behaviour)
  if (status) {
    const error = { message: `the model server refuses: ${behaviour}`, type: 'refused', code: behaviour }
    return json(response, status === 529 ? 503 : status, { error })
  }
  if (behaviour === 'hang') return
  const base = { id: `chatcmpl-${Date.now()}`, created: Math.floor(Date.now() / 1000), model: request.model }
  if (!request.stream) {
    const message = { role: 'assistant', content: 'word0 word1' }
    const choices = [{ index: 0, message, finish_reason: 'stop' }]
    return json(response, 200, { ...base, object: 'chat.completion', choices, usage: USAGE })
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const emit = (delta, reason = null, more = {}) => {
    const choices = [{ index: 0, delta, finish_reason: reason }]
    response.write(`data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', choices, ...more })}\n\n`)
  }
  emit({ role: 'assistant', content: '' })
  const call = callOf(behaviour, request)
  if (call) emit(call)
  else for await (const content of words(behaviour, () => response.destroyed)) emit({ content })
  emit({}, call ? 'tool_calls' : 'stop', { usage: USAGE })
  response.write('data: [DONE]\n\n')
  response.end()
}
