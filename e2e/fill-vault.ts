/** Puts a made-up population for the local check into the vault of a profile that no program has open. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { CheckPopulation } from '../src/test-support/fill-local-check'
import { buildScripts } from '../src/test-support/build-script'
import { electronBinary, projectRoot } from './running-app'
import { join } from 'node:path'

/** @returns the population's truth as a table of labels (CSV) */
export async function fillVault(
  profileDir: string,
  password: string,
  population: CheckPopulation,
): Promise<string> {
  const folder = await buildScripts({ fill: join(projectRoot, 'src/main/store/fill-vault.fixture.ts') })
  const { stdout } = await promisify(execFile)(
    electronBinary,
    [join(folder, 'fill.js'), profileDir, password, JSON.stringify(population)],
    { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, maxBuffer: 1 << 26 },
  )
  return stdout.trim()
}
