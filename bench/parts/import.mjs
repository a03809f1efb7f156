/** Import of 500 instances (parse, hash, encrypt, index, sync) against dcmdump and cp on the same files. */
import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  importFolder,
  removeFolder,
  startVesalius,
  temporaryFolder,
  watchMainLoop,
} from '../lib/running-app.mjs'

/** 500 files of 37 kB to 0.9 MB: CT slices of three sizes, films of two. */
export function writeInstances(generator, folder) {
  generator.writeSyntheticCt(join(folder, 'ct-128'), 200, 128, 3001)
  generator.writeSyntheticCt(join(folder, 'ct-256'), 200, 256, 3002)
  generator.writeSyntheticCt(join(folder, 'ct-512'), 60, 512, 3003)
  for (let film = 0; film < 40; film += 1) {
    const columns = film % 2 === 0 ? 384 : 768
    generator.writeSyntheticFilm(
      { folder: join(folder, 'films'), name: `film-${film}.dcm` },
      4000 + film,
      1 + (film % 5),
      film % 3 === 0,
      columns,
    )
  }
}

export async function benchImport(entry, folder) {
  const profile = temporaryFolder('import')
  try {
    const files = listFiles(folder)
    const megabytes = files.reduce((sum, path) => sum + statSync(path).size, 0) / 1e6
    const bareMs = dumpAndCopy(folder, files)
    const vesalius = await startVesalius(entry, profile)
    const stop = await watchMainLoop(vesalius)
    const { elapsedMs, job } = await importFolder(vesalius, folder)
    const mainLoop = await stop()
    await vesalius.close()
    if (job.counts.imported !== files.length)
      throw new Error(`${job.counts.imported} of ${files.length} imported`)
    return {
      instances: files.length,
      megabytes: Math.round(megabytes),
      oursMs: elapsedMs,
      bareMs,
      ratio: bareMs === null ? null : elapsedMs / bareMs,
      mainLoop,
    }
  } finally {
    removeFolder(profile)
  }
}

const listFiles = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))

/** One dcmdump over all files, then a copy that is synced; null where dcmtk is not installed. */
function dumpAndCopy(folder, files) {
  const target = temporaryFolder('copy')
  try {
    const startedAt = performance.now()
    const { error, status } = spawnSync('dcmdump', ['-q', ...files], { stdio: 'ignore' })
    if (error) return null
    if (status !== 0) throw new Error(`dcmdump ended with ${status}`)
    cpSync(folder, target, { recursive: true })
    spawnSync('sync', [target], { stdio: 'ignore' })
    return performance.now() - startedAt
  } finally {
    removeFolder(target)
  }
}
