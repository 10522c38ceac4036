import {
  behaviourOf,
  CONTENT,
  isTyped,
  json,
  LINGER,
  newestPrompt,
  QUESTION,
  refusalOf,
  TOUCH,
  words,
} from './behaviours.mjs'

/*
 * Gemini API as Gemini CLI speaks it: `models/NAME:streamGenerateContent?alt=sse` (one whole answer object per event) and
 * `models/NAME:generateContent`.
 */

const STATUS = { 400: 'INVALID_ARGUMENT', 429: 'RESOURCE_EXHAUSTED', 503: 'UNAVAILABLE' }

/** The tool call of a behaviour: [tool, input]. */
const CALLS = {
  tool: ['run_shell_command', TOUCH],
  linger: ['run_shell_command', LINGER],
  edit: ['write_file', { file_path: 'written-by-agent.txt', content: CONTENT }],
  ask: ['ask_user', { questions: [{ ...QUESTION, type: 'choice' }] }],
}

/** Gemini's contents in the shape of the others' messages. */
export function geminiMessages({ contents = [] }) {
  return contents.map(({ role, parts = [] }) => ({
    role,
    content: parts.map(({ text, functionResponse }) => ({ text, functionResponse })),
  }))
}

function callOf(behaviour, request) {
  const [name, args] = CALLS[behaviour] ?? []
  const offered = (request.tools ?? []).some(tool => tool.functionDeclarations?.some(one => one.name === name))
  const last = request.contents?.at(-1)?.parts ?? []
  const answered = last.some(one => one.functionResponse) && !last.some(one => isTyped(one.text))
  return offered && !answered ? { functionCall: { name, args } } : null
}

function answerOf(part, finishReason) {
  const usageMetadata = { promptTokenCount: 4700, candidatesTokenCount: 6, totalTokenCount: 4706 }
  const candidate = { content: { role: 'model', parts: [part] }, index: 0, ...(finishReason ? { finishReason } : {}) }
  return { candidates: [candidate], usageMetadata, modelVersion: 'stand-in' }
}

/** Answers one POST of a `…:generateContent` or `…:streamGenerateContent`. */
export async function answerGenerate(request, response, streams) {
  const behaviour = behaviourOf(newestPrompt(geminiMessages(request)))
  const refused = refusalOf(behaviour)
  if (refused) {
    const code = refused === 529 ? 503 : refused
    return json(response, code, {
      error: { code, message: `the model server refuses: ${behaviour}`, status: STATUS[code] },
    })
  }
  if (behaviour === 'hang') return
  if (!streams) return json(response, 200, answerOf({ text: '{"title":"word0 word1"}' }, 'STOP'))
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const emit = answer => response.write(`data: ${JSON.stringify(answer)}\r\n\r\n`)
  const call = callOf(behaviour, request)
  if (call) emit(answerOf(call, 'STOP'))
  else {
    for await (const text of words(behaviour, () => response.destroyed)) emit(answerOf({ text }))
    emit(answerOf({ text: '' }, 'STOP'))
  }
  response.end()
}
