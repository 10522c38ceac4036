import { describe, expect, it } from 'vitest'
import { CustomAgentType, Settings } from '../../../ipc/settings'
import {
  draftErrors,
  draftOf,
  draftOfOverride,
  EMPTY_DRAFT,
  overrideErrors,
  overrideOf,
  parseEnv,
  type TypeDraft,
  typeOf,
} from './agent-type-draft'
import { checkFont, checkNumber, checkShortcut } from './checks'

const good: TypeDraft = {
  id: 'mine',
  name: ' My agent ',
  command: '/opt/my agent/bin',
  args: '--fast\n\n--say hello there',
  env: 'A=1\n_B2=x=y\nEMPTY=',
  interrupt: 'escape',
  patterns: { idle: '^> $' },
}

describe('a draft of an agent type', () => {
  it('becomes the type, arguments and variables one a line', () => {
    expect(draftErrors(good, [])).toEqual({})
    expect(typeOf(good)).toEqual({
      id: 'mine',
      name: 'My agent',
      command: '/opt/my agent/bin',
      args: ['--fast', '--say hello there'],
      env: { A: '1', _B2: 'x=y', EMPTY: '' },
      interrupt: 'escape',
      patterns: { idle: '^> $' },
    })
  })

  it('comes back as it was', () => {
    expect(typeOf(draftOf(typeOf(good)))).toEqual(typeOf(good))
  })

  it('says what is wrong with each field', () => {
    expect(Object.keys(draftErrors(EMPTY_DRAFT, [])).sort()).toEqual(['command', 'id', 'name'])
    expect(draftErrors({ ...good, id: 'cc' }, []).id).toContain('built-in')
    expect(draftErrors(good, ['mine']).id).toContain('Another')
    expect(draftErrors({ ...good, env: '1A=x' }, []).env).toContain('NAME=value')
    expect(draftErrors({ ...good, args: 'x\n'.repeat(65) }, []).args).toContain('64')
  })

  it.each([
    { id: 'Mine' },
    { id: '1mine' },
    { id: 'a'.repeat(17) },
    { id: 'shell' },
    { name: ' ' },
    { name: 'x'.repeat(41) },
    { command: ' ' },
    { command: 'x'.repeat(4097) },
    { args: 'x'.repeat(4097) },
    { env: `A=${'x'.repeat(4097)}` },
    {},
  ])('is judged as the schema judges it: %j', part => {
    const draft = { ...good, ...part }
    expect(Object.keys(draftErrors(draft, [])).length === 0).toBe(CustomAgentType.safeParse(typeOf(draft)).success)
  })
})

describe('parseEnv', () => {
  it('takes NAME=value lines alone', () => {
    expect(parseEnv(' A=b c ')).toEqual({ A: 'b c ' })
    expect(parseEnv('')).toEqual({})
    expect([parseEnv('A'), parseEnv('A-B=1'), parseEnv('=1')]).toEqual([null, null, null])
  })
})

describe('a change of a built-in type', () => {
  it('holds only what was changed', () => {
    expect(overrideOf(EMPTY_DRAFT)).toBeNull()
    expect(overrideOf({ ...EMPTY_DRAFT, args: '--x' })).toEqual({ args: ['--x'] })
    const all = { command: '/x', args: ['a'], env: { A: '1' } }
    expect(overrideOf(draftOfOverride(all))).toEqual(all)
  })

  it('may leave every field empty, but not break one', () => {
    expect(overrideErrors(EMPTY_DRAFT)).toEqual({})
    expect(Object.keys(overrideErrors({ ...EMPTY_DRAFT, env: 'nonsense' }))).toEqual(['env'])
  })
})

describe('checks', () => {
  it.each(['', '5', '41', '13.5', 'x', '13', '6', '40'])('judge the text size %j as the schema does', typed => {
    const ok = typed !== '' && Settings.safeParse({ terminalFontSize: Number(typed) }).success
    expect(checkNumber(typed, 6, 40) === '').toBe(ok)
  })

  it('take accelerators as Electron writes them', () => {
    expect(['', 'CommandOrControl+Alt+Shift+I', 'Super+F1'].map(checkShortcut)).toEqual(['', '', ''])
    for (const typed of ['I', 'Ctrl+', 'Ctrl+Shift', 'Strg+I', '+', 'Ctrl I']) expect(checkShortcut(typed)).not.toBe('')
  })

  it('keep a font to its property', () => {
    expect(checkFont('"Fira Code", monospace')).toBe('')
    for (const typed of ['x; color: red', 'x}', '\\3b']) expect(checkFont(typed)).not.toBe('')
  })
})
