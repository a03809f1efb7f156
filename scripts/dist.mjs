/** `npm run dist [-- --allow-unofficial-runtime] [--only linux-x64,win32-x64]`: the unpacked programs and the .deb. */
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureForeignRuntime, unofficialNote } from './setup/electron-runtime.mjs'
import { prepare } from './setup/prepare.mjs'
import { main, say, SetupError } from './setup/project.mjs'
import { onPath } from './setup/system-libraries.mjs'

await main(async () => {
  const { values } = parseArgs({
    options: { 'allow-unofficial-runtime': { type: 'boolean' }, only: { type: 'string' } },
  })
  const platforms = values.only?.split(',') ?? ['linux-x64', 'win32-x64']
  const { electron } = await prepare({ window: false, build: true })
  const ownRuntime = dirname(electron)
  const official = !existsSync(join(ownRuntime, unofficialNote))
  if (!official && !values['allow-unofficial-runtime']) {
    throw new SetupError(
      'this checkout runs on a copy of Electron that is not the official release, so a release cannot be built ' +
        'from it. Build where the official download works, or add --allow-unofficial-runtime for a test.',
    )
  }
  // After the set-up: these need the npm packages.
  const { buildUnpacked } = await import('./package/unpacked.mjs')
  for (const platform of platforms) {
    const { folder, runtime } = await buildUnpacked(
      platform,
      await runtimeFor(platform, ownRuntime, official),
    )
    say(
      `${folder} (Electron ${runtime.electron}, ${runtime.official ? 'official' : 'NOT the official release'})`,
    )
    if (platform === 'linux-x64') await packDeb(folder)
  }
  return 0
})

async function runtimeFor(platform, ownRuntime, official) {
  if (platform === `${process.platform}-${process.arch}`) return ownRuntime
  return official ? undefined : await ensureForeignRuntime(platform)
}

async function packDeb(folder) {
  if (!onPath('dpkg-deb')) {
    say('no .deb: this system has no dpkg-deb')
    return
  }
  const { buildDeb } = await import('./package/deb.mjs')
  const path = await buildDeb(folder)
  say(`${path} (${(statSync(path).size / 1e6).toFixed(0)} MB)`)
}
