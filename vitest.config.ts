import { defineConfig } from 'vitest/config'

/**
 * Two projects: everything that runs in Node (with real tmux on private sockets), and the renderer in a DOM.
 * Four workers on two cores: a test with real tmux and processes waits for more than half of its time.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          setupFiles: ['main/test-setup.ts'],
          include: [
            'ipc/**/*.test.ts',
            'main/**/*.test.ts',
            'scripts/**/*.test.mjs',
            'preload/**/*.test.ts',
            'e2e/**/*.test.ts',
          ],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'dom',
          environment: 'happy-dom',
          // Four times as quick; renderer/test-setup.ts lets each file begin anew.
          isolate: false,
          setupFiles: ['renderer/test-setup.ts'],
          // Style sheets are empty in tests, but for the one that a test measures the contrast of.
          css: { include: [/tokens\.css/] },
          include: ['renderer/**/*.test.ts', 'renderer/**/*.test.tsx'],
          // Looking up roles in happy-dom costs seconds of CPU on a busy machine (7 s seen at a load of 15 on 2 cores).
          testTimeout: 30_000,
        },
      },
    ],
    maxWorkers: 4,
  },
})
