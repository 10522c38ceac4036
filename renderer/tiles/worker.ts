/// <reference lib="webworker" />
import type { FromWorker, ToWorker } from './protocol'
import { createTileWorker } from './tile-worker'

declare const self: DedicatedWorkerGlobalScope

// xterm's bundle looks for `window`, also the headless one (6.0.0).
Object.assign(globalThis, { window: globalThis })

const worker = createTileWorker({
  post: (message: FromWorker) => self.postMessage(message),
  nextFrame: run => self.requestAnimationFrame(run),
  async loadFont(url) {
    const font = new FontFace('JetBrains Mono Variable', `url("${url}")`, { weight: '100 800' })
    await font.load()
    self.fonts.add(font)
  },
})

self.onmessage = (event: MessageEvent<ToWorker>) => worker.receive(event.data)
