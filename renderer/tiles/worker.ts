/// <reference lib="webworker" />
// Before all else: what follows needs it while it loads.
import './worker-window'
import type { FromWorker, ToWorker } from './protocol'
import { createTileWorker } from './tile-worker'

declare const self: DedicatedWorkerGlobalScope

const worker = createTileWorker({
  post: (message: FromWorker) => self.postMessage(message),
  nextFrame: run => self.requestAnimationFrame(run),
  async loadFont({ family, url, weight, range }) {
    const font = new FontFace(family, `url("${url}")`, { weight, unicodeRange: range })
    await font.load()
    self.fonts.add(font)
  },
})

self.onmessage = (event: MessageEvent<ToWorker>) => worker.receive(event.data)
