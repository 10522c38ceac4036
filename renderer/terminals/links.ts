import { WebLinksAddon } from '@xterm/addon-web-links'
import type { ILinkHandler } from '@xterm/xterm'
import { terminalHooks } from './hooks'
import { linkTarget } from './link-target'

type OnHover = (target: string) => void

function open(text: string): void {
  const target = linkTarget(text)
  if (target) terminalHooks().openLink(target)
}

/** OSC 8 links: the text may claim anything, so that the target shows while the pointer is on it. */
export function createLinkHandler(onHover: OnHover): ILinkHandler {
  return {
    activate: (_event, text) => open(text),
    hover: (_event, text) => onHover(linkTarget(text) ?? `${text.slice(0, 200)} (may not be opened)`),
    leave: () => onHover(''),
    // mailto is allowed too; `linkTarget` decides.
    allowNonHttpProtocols: true,
  }
}

/** Addresses that stand in the text. */
export function linksAddon(onHover: OnHover): WebLinksAddon {
  return new WebLinksAddon((_event, text) => open(text), {
    hover: (_event, text) => onHover(text),
    leave: () => onHover(''),
  })
}
