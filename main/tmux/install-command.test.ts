import { expect, test } from 'vitest'
import { installCommand, installCommandHere } from './install-command'

test('each system has its own command, with sudo for all but root', () => {
  expect(installCommand('darwin', '', false)).toBe('brew install tmux')
  expect(installCommand('linux', 'ID=debian\n', true)).toBe('apt-get install -y tmux')
  expect(installCommand('linux', 'NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"', false)).toBe(
    'sudo apt-get install -y tmux',
  )
  expect(installCommand('linux', 'ID="rocky"\nID_LIKE="rhel centos fedora"', false)).toContain('dnf')
  expect(installCommand('linux', 'ID=arch', true)).toBe('pacman -S tmux')
  expect(installCommand('linux', 'ID="opensuse-leap"\nID_LIKE="suse opensuse"', true)).toContain('zypper')
})

test('an unknown system gets a sentence, which the page does not offer as a command', () => {
  for (const text of ['', 'ID=plan9', 'VERSION_ID=debian']) expect(installCommand('linux', text, false)).toMatch(/\.$/)
})

test('this machine has an answer', async () => {
  expect(await installCommandHere()).toContain('tmux')
})
