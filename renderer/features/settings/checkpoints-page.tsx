import type { Settings } from '../../../ipc/settings'
import { saveSettings } from '../../state/save-settings'
import { SwitchSetting, TextSetting } from './setting'
import { NumberSetting } from './settings-pages'

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
const MOST_NAMES = 200

/** Names between commas or spaces. */
function namesOf(typed: string): string[] {
  return [...new Set(typed.split(/[\s,]+/).filter(Boolean))]
}

/** What is wrong with a list of names of environment variables, in words; empty when nothing is. */
export function checkNames(typed: string): string {
  const names = namesOf(typed)
  const wrong = names.find(name => !NAME.test(name))
  if (wrong !== undefined) return `${wrong.slice(0, 40)} is no name of an environment variable.`
  return names.length > MOST_NAMES ? `At most ${MOST_NAMES} names.` : ''
}

export function CheckpointsPage({ settings }: { readonly settings: Settings }) {
  const set = (patch: Partial<Settings>) => void saveSettings(patch)
  return (
    <>
      <SwitchSetting
        name="Automatic checkpoints"
        says="Before risky acts, when all agents of a session are done, and while they work"
        value={settings.autoCheckpoints}
        onChange={autoCheckpoints => set({ autoCheckpoints })}
      />
      <NumberSetting
        name="Minutes between automatic ones"
        says="While agents work, and only when something changed"
        value={settings.checkpointEveryMin}
        min={1}
        max={1440}
        onChange={checkpointEveryMin => set({ checkpointEveryMin })}
      />
      <NumberSetting
        name="Room for automatic ones"
        says="MB on the disk; the oldest go first. Those by hand stay until you delete them"
        value={settings.checkpointMostMb}
        min={10}
        max={1_000_000}
        onChange={checkpointMostMb => set({ checkpointMostMb })}
      />
      <NumberSetting
        name="History of each pane"
        says="Lines that a checkpoint holds"
        value={settings.checkpointLines}
        min={0}
        max={500_000}
        onChange={checkpointLines => set({ checkpointLines })}
      />
      <NumberSetting
        name="Largest file"
        says="MB; larger ones are left out and named"
        value={settings.checkpointFileMb}
        min={1}
        max={1000}
        onChange={checkpointFileMb => set({ checkpointFileMb })}
      />
      <NumberSetting
        name="Largest work tree"
        says="MB of all its changed and new files"
        value={settings.checkpointTreeMb}
        min={1}
        max={1000}
        onChange={checkpointTreeMb => set({ checkpointTreeMb })}
      />
      <SwitchSetting
        name="Mask secrets when saving"
        says="Known shapes of tokens, keys and passwords, for good: a restored conversation or screen has the masks too. Changed files are saved as they are"
        value={settings.maskSecrets}
        onChange={maskSecrets => set({ maskSecrets })}
      />
      <TextSetting
        name="Environment values that may be saved"
        says="Names of variables, with commas between; of all others the name alone is saved"
        value={settings.checkpointEnv.join(', ')}
        placeholder="none"
        check={checkNames}
        onChange={typed => set({ checkpointEnv: namesOf(typed) })}
      />
    </>
  )
}
