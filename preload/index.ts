import { ipcRenderer } from 'electron'

/*
 * All that the page gets from Electron: one MessagePort, on request, by postMessage to its own origin. The main
 * process decides whether it serves the other end (`main/electron/connect.ts`); a refused port is closed.
 * The page's side of these words is `renderer/host/wires.ts`.
 */
window.addEventListener('message', event => {
  if (event.source !== window || event.origin !== location.origin || event.data !== 'quarterdeck:connect') return
  const { port1, port2 } = new MessageChannel()
  ipcRenderer.postMessage('connect', null, [port1])
  window.postMessage('quarterdeck:port', location.origin, [port2])
})
