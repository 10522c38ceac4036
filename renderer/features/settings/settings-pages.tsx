import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { Settings } from '../../../ipc/settings'
import { agentTypesStore, loadAgentTypes } from '../../state/agent-types-store'
import { saveSettings } from '../../state/save-settings'
import { settingsStore } from '../../state/settings-store'
import { checkFont, checkNumber, checkShortcut } from './checks'
import { FinishSetting } from './finish-setting'
import { ChoiceSetting, SwitchSetting, TextSetting } from './setting'

interface PageProps {
  readonly settings: Settings
}

const set = (patch: Partial<Settings>) => void saveSettings(patch)

export function AppearancePage({ settings }: PageProps) {
  return (
    <>
      <ChoiceSetting
        name="Theme"
        value={settings.theme}
        options={[
          ['system', 'System'],
          ['dark', 'Dark'],
          ['light', 'Light'],
        ]}
        onChange={theme => set({ theme })}
      />
      <ChoiceSetting
        name="Text size"
        says="Of the window; terminals have their own"
        value={settings.textSize}
        options={[
          ['small', 'Small'],
          ['medium', 'Medium'],
          ['large', 'Large'],
        ]}
        onChange={textSize => set({ textSize })}
      />
    </>
  )
}

interface NumberProps {
  readonly name: string
  readonly says?: string
  readonly value: number
  readonly min: number
  readonly max: number
  onChange(value: number): void
}

/** A whole number between two limits, saved as a field is. */
export function NumberSetting({ value, min, max, onChange, ...words }: NumberProps) {
  return (
    <TextSetting
      {...words}
      value={String(value)}
      number={{ min, max }}
      check={typed => checkNumber(typed, min, max)}
      onChange={typed => onChange(Number(typed))}
    />
  )
}

export function TerminalPage({ settings }: PageProps) {
  return (
    <>
      <TextSetting
        name="Terminal font"
        value={settings.terminalFont}
        placeholder="JetBrains Mono"
        check={checkFont}
        onChange={terminalFont => set({ terminalFont })}
      />
      <NumberSetting
        name="Terminal text size"
        says="In pixels"
        value={settings.terminalFontSize}
        min={6}
        max={40}
        onChange={terminalFontSize => set({ terminalFontSize })}
      />
      <ChoiceSetting
        name="Renderer"
        says="Automatic uses WebGL where the graphics card is real"
        value={settings.renderer}
        options={[
          ['auto', 'Automatic'],
          ['webgl', 'WebGL'],
          ['dom', 'DOM'],
        ]}
        onChange={renderer => set({ renderer })}
      />
      <NumberSetting
        name="History when a terminal opens"
        says="Lines; more come when you scroll up"
        value={settings.historyLines}
        min={100}
        max={5000}
        onChange={historyLines => set({ historyLines })}
      />
      <NumberSetting
        name="History that tmux keeps"
        says="Lines, for panes started from now on"
        value={settings.scrollback}
        min={1000}
        max={500_000}
        onChange={scrollback => set({ scrollback })}
      />
      <SwitchSetting
        name="Ask before several lines are pasted"
        says="Only where the program did not ask for bracketed paste"
        value={settings.confirmMultilinePaste}
        onChange={confirmMultilinePaste => set({ confirmMultilinePaste })}
      />
    </>
  )
}

/** Agents of these types take prompts; which of them are installed does not matter here. */
function StaggerSettings({ settings: { staggerMs } }: PageProps) {
  const { types, status } = useStore(agentTypesStore)
  useEffect(() => {
    if (status === 'none') void loadAgentTypes(false)
  }, [status])
  const prompted = types.filter(type => type.id !== 'shell')
  return prompted.map(type => (
    <NumberSetting
      key={type.id}
      name={`Pause between prompts to ${type.name}`}
      says="In ms, when several of them get one prompt; 0 sends at once"
      value={staggerMs[type.id] ?? 0}
      min={0}
      max={600_000}
      onChange={ms => set({ staggerMs: { ...staggerMs, [type.id]: ms } })}
    />
  ))
}

export function PromptsPage({ settings }: PageProps) {
  return (
    <>
      <SwitchSetting
        name="Let agents report their events"
        says="By hooks given to new agents at their start; your own configuration of them is not changed. Without: titles and screens alone"
        value={settings.useHooks}
        onChange={useHooks => set({ useHooks })}
      />
      <NumberSetting
        name="Prompts that the history keeps"
        says="With their receipts, on this machine; 0 keeps none"
        value={settings.keepPrompts}
        min={0}
        max={100_000}
        onChange={keepPrompts => set({ keepPrompts })}
      />
      <FinishSetting value={settings.finishPrompt} onChange={finishPrompt => set({ finishPrompt })} />
      <StaggerSettings settings={settings} />
    </>
  )
}

export function WindowPage({ settings }: PageProps) {
  const info = useStore(settingsStore, state => state.info)
  const electron = info?.shell === 'electron'
  return (
    <>
      {electron && (
        <SwitchSetting
          name="Stay in the tray when the window closes"
          says="Agents keep running in tmux either way"
          value={settings.keepInTray}
          onChange={keepInTray => set({ keepInTray })}
        />
      )}
      {electron && (
        <TextSetting
          name="System-wide shortcut for Interrupt all"
          says="Works while another program has the focus; empty for none"
          value={settings.interruptShortcut}
          check={checkShortcut}
          onChange={interruptShortcut => set({ interruptShortcut })}
        />
      )}
      <div className="setting">
        <div className="setting-words">
          <span className="setting-name">Data folder</span>
          <p className="mono">{info?.dataFolder}</p>
        </div>
        <div className="setting-control">Quarterdeck {info?.version}</div>
      </div>
    </>
  )
}
