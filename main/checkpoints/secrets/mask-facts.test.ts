import { expect, it } from 'vitest'
import type { SavedLaunch } from '../../../ipc/checkpoint'
import { savedCheckpoint, savedPane } from '../test-checkpoint'
import { maskFacts } from './mask-facts'

const TOKEN = `ghp_${'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8'.repeat(2).slice(0, 36)}`
const MASK = '‹masked: github token›'
const launch = (more: Partial<SavedLaunch>): SavedLaunch => ({
  ...{ type: 'cc', kind: 'program', command: 'claude', args: [], env: {}, folder: '/src', ...more },
})

it('masks each text that people and programs wrote, and says how many', () => {
  const wrote = { title: `t ${TOKEN}`, draft: `d ${TOKEN}`, launch: launch({ command: TOKEN, args: ['-k', TOKEN] }) }
  const panes = [savedPane('0.0', [], wrote), savedPane('0.1', [], { title: TOKEN })]
  const texts = { name: TOKEN, message: `m ${TOKEN} ${TOKEN}`, prompts: [{ agent: 'cc_1', text: TOKEN }] }
  const { value, count } = maskFacts(savedCheckpoint(panes, texts))
  expect(count).toBe(9)
  expect(JSON.stringify(value)).not.toContain(TOKEN.slice(4, 12))
  expect(value).toMatchObject({ name: MASK, message: `m ${MASK} ${MASK}`, prompts: [{ agent: 'cc_1', text: MASK }] })
  const first = value.windows[0]?.panes[0]
  expect(first).toMatchObject({ title: `t ${MASK}`, draft: `d ${MASK}`, folder: '/src' })
  expect(first?.launch).toMatchObject({ command: MASK, args: ['-k', MASK] })
})

it('keeps of a variable that is named like a secret, or holds one, the name alone', () => {
  const secret = ['API_KEY', 'npm_token', 'Client_Secret', 'PASSWD', 'DB_PASSWORD', 'AWS_CREDENTIALS']
  const env = { ...Object.fromEntries(secret.map(name => [name, 'x'])), HOLDS: `a ${TOKEN}`, PLAIN: 'y', NONE: null }
  const { value, count } = maskFacts(savedCheckpoint([savedPane('0.0', [], { launch: launch({ env }) })]))
  const kept = Object.fromEntries(secret.map(name => [name, null]))
  expect(value.windows[0]?.panes[0]?.launch?.env).toEqual({ ...kept, HOLDS: null, PLAIN: 'y', NONE: null })
  expect(count).toBe(secret.length + 1)
})

it('keeps to the length of each field, as masks are longer than some secrets', () => {
  const short = 'a://b:c@d '
  const title = short.repeat(100)
  const { value } = maskFacts(savedCheckpoint([savedPane('0.0', [], { title })], { name: short.repeat(20) }))
  expect(value.windows[0]?.panes[0]?.title).toHaveLength(1000)
  expect(value.name).toHaveLength(200)
})

it('gives back what holds none as it is', () => {
  const plain = savedCheckpoint([savedPane('0.0', [], { launch: launch({ env: { A: 'b' } }) })], { name: 'n' })
  expect(maskFacts(plain)).toEqual({ value: plain, count: 0 })
})
