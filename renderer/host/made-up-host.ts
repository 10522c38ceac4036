import type { CallIn, CallName, CallOut } from '../../ipc/contract'
import { HostError } from '../../ipc/failure'
import type { HostClient } from '../../ipc/rpc-client'
import { setHost } from './host'

type Answers = { [N in CallName]?: (input: CallIn<N>) => CallOut<N> | Promise<CallOut<N>> }

/** Answers the page's calls in tests of the page alone; records them. A call without an answer fails as the host would. */
export function madeUpHost(answers: Answers): { readonly calls: { name: CallName; input: unknown }[] } {
  const calls: { name: CallName; input: unknown }[] = []
  const client: HostClient = {
    async call(name, input) {
      calls.push({ name, input })
      const answer = answers[name]
      if (!answer) throw new HostError('unknown-call', `No answer for ${name}.`)
      return answer(input)
    },
    subscribe: () => () => {},
    sendFrame() {},
    onFrame: () => () => {},
    onClose: () => () => {},
    close() {},
  }
  setHost(client)
  return { calls }
}
