/**
 * The language catalogues: the same keys and the same places to fill in every language, no empty text, every error
 * code explained, and no key that nothing uses. That each used key exists is checked by the types.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runnerImport } from 'vite'
import { inProject, main } from '../setup/project.mjs'

const load = async (path) =>
  (await runnerImport(inProject(path), { configFile: false, logLevel: 'error' })).module

await main(async () => {
  const { en } = await load('src/renderer/i18n/en.ts')
  const { zhCN } = await load('src/renderer/i18n/zh-CN.ts')
  const { errorCodes } = await load('src/shared/result.ts')
  const english = flatten(en)
  const chinese = flatten(zhCN)
  const problems = [
    ...missingKeys(english, chinese),
    ...badTexts('en', english),
    ...badTexts('zh-CN', chinese),
    ...differingPlaces(english, chinese),
    ...errorCodes
      .filter((code) => !english.has(`errors.${code}.title`))
      .map((code) => `errors.${code}.title: this error code has no text`),
    ...unusedKeys(english),
  ]
  for (const problem of problems) process.stdout.write(`${problem}\n`)
  return problems.length > 0 ? 1 : 0
})

/** Dotted keys with their texts. */
function flatten(catalogue, prefix = '') {
  return new Map(
    Object.entries(catalogue).flatMap(([key, value]) =>
      typeof value === 'string' ? [[`${prefix}${key}`, value]] : [...flatten(value, `${prefix}${key}.`)],
    ),
  )
}

/** English has two plural forms, Chinese one. */
function baseKey(key) {
  return key.replace(/_(one|other)$/, '')
}

function missingKeys(english, chinese) {
  const englishKeys = new Set([...english.keys()].map(baseKey))
  const chineseKeys = new Set([...chinese.keys()].map(baseKey))
  const halfPlurals = [...english.keys()].filter(
    (key) =>
      (key.endsWith('_one') && !english.has(`${baseKey(key)}_other`)) ||
      (key.endsWith('_other') && !english.has(`${baseKey(key)}_one`)),
  )
  return [
    ...[...englishKeys].filter((key) => !chineseKeys.has(key)).map((key) => `${key}: missing in zh-CN`),
    ...[...chineseKeys].filter((key) => !englishKeys.has(key)).map((key) => `${key}: missing in en`),
    ...halfPlurals.map((key) => `${key}: its other plural form is missing in en`),
  ]
}

function badTexts(language, texts) {
  return [...texts]
    .filter(([, text]) => text.trim() === '' || text.trim() !== text)
    .map(([key]) => `${key}: empty or with blanks around it in ${language}`)
}

function differingPlaces(english, chinese) {
  const places = (text) => new Set([...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name))
  return [...english].flatMap(([key, text]) => {
    const other = chinese.get(key) ?? chinese.get(`${baseKey(key)}_other`) ?? chinese.get(baseKey(key))
    // `One study` may leave the number out, `{{count}} studies` may not.
    if (other === undefined || key.endsWith('_one')) return []
    const wanted = [...places(text)].sort().join(', ')
    const found = [...places(other)].sort().join(', ')
    return wanted === found ? [] : [`${key}: en fills in (${wanted}), zh-CN (${found})`]
  })
}

/** A key counts as used when the sources hold it as a text, or hold a template that makes it. */
function unusedKeys(english) {
  const sources = readSources()
  const literals = new Set([...sources.matchAll(/['"`]([\w-]+(?:\.[\w-]+)+)['"`]/g)].map(([, key]) => key))
  const templates = [...sources.matchAll(/`([\w.-]*\$\{[^`]*)`/g)]
    .map(([, text]) => templatePattern(text))
    .filter(Boolean)
  return [...new Set([...english.keys()].map(baseKey))]
    .filter((key) => !literals.has(key) && !templates.some((pattern) => pattern.test(key)))
    .map((key) => `${key}: nothing uses it`)
}

/** `errors.${code}.title` -> /^errors\.[^.]+\.title$/; a template without a fixed dotted beginning proves nothing. */
function templatePattern(text) {
  const pieces = text.split(/\$\{(?:[^{}]|\{[^{}]*\})*\}/)
  if (!/^[\w-]+\./.test(pieces[0] ?? '')) return null
  const escaped = pieces.map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${escaped.join('[\\w.-]+')}$`)
}

function readSources() {
  const folder = inProject('src')
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .filter((entry) => !/[/\\]i18n[/\\](en|zh-CN)([/\\]|$)/.test(entry.parentPath))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n')
}
