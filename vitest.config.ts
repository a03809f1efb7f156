import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Under Electron's own Node (see scripts/check/unit.mjs): the runtime that ships, native modules included.
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.{ts,mjs}'],
    setupFiles: ['scripts/check/drawn-cases.mjs'],
    environment: 'node',
    pool: 'forks',
    // Key derivation and image codecs are slow on a small machine; nothing asserts a time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    allowOnly: false,
    restoreMocks: true,
    unstubEnvs: true,
  },
})
