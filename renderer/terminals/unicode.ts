/**
 * Which width tables agree with this tmux server. Up to 3.3a tmux counts as xterm's Unicode 11 addon does, from 3.4 as
 * the graphemes addon does (both but for families joined by ZWJ; measured with 19 samples). Unknown versions: Unicode 11.
 */
export function unicodeTables(serverVersion: string): 'unicode11' | 'graphemes' {
  const match = /^(?:next-)?(\d+)\.(\d+)/.exec(serverVersion)
  if (!match) return serverVersion === 'master' ? 'graphemes' : 'unicode11'
  const [major, minor] = [Number(match[1]), Number(match[2])]
  return major > 3 || (major === 3 && minor >= 4) ? 'graphemes' : 'unicode11'
}
