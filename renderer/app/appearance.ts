import type { Settings } from '../../ipc/settings'
import type { Undo } from '../../ipc/wire'
import { settingsStore } from '../state/settings-store'

const LIGHT = '(prefers-color-scheme: light)'

/** The theme that is shown: the setting's, else the system's. */
export function themeOf(theme: Settings['theme'], systemIsLight: boolean): 'dark' | 'light' {
  if (theme !== 'system') return theme
  return systemIsLight ? 'light' : 'dark'
}

/** Keeps `data-theme` and `data-text-size` on the document in step with the settings and the system. */
export function followAppearance(root: HTMLElement = document.documentElement): Undo {
  const system = window.matchMedia(LIGHT)
  const apply = () => {
    const settings = settingsStore.getState().settings
    root.dataset.theme = themeOf(settings?.theme ?? 'system', system.matches)
    root.dataset.textSize = settings?.textSize ?? 'medium'
  }
  apply()
  system.addEventListener('change', apply)
  const undo = settingsStore.subscribe(apply)
  return () => {
    system.removeEventListener('change', apply)
    undo()
  }
}
