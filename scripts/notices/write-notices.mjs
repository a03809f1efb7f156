/** THIRD_PARTY_NOTICES.md: the preamble, a table of the packages that ship, and their licence texts, each once. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { inProject, main, say } from '../setup/project.mjs'

/** @returns {Map<string, { name: string, version: string, licence: string, licenceText: string }>} by folder */
function shippedPackages() {
  const found = new Map()
  const waiting = importedNames().map((name) => findFolder(name, inProject()))
  while (waiting.length > 0) {
    const folder = waiting.pop()
    if (!folder || found.has(folder)) continue
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    found.set(folder, {
      name: manifest.name,
      version: manifest.version,
      licence: licenceOf(manifest),
      licenceText: licenceText(folder),
    })
    for (const name of Object.keys(manifest.dependencies ?? {})) waiting.push(findFolder(name, folder))
  }
  return found
}

/** The packages that the program's sources name in imports, tests left out. */
function importedNames() {
  const names = new Set()
  for (const entry of readdirSync(inProject('src'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.tsx?$/.test(entry.name) || /\.(test|fixture|d)\.tsx?$/.test(entry.name))
      continue
    const source = readFileSync(join(entry.parentPath ?? entry.path, entry.name), 'utf8')
    for (const [, from] of source.matchAll(
      /^(?:import|export)\s+(?!type\b)[^'"]*['"]([^.'"][^'"]*)['"]|import\(['"]([^.'"][^'"]*)['"]\)/gm,
    )) {
      const name = from
        ?.split('/')
        .slice(0, from.startsWith('@') ? 2 : 1)
        .join('/')
      if (name && !name.startsWith('node:') && !builtinModules.includes(name) && name !== 'electron')
        names.add(name)
    }
  }
  return [...names]
}

/** As Node looks for it: beside the package that asks, then outwards. */
function findFolder(name, from) {
  for (let folder = from; ; folder = join(folder, '..')) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return candidate
    if (folder === inProject() || folder === join(folder, '..')) return null
  }
}

const licenceOf = ({ license, licenses }) =>
  typeof license === 'string'
    ? license
    : (license?.type ?? licenses?.map(({ type }) => type).join(' OR ') ?? 'see its text')

function licenceText(folder) {
  const name = readdirSync(folder).find((file) => /^(licen[cs]e|copying)(\.|$|-)/i.test(file))
  return name ? readFileSync(join(folder, name), 'utf8').trim().replaceAll('\r\n', '\n') : ''
}

await main(async () => {
  const packages = [...shippedPackages().values()].sort((one, other) => (one.name < other.name ? -1 : 1))
  const texts = new Map()
  for (const { name, version, licenceText } of packages) {
    texts.set(licenceText, [...(texts.get(licenceText) ?? []), `${name} ${version}`])
  }
  const rows = packages.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`)
  const licences = [...texts].map(
    ([text, names]) =>
      `### ${names.join(', ')}\n\n${text === '' ? 'The package carries no licence file; see the table.' : `\`\`\`text\n${text}\n\`\`\``}\n`,
  )
  const page = `${readFileSync(inProject('scripts', 'notices', 'preamble.md'), 'utf8')}| package | version | licence |\n|---|---|---|\n${rows.join('\n')}\n\n## Licence texts\n\n${licences.join('\n')}`
  writeFileSync(inProject('THIRD_PARTY_NOTICES.md'), page)
  say(`${packages.length} packages noted.`)
  return 0
})
