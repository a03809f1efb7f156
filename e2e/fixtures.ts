/**
 * Every test gets a fresh profile folder and starts the built program itself, as often as it needs to. When a test
 * fails, what main logged and what the windows show are attached to the report.
 */
import { test as base } from '@playwright/test'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningApp, startApp, type StartOptions } from './running-app'

export { expect } from '@playwright/test'

interface Fixtures {
  /**
   * When the installation's model reads by itself. A test that is about something else leaves it on demand, so that it
   * alone decides what is analysed.
   */
  analysis: 'arrival' | 'demand'
  /** a folder without a vault that is removed after the test */
  profileDir: string
  /** starts the program on this test's profile unless told another */
  start: (options?: Partial<StartOptions>) => Promise<RunningApp>
  /** the program, started and showing its first screen */
  app: RunningApp
}

export const test = base.extend<Fixtures>({
  analysis: ['demand', { option: true }],
  profileDir: async ({ analysis }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'vesalius-e2e-'))
    const preferences = { inference: { modes: { 'chest-film': analysis } } }
    await writeFile(join(folder, 'preferences.json'), JSON.stringify(preferences))
    await use(folder)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  },
  start: async ({ profileDir }, use, testInfo) => {
    const started: RunningApp[] = []
    await use(async (options = {}) => {
      const app = await startApp({ profileDir, ...options })
      started.push(app)
      return app
    })
    for (const [index, app] of started.entries()) {
      if (testInfo.status !== testInfo.expectedStatus) {
        for (const [number, page] of app.electron.windows().entries()) {
          const body = await page.screenshot().catch(() => null)
          if (body) await testInfo.attach(`window-${index}-${number}.png`, { body, contentType: 'image/png' })
        }
        await testInfo.attach(`main-${index}.log`, { body: app.log(), contentType: 'text/plain' })
      }
      await app.close()
    }
  },
  app: async ({ start }, use) => {
    await use(await start())
  },
})
