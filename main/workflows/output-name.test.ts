import { expect, test } from 'vitest'
import { outputName } from './output-name'

const AT = new Date(2026, 6, 15, 9, 3, 7)
const name = (session: string, agent = 'cc_1', colours = false, count = 1) =>
  outputName({ session, agent }, AT, colours, count)

test('says session, agent and local time', () => {
  expect(name('api')).toBe('api_cc_1_20260715-090307.txt')
  expect(name('api', 'pane 2', true)).toBe('api_pane_2_20260715-090307.ansi')
  expect(name('api', 'cc_1', false, 3)).toBe('api_cc_1_20260715-090307-3.txt')
})

test.each([
  ['../../etc/passwd', 'etc_passwd_'],
  ['..', 'session_'],
  ['', 'session_'],
  ['.hidden', 'hidden_'],
  ['-rf *', 'rf_cc'],
  ['a/b\\c:d', 'a_b_c_d_'],
  ['a\u0000\u001b[31m\u009b\u202e\nb', 'a_31m_b_'],
  ['Köln 東京', 'Köln_東京_'],
])('takes no harm from a session named %j', (session, begins) => {
  const made = name(session)
  expect(made.startsWith(begins)).toBe(true)
  expect(made).toMatch(/^[\p{L}\p{M}\p{N}_][\p{L}\p{M}\p{N}._-]*_cc_1_20260715-090307\.txt$/u)
})

test('stays short in bytes, whatever the letters', () => {
  for (const letter of ['x', 'é', '東', '𝔘', '👍']) {
    const made = name(letter.repeat(5000), letter.repeat(5000), true, 1000)
    expect(Buffer.byteLength(made)).toBeLessThanOrEqual(100)
    expect(made).not.toContain('\ufffd')
  }
})
