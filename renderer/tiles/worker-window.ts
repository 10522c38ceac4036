// xterm's bundle looks for `window`, also the headless one (6.0.0); imports run first, so this is one.
Object.assign(globalThis, { window: globalThis })
