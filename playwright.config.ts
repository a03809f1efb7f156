import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'e2e/.results/artifacts',
  // Each test has its own program and its own profile; two at a time would only slow each other on small machines.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: 'e2e/.results/results.json' }]],
  use: { actionTimeout: 20_000 },
})
