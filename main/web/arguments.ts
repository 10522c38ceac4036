import { parseArgs } from 'node:util'

export interface WebArguments {
  /** 0: any free port. */
  readonly port: number
  /** Open the user's browser. */
  readonly open: boolean
}

/** What `--help` and a wrong argument print. */
export const USAGE = `Usage: npm run serve -- [--port N] [--no-open]
  --port N    listen on 127.0.0.1:N (default: any free port)
  --no-open   do not open a browser
Environment: QUARTERDECK_TMUX_SOCKET, QUARTERDECK_TMUX_CONFIG, QUARTERDECK_DATA`

/** Reads the arguments; a string is the reason why they were refused (`help` for `--help`). */
export function readArguments(argv: readonly string[]): WebArguments | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { port: { type: 'string' }, 'no-open': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    })
    if (values.help) return 'help'
    const port = values.port ?? '0'
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return `--port wants a number from 0 to 65535, not "${port}".`
    return { port: Number(port), open: !values['no-open'] }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
