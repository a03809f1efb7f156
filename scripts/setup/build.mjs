/** The built program: made anew when its sources' content changed. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inProject, projectRoot, say } from './project.mjs'
import { runCommand } from './run-command.mjs'

const sourceFolders = ['src']
const sourceFiles = [
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  'tsconfig.main.json',
  'tsconfig.preload.json',
  'tsconfig.renderer.json',
]
const results = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html']

export async function ensureBuild() {
  const stamp = inProject('out', '.content')
  const content = contentOfSources()
  const isThere = results.every((path) => existsSync(inProject(path)))
  if (isThere && existsSync(stamp) && readFileSync(stamp, 'utf8') === content) return
  say('building …')
  rmSync(stamp, { force: true })
  await runCommand(
    process.execPath,
    [inProject('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build'],
    {
      collect: true,
    },
  )
  writeFileSync(stamp, content)
}

function contentOfSources() {
  const hash = createHash('sha256')
  const nested = sourceFolders.flatMap((folder) =>
    readdirSync(inProject(folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  )
  for (const path of [...sourceFiles.map((name) => inProject(name)), ...nested].sort()) {
    hash.update(path.slice(projectRoot.length)).update('\0').update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex')
}
