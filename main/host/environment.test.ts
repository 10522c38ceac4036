import { describe, expect, it } from 'vitest'
import { readEnvironment } from './environment'

describe('readEnvironment', () => {
  it('means the user’s own server and folder when nothing is set or all is empty', () => {
    const own = { target: { binary: 'tmux', socket: null, config: null }, dataFolder: null }
    expect(readEnvironment({}, '/work')).toEqual(own)
    expect(
      readEnvironment({ QUARTERDECK_TMUX_SOCKET: '', QUARTERDECK_TMUX_CONFIG: '', QUARTERDECK_DATA: '' }, '/work'),
    ).toEqual(own)
  })

  it('takes a socket name and makes paths absolute', () => {
    const env = { QUARTERDECK_TMUX_SOCKET: 'qd', QUARTERDECK_TMUX_CONFIG: 'my.conf', QUARTERDECK_DATA: '../data' }
    expect(readEnvironment(env, '/home/me/x')).toEqual({
      target: { binary: 'tmux', socket: 'qd', config: '/home/me/x/my.conf' },
      dataFolder: '/home/me/data',
    })
  })

  it('refuses a socket name that would leave tmux’s folder', () => {
    for (const name of ['../x', '/tmp/x', 'a\0b']) {
      expect(() => readEnvironment({ QUARTERDECK_TMUX_SOCKET: name }, '/')).toThrow(/not a path/)
    }
  })
})
