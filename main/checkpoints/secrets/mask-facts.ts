import { MOST_PROMPT } from '../../../ipc/act'
import type { Checkpoint, SavedLaunch, SavedPane } from '../../../ipc/checkpoint'
import { type Masked, maskText } from './mask'

/** Variables whose value is a secret, whatever it looks like. */
const SECRET_NAME = /KEY|TOKEN|SECRET|PASSW|CREDENTIAL/i

/**
 * What people and programs wrote into a checkpoint (names, message, titles, drafts, prompts, launches) with its secrets
 * masked. A variable of an environment that holds one, or is named like one, keeps its name alone. What is needed to find
 * things again (folders, ids, branches) stays.
 */
export function maskFacts(checkpoint: Checkpoint): Masked<Checkpoint> {
  let count = 0
  /** Masks are longer than some secrets: the limit of the field holds. */
  const mask = (text: string, most: number) => {
    const masked = maskText(text)
    count += masked.count
    return masked.count === 0 ? text : masked.value.slice(0, most)
  }
  const valueFor = (name: string, value: string | null) => {
    if (value === null || (!SECRET_NAME.test(name) && maskText(value).count === 0)) return value
    count += 1
    return null
  }
  const launchOf = (launch: SavedLaunch): SavedLaunch => ({
    ...launch,
    command: mask(launch.command, 4096),
    args: launch.args.map(arg => mask(arg, 4096)),
    env: Object.fromEntries(Object.entries(launch.env).map(([name, value]) => [name, valueFor(name, value)])),
  })
  const paneOf = (pane: SavedPane): SavedPane => ({
    ...pane,
    title: mask(pane.title, 1000),
    draft: mask(pane.draft, 100_000),
    launch: pane.launch && launchOf(pane.launch),
  })
  const value: Checkpoint = {
    ...checkpoint,
    name: mask(checkpoint.name, 200),
    message: mask(checkpoint.message, 10_000),
    windows: checkpoint.windows.map(window => ({
      ...window,
      name: mask(window.name, 1000),
      panes: window.panes.map(paneOf),
    })),
    prompts: checkpoint.prompts.map(({ agent, text }) => ({ agent, text: mask(text, MOST_PROMPT) })),
  }
  return { value, count }
}
