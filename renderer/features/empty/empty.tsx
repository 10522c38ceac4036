import { Copy, LifeBuoy, Plus, Unplug } from 'lucide-react'
import { useStore } from 'zustand'
import { CommandButton } from '../../commands/command-button'
import { fleetStore } from '../../state/fleet-store'
import { attempt } from '../../state/tell'
import { showToast } from '../../state/toasts-store'
import { Button } from '../../ui/button'
import { WheelMark } from '../../ui/wheel-mark'
import { bannerWords, type EmptyState, isCommandLine } from './empty-choice'
import './empty.css'

async function copy(text: string): Promise<void> {
  await attempt('Copy', async () => {
    await navigator.clipboard.writeText(text)
    showToast({ tone: 'done', title: 'Command copied', meaning: text })
  })
}

function Remedy({ remedy }: { readonly remedy: string }) {
  if (!isCommandLine(remedy)) return <p>{remedy}</p>
  return (
    <div className="remedy">
      <code>{remedy}</code>
      <Button kind="ghost" small onClick={() => void copy(remedy)}>
        <Copy aria-hidden="true" />
        Copy
      </Button>
    </div>
  )
}

/** In the grid's place: says why it is empty and what to do. */
export function EmptyPage({ state }: { readonly state: EmptyState }) {
  return (
    <section className="empty" aria-label={state.title}>
      <span className="empty-mark">
        <WheelMark size={72} />
      </span>
      <h1>{state.title}</h1>
      <p role={state.recover ? 'alert' : undefined}>{state.meaning}</p>
      {state.said && <p className="empty-said">{state.said}</p>}
      {state.remedy && <Remedy remedy={state.remedy} />}
      {(state.create || state.recover) && (
        <div className="empty-acts">
          {state.recover && (
            <CommandButton
              id="recovery.open"
              kind="primary"
              name="Open Recovery"
              icon={<LifeBuoy aria-hidden="true" />}
            />
          )}
          {state.create && (
            <CommandButton
              id="session.new"
              kind={state.recover ? 'plain' : 'primary'}
              name="Create a session"
              icon={<Plus aria-hidden="true" />}
            />
          )}
        </div>
      )}
    </section>
  )
}

/** A line above the grid while what it shows is not live. */
export function Banner() {
  const words = bannerWords(useStore(fleetStore))
  if (!words) return null
  return (
    <div className="banner" role="alert">
      <Unplug aria-hidden="true" />
      <span>
        <b>{words.title}</b> {words.meaning}
      </span>
    </div>
  )
}
