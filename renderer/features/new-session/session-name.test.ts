import { describe, expect, it } from 'vitest'
import { madeUpFleet } from '../../state/made-up-fleet'
import { folderError } from './folder-check'
import { nameError, suggestName } from './session-name'

const fleet = madeUpFleet([
  { name: 'api', panes: ['idle'] },
  { name: 'api-2', panes: ['idle'] },
])

describe('nameError', () => {
  it.each(['x', 'Übung 1', '日本', 'a "quoted" $name', '-x', '=x', "it's"])('lets %s be', name => {
    expect(nameError(name, fleet)).toBe('')
  })

  it.each(['', '   ', 'a.b', 'a:b', 'a\nb', '\u007f', 'x'.repeat(201)])('refuses %j', name => {
    expect(nameError(name, fleet)).not.toBe('')
  })

  it('refuses a name that is taken, but lets a session keep its own', () => {
    expect(nameError('api', fleet)).toBe('There is a session named api already.')
    expect(nameError('api', fleet, '$0')).toBe('')
    expect(nameError('api', fleet, '$1')).not.toBe('')
  })
})

describe('suggestName', () => {
  it.each([
    ['/src/docs', 'docs'],
    ['/src/docs/', 'docs'],
    ['/src/api', 'api-3'],
    ['/src/my.site:8', 'my-site-8'],
    ['/', ''],
    ['~', ''],
    ['', ''],
  ])('for %s gives %s', (folder, name) => {
    expect(suggestName(folder, fleet)).toBe(name)
  })

  it('gives only names that pass', () => {
    for (const folder of ['/a/.config', '/a/..', '/x/v1.2.3', '/tmp/a\tb']) {
      const name = suggestName(folder, fleet)
      if (name) expect(nameError(name, fleet)).toBe('')
    }
  })
})

describe('folderError', () => {
  const answer = (kind: 'folder' | 'missing' | 'not-a-folder' | 'no-access' | 'bad-path') => ({
    asked: '/x',
    check: { path: '/x', kind, suggestions: [] },
  })

  it('says what is wrong with the folder', () => {
    const kinds = ['folder', 'missing', 'not-a-folder', 'no-access', 'bad-path'] as const
    expect(kinds.map(kind => folderError('/x', answer(kind), false) === '')).toEqual([true, false, false, false, false])
  })

  it('lets a missing folder be created', () => {
    expect(folderError('/x', answer('missing'), true)).toBe('')
    expect(folderError('/x', answer('not-a-folder'), true)).not.toBe('')
  })

  it('goes by no answer about another folder', () => {
    expect(folderError('/y', answer('missing'), false)).toBe('')
    expect(folderError(' ', null, false)).toBe('Enter a folder.')
  })
})
