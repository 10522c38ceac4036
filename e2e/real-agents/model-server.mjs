import { createServer } from 'node:http'
import { answerMessages } from './anthropic.mjs'
import { json, newestPrompt, talkOf } from './behaviours.mjs'
import { answerGenerate, geminiMessages } from './gemini.mjs'
import { answerResponses } from './openai.mjs'
import { answerChat } from './openai-chat.mjs'

/*
 * A model server on loopback for the real agent programs: no account, no network, no model. It speaks as much of the
 * Anthropic Messages API, of the OpenAI Responses and Chat Completions APIs and of the Gemini API (all streaming) as a turn
 * needs. See `behaviours.mjs`.
 */

async function bodyOf(request) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return {}
  }
}

/**
 * Starts on a free port of loopback. `prompts` collects the newest prompt of every turn that was asked for, so that a test
 * can tell what reached the model; `talks` the whole conversation of each, of Claude Code and Codex. `close` ends open answers
 * too.
 */
export async function startModelServer(port = 0) {
  const prompts = []
  const talks = []
  const server = createServer(async (request, response) => {
    const url = request.url ?? ''
    const body = request.method === 'POST' ? await bodyOf(request) : {}
    if (url.startsWith('/v1/messages/count_tokens')) return json(response, 200, { input_tokens: 100 })
    if (url.startsWith('/v1/messages')) {
      prompts.push(newestPrompt(body.messages ?? []))
      talks.push(talkOf(body.messages ?? []))
      return answerMessages(body, response)
    }
    if (url.includes('/responses') && request.method === 'POST') {
      const items = Array.isArray(body.input) ? body.input : [{ role: 'user', content: String(body.input ?? '') }]
      prompts.push(newestPrompt(items))
      talks.push(talkOf(items))
      return answerResponses({ ...body, input: items }, response)
    }
    if (url.includes('/chat/completions')) {
      prompts.push(newestPrompt(body.messages ?? []))
      return answerChat(body, response)
    }
    if (/:(?:stream)?[gG]enerateContent/.test(url)) {
      prompts.push(newestPrompt(geminiMessages(body)))
      return answerGenerate(body, response, url.includes(':stream'))
    }
    if (url.includes(':countTokens')) return json(response, 200, { totalTokens: 100 })
    return json(response, 200, {})
  })
  await new Promise(resolve => server.listen(port, '127.0.0.1', resolve))
  return {
    port: server.address().port,
    prompts,
    talks,
    close() {
      server.closeAllConnections()
      return new Promise(resolve => server.close(resolve))
    },
  }
}
