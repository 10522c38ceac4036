import { expect, test } from 'vitest'
import { enterCommands, keysAlone } from './keys'

const words = (commands: ReturnType<typeof keysAlone>) =>
  commands?.map(one => [one.verb, ...one.args.filter(arg => !arg.startsWith('quarterdeck-'))].join(' '))

test('keys by name, characters as bytes, in the order given', () => {
  expect(words(keysAlone('%1', ['Down', 'C-u', '1', 'Enter'], false, '3.3a'))).toEqual([
    'send-keys -t %1 Down',
    'send-keys -t %1 C-u',
    'send-keys -t %1 -H 31',
    'send-keys -t %1 Enter',
  ])
})

test('in a synchronised window they go as one paste, or not at all where they depend on a mode', () => {
  expect(words(keysAlone('%1', ['Escape', 'C-u', 'BSpace', 'y', 'Enter'], true, '3.3a'))).toEqual([
    'set-buffer -b -- \x1b\x15\x7fy\r',
    'paste-buffer -r -d -b -t %1',
  ])
  expect(keysAlone('%1', ['Down', 'Enter'], true, '3.3a')).toBeNull()
})

test('Enter is always for one pane alone, and stays a carriage return from 3.7 on', () => {
  expect(words(enterCommands('%2', '3.3a'))).toEqual(['set-buffer -b -- \r', 'paste-buffer -r -d -b -t %2'])
  expect(words(enterCommands('%2', '3.7'))?.at(-1)).toBe('paste-buffer -r -d -S -b -t %2')
})

test('nothing that tmux would take for something else gets through', () => {
  expect(() => keysAlone('%1', ['kill-server'], false, '3.3a')).toThrow('no named key')
  expect(keysAlone('%1', ['kill-server'], true, '3.3a')).toBeNull()
})
