import { defineConfig } from 'vitest/config'

/** Only by `npm run test:real-agents`: the real programs, one after the other. */
export default defineConfig({
  test: {
    include: ['e2e/real-agents/*.check.mjs'],
    setupFiles: ['main/test-setup.ts'],
    environment: 'node',
    testTimeout: 180_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
})
