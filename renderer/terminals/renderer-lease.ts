import { WebglAddon } from '@xterm/addon-webgl'
import type { Terminal } from '@xterm/xterm'
import type { Undo } from '../../ipc/wire'
import { settingsStore } from '../state/settings-store'
import { chooseRenderer, gpuRenderer } from './gpu'
import { createWebglPool } from './webgl-pool'

const pool = createWebglPool()

/**
 * Draws a shown terminal by WebGL where that is faster and a context is free, else xterm's DOM renderer draws it.
 * `onChange` runs whenever the renderer changed: cells are rounded differently, so the terminal is to be fitted again.
 */
export function rendererLease(terminal: Terminal, onChange: () => void): Undo {
  const { settings } = settingsStore.getState()
  if (chooseRenderer(settings?.renderer ?? 'auto', settings?.renderer === 'dom' ? '' : gpuRenderer()) === 'dom')
    return () => {}
  const create = () => {
    const addon = new WebglAddon()
    terminal.loadAddon(addon)
    return {
      onLoss: (listener: () => void) => void addon.onContextLoss(listener),
      dispose: () => addon.dispose(),
    }
  }
  const end = pool.lease(create, onChange)
  if (!end) return () => {}
  onChange()
  return end
}
