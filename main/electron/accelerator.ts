/** Electron's words for the keys that `ipc/commands.ts` names as the page's keyboard events do. */
const KEYS: Readonly<Record<string, string>> = {
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
}

/** `Mod+N` as an Electron accelerator: `Ctrl+Shift+N`, on macOS `Cmd+N`. */
export function toAccelerator(keys: string, platform: NodeJS.Platform): string {
  const mod = platform === 'darwin' ? ['Cmd'] : ['Ctrl', 'Shift']
  return keys
    .split('+')
    .flatMap(key => (key === 'Mod' ? mod : [KEYS[key] ?? key]))
    .join('+')
}
