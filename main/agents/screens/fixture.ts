import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseScreen } from '../parse-screen'
import type { Screen } from '../screen'

/*
 * For tests alone: the recorded screens of real programs (made by e2e/real-agents/record.mjs).
 */

export interface Fixture {
  readonly file: string
  /** The header: agent, version, scene, width, height, cursor, title, state, composer, question, choices, held. */
  readonly is: Readonly<Record<string, string>>
  readonly screen: Screen
}

const FOLDER = join(import.meta.dirname, 'fixtures')

/** Unix ms at which every fixture counts as read. */
export const READ_AT = 1_000_000

function parse(file: string, text: string): Fixture {
  const split = text.indexOf('\n---\n')
  const lines = text.slice(0, split).split('\n')
  const is = Object.fromEntries(lines.map(line => /^# ([a-z]+): (.*)$/.exec(line)?.slice(1) ?? ['', '']))
  const [x = '', y = ''] = (is.cursor ?? '').split(' ')
  const cursor = is.cursor === 'hidden' ? null : { x: Number(x), y: Number(y) }
  const frame = { width: Number(is.width), height: Number(is.height), cursor, at: READ_AT }
  return { file, is, screen: parseScreen(text.slice(split + 5), frame) }
}

/** All recorded screens, by file name. */
export async function fixtures(): Promise<Fixture[]> {
  const files = (await readdir(FOLDER)).filter(file => file.endsWith('.txt')).sort()
  return Promise.all(files.map(async file => parse(file, await readFile(join(FOLDER, file), 'utf8'))))
}
