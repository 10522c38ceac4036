import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HostError } from '../../ipc/failure'
import type { AgentTypeInfo } from '../../ipc/model'
import { DEFAULT_SETTINGS } from '../../ipc/settings'
import { setHost } from '../host/host'
import { madeUpHost } from '../host/made-up-host'
import { onAct, tellAct } from './acts-store'
import { agentTypesStore, loadAgentTypes } from './agent-types-store'
import { ask, confirmStore } from './confirm-store'
import { saveSettings } from './save-settings'
import { settingsStore } from './settings-store'
import { toastsStore } from './toasts-store'
import { selectPane, showFleet, showPane, showSession, viewStore } from './view-store'

const shell: AgentTypeInfo = {
  id: 'shell',
  name: 'Shell',
  command: ['bash'],
  path: '/bin/bash',
  problem: '',
  remedy: '',
  custom: false,
}

beforeEach(() => toastsStore.setState({ toasts: [] }))
afterEach(() => {
  setHost(null)
  settingsStore.setState({ settings: null, info: null })
})

describe('questions', () => {
  it('are answered once, and then nobody asks', async () => {
    const asked = ask({ kind: 'link', url: 'https://a.example' })
    confirmStore.getState().answer(true)
    expect(await asked).toBe(true)
    expect(confirmStore.getState().question).toBeNull()
  })

  it('that a newer one replaces count as no; the newer one stays', async () => {
    const first = ask({ kind: 'link', url: 'https://a.example' })
    const answerFirst = confirmStore.getState().answer
    const second = ask({ kind: 'paste', text: 'a\nb' })
    expect(await first).toBe(false)
    answerFirst(true)
    expect(confirmStore.getState().question?.kind).toBe('paste')
    confirmStore.getState().answer(true)
    expect(await second).toBe(true)
  })
})

describe('acts from elsewhere', () => {
  it('that came before anybody listened are told once, in order', () => {
    tellAct({ notice: 'one' })
    tellAct({ notice: 'two' })
    const heard: unknown[] = []
    const undo = onAct(act => heard.push(act))
    tellAct({ notice: 'three' })
    undo()
    expect(heard).toEqual([{ notice: 'one' }, { notice: 'two' }, { notice: 'three' }])
    const later: unknown[] = []
    onAct(act => later.push(act))()
    expect(later).toEqual([])
  })
})

describe('agent types', () => {
  it('are those that the host names', async () => {
    const { calls } = madeUpHost({ 'agentTypes.list': () => ({ types: [shell] }) })
    const asking = loadAgentTypes(true)
    expect(agentTypesStore.getState().status).toBe('asking')
    await asking
    expect(agentTypesStore.getState()).toEqual({ types: [shell], status: 'known' })
    expect(calls).toEqual([{ name: 'agentTypes.list', input: { refresh: true } }])
  })

  it('stay known when the host cannot be asked again', async () => {
    agentTypesStore.setState({ types: [shell], status: 'known' })
    await loadAgentTypes(false)
    expect(agentTypesStore.getState()).toEqual({ types: [shell], status: 'failed' })
  })
})

describe('settings', () => {
  it('are the host’s answer, not the wish', async () => {
    madeUpHost({ 'settings.set': () => ({ ...DEFAULT_SETTINGS, theme: 'dark' }) })
    expect(await saveSettings({ theme: 'light' })).toBe(true)
    expect(settingsStore.getState().settings?.theme).toBe('dark')
  })

  it('stay as they are when they cannot be saved, and that is said', async () => {
    settingsStore.setState({ settings: DEFAULT_SETTINGS })
    madeUpHost({ 'settings.set': () => Promise.reject(new HostError('read-only', 'Process 7 holds the folder.')) })
    expect(await saveSettings({ theme: 'light' })).toBe(false)
    expect(settingsStore.getState().settings).toBe(DEFAULT_SETTINGS)
    expect(toastsStore.getState().toasts[0]?.title).toBe('Settings: Process 7 holds the folder.')
  })
})

describe('the view', () => {
  it('selects the pane into which it zooms, and keeps it on the way out', () => {
    selectPane(null)
    showPane('$1', '%3')
    expect(viewStore.getState()).toEqual({
      view: { kind: 'pane', sessionId: '$1', paneId: '%3' },
      selectedPane: '%3',
    })
    showSession('$1')
    showFleet()
    expect(viewStore.getState()).toEqual({ view: { kind: 'fleet' }, selectedPane: '%3' })
    selectPane(null)
    expect(viewStore.getState().selectedPane).toBeNull()
  })
})
