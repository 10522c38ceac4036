import { expect, test } from 'vitest'
import { tmuxEnvironment } from './socket'

test('a server that we start inherits nothing of npm, of this app, or of a tmux around us', () => {
  const env = tmuxEnvironment({
    HOME: '/home/me',
    NODE: '/usr/bin/node',
    PATH: '/home/me/app/node_modules/.bin:/home/node_modules/.bin:/usr/lib/npm/bin/node-gyp-bin:/opt/my bin:/usr/bin',
    npm_node_execpath: '/usr/bin/node',
    npm_lifecycle_event: 'start',
    npm_config_registry: 'x',
    INIT_CWD: '/home/me/app',
    QUARTERDECK_AGENT_ID: 'of-another-agent',
    QUARTERDECK_DATA: '/tmp/x',
    ELECTRON_RUN_AS_NODE: '1',
    TMUX: '/tmp/tmux-0/default,1,0',
    TMUX_PANE: '%3',
  })
  expect(env).toEqual({ HOME: '/home/me', PATH: '/opt/my bin:/usr/bin', TERM: 'xterm-256color' })
})

test('what a person has set stays, a path with such a folder too', () => {
  const own = { NODE: 'production', PATH: '/project/node_modules/.bin:/bin', ANTHROPIC_API_KEY: 'k' }
  expect(tmuxEnvironment(own)).toEqual({ ...own, TERM: 'xterm-256color' })
})
