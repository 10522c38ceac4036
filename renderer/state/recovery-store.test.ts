import { afterEach, describe, expect, it } from 'vitest'
import { madeUpId } from './made-up-checkpoints'
import { madeUpLost } from './made-up-recovery'
import { markSeen, recoveryStore, setLeaving, takeRecovery, unseenOf } from './recovery-store'

const [first, second] = [madeUpLost(1), madeUpLost(2, { session: 'docs' })]
const ids = (list: readonly { readonly id: string }[]) => list.map(one => one.id)
const lost = () => ids(recoveryStore.getState().lost)
const unseen = () => ids(unseenOf(recoveryStore.getState()))

afterEach(() => takeRecovery({ lost: [] }))

describe('the store of what was lost', () => {
  it('knows nothing until the host has told', () => {
    recoveryStore.setState({ told: false })
    expect(recoveryStore.getState()).toMatchObject({ told: false, lost: [] })
    takeRecovery({ lost: [] })
    expect(recoveryStore.getState().told).toBe(true)
  })

  it('keeps what was seen apart from what came since', () => {
    takeRecovery({ lost: [first] })
    expect(unseen()).toEqual([madeUpId(1)])
    markSeen([madeUpId(1)])
    takeRecovery({ lost: [second, first] })
    expect(unseen()).toEqual([madeUpId(2)])
    expect(lost()).toEqual([madeUpId(2), madeUpId(1)])
  })

  it('takes those that are being dismissed out of view, also when the host tells of them again', () => {
    takeRecovery({ lost: [second, first] })
    setLeaving([madeUpId(2)], true)
    expect(lost()).toEqual([madeUpId(1)])
    expect(unseen()).toEqual([madeUpId(1)])
    takeRecovery({ lost: [second, first] })
    expect(lost()).toEqual([madeUpId(1)])
    setLeaving([madeUpId(2)], false)
    expect(lost()).toEqual([madeUpId(2), madeUpId(1)])
  })

  it('forgets what is on the list no more: the same id would be news again', () => {
    takeRecovery({ lost: [first] })
    markSeen([madeUpId(1)])
    setLeaving([madeUpId(1)], true)
    takeRecovery({ lost: [] })
    takeRecovery({ lost: [first] })
    expect(unseen()).toEqual([madeUpId(1)])
  })
})
