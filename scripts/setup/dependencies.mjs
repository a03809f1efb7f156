/** The npm packages: installed when what is there differs from the lockfile. */
import { readFileSync } from 'node:fs'
import { inProject, say } from './project.mjs'
import { npmCommand, runCommand } from './run-command.mjs'

export async function ensureDependencies() {
  if (dependenciesAreInstalled()) return
  say('installing the npm packages (npm ci) …')
  await runCommand(...npmCommand(['ci', '--no-audit', '--no-fund', '--loglevel=error']))
}

/** npm notes what it installed in a lockfile of its own: every package of ours must be there in our version. */
function dependenciesAreInstalled() {
  const wanted = readPackages(inProject('package-lock.json'))
  const installed = readPackages(inProject('node_modules', '.package-lock.json'))
  if (!wanted || !installed) return false
  return Object.entries(wanted).every(([folder, entry]) => {
    if (folder === '') return true
    const found = installed[folder]
    if (!found) return entry.optional === true || entry.devOptional === true || entry.peer === true
    return found.version === entry.version && found.integrity === entry.integrity
  })
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } catch {
    return null
  }
}
