import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const at = (path: string) => resolve(import.meta.dirname, path)

/**
 * One build for both shells. `main` gives `out/main/electron.js` and `out/main/web.js`; the preload of a sandboxed
 * window must be one CommonJS file ending in .cjs (Electron 45); `renderer` is the same page for both.
 */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rollupOptions: {
        input: { electron: at('main/electron/index.ts'), web: at('main/web/index.ts') },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rollupOptions: {
        input: { index: at('preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react()],
    worker: { format: 'es' },
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      // electron-vite leaves this off; the page is 1.8 MB without, 1 MB with it.
      minify: true,
      // Read from the disk, once: the advice to split it, which every first start would print, is for the net.
      chunkSizeWarningLimit: 4096,
      // The page's policy allows fonts and pictures from the app alone: none as data: URLs.
      assetsInlineLimit: 0,
      rollupOptions: { input: { index: at('renderer/index.html') } },
    },
  },
})
