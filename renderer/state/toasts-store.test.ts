import { beforeEach, describe, expect, it } from 'vitest'
import { HostError } from '../../ipc/failure'
import { attempt } from './tell'
import { dismissToast, showToast, stayOf, toastsStore } from './toasts-store'

const titles = () => toastsStore.getState().toasts.map(toast => toast.title)

beforeEach(() => toastsStore.setState({ toasts: [] }))

describe('toasts', () => {
  it('never cover more than four', () => {
    for (const title of ['1', '2', '3', '4', '5']) showToast({ tone: 'notice', title })
    expect(titles()).toEqual(['2', '3', '4', '5'])
  })

  it('say the same thing once', () => {
    showToast({ tone: 'failure', title: 'gone' })
    showToast({ tone: 'done', title: 'copied' })
    showToast({ tone: 'failure', title: 'gone', meaning: 'newer' })
    expect(titles()).toEqual(['copied', 'gone'])
    expect(toastsStore.getState().toasts[1]?.meaning).toBe('newer')
  })

  it('go when they are dismissed', () => {
    const id = showToast({ tone: 'done', title: 'one' })
    showToast({ tone: 'done', title: 'two' })
    dismissToast(id)
    expect(titles()).toEqual(['two'])
  })

  it('stay when they tell what to do', () => {
    showToast({ tone: 'failure', title: 'f' })
    showToast({ tone: 'done', title: 'd' })
    showToast({ tone: 'done', title: 'a', action: { label: 'Undo', run: () => {} } })
    expect(toastsStore.getState().toasts.map(stayOf)).toEqual([null, 4000, null])
  })
})

describe('attempt', () => {
  it('says true without a word when it went well', async () => {
    expect(await attempt('Tile panes', async () => 1)).toBe(true)
    expect(titles()).toEqual([])
  })

  it('shows what was tried, what happened and what to do', async () => {
    const fail = () => Promise.reject(new HostError('tmux-refused', 'duplicate session: api', 'Choose another.'))
    expect(await attempt('Rename session', fail)).toBe(false)
    const [toast] = toastsStore.getState().toasts
    expect([toast?.tone, toast?.title, toast?.remedy]).toEqual([
      'failure',
      'Rename session: duplicate session: api',
      'Choose another.',
    ])
  })
})
