/**
 * `models list|verify [id…]`: what this installation has and whether it passes its self-test; with a profile, its site's
 * models too. `models add|default|retire|unretire|remove`: the site's own models.
 */
import { readFile } from 'node:fs/promises'
import type { SiteForm } from '../../../../shared/domain/models/site/answers'
import type { SiteDraft } from '../../../../shared/domain/models/site/draft'
import { answeredOutput, mergeAnswers } from '../../../../shared/domain/models/site/merge-answers'
import { chosenProposal } from '../../../../shared/domain/models/site/propose'
import { splitModelKey } from '../../../../shared/domain/models/model-key'
import { AppException, toAppError } from '../../../../shared/result'
import type { ModelEntry, ModelRegistry } from '../../../inference/model-registry'
import { splitOption } from '../../../inference/batch/predict-arguments'
import { exitCodes, type HeadlessCommand, type HeadlessIo } from '../headless-command'
import { type SiteInference, withInference, withSiteInference } from '../site-inference'

const changes = ['default', 'retire', 'unretire', 'remove'] as const
type Change = (typeof changes)[number]
const isChange = (verb: string | undefined): verb is Change => changes.some((each) => each === verb)

export const command: HeadlessCommand = {
  name: 'models',
  usage: [
    'models list | models verify [id[@version]…]',
    'models add <file.onnx | package> [--answers answers.json] --profile DIR',
    'models default|retire|unretire|remove <id@version> --profile DIR',
  ].join('\n  '),
  async run([verb, ...words], io) {
    if (verb === 'list' && words.length === 0)
      return withInference(io, ({ registry }) => Promise.resolve(list(registry, io)))
    if (verb === 'verify')
      return withInference(io, ({ registry }) => Promise.resolve(verify(registry, words, io)))
    if (verb === 'add') return add(words, io)
    if (isChange(verb)) return change(verb, words, io)
    throw new AppException('USAGE', 'Say models list, verify, add, default, retire, unretire or remove.')
  },
}

function list(registry: ModelRegistry, io: HeadlessIo): number {
  for (const entry of registry.list()) io.line(describe(entry))
  return exitCodes.success
}

/** The registry tested every model while it opened, so its states are fresh. */
function verify(registry: ModelRegistry, keys: readonly string[], io: HeadlessIo): number {
  const entries = registry.list()
  const wanted = keys.length > 0 ? keys : entries.map(({ id, version }) => `${id}@${version}`)
  let failed = wanted.length === 0
  for (const key of wanted) {
    const { id, version } = splitModelKey(key)
    const entry = entries.find((each) => each.id === id && (version ?? each.version) === each.version)
    if (!entry)
      io.line({
        model: { id },
        status: 'error',
        error: { code: 'MODEL_UNKNOWN', message: 'There is no such model.' },
      })
    else io.line(describe(entry))
    if (entry?.state.state !== 'available') failed = true
  }
  return failed ? exitCodes.someFailed : exitCodes.success
}

interface AddWords {
  path: string
  answersPath: string | null
}

/** @throws AppException USAGE */
function readAddWords(words: readonly string[]): AddWords {
  const plain: string[] = []
  const remaining = [...words]
  let answersPath: string | null = null
  for (let word = remaining.shift(); word !== undefined; word = remaining.shift()) {
    const [name, inline] = splitOption(word)
    if (name === '--answers') answersPath = inline ?? remaining.shift() ?? ''
    else if (word.startsWith('--')) throw new AppException('USAGE', `There is no option ${name}.`)
    else plain.push(word)
  }
  const [path, ...more] = plain
  if (path === undefined || more.length > 0 || answersPath === '')
    throw new AppException(
      'USAGE',
      'Name one file, ZIP or folder, and a file of answers where it brings none.',
    )
  return { path, answersPath }
}

async function add(words: readonly string[], io: HeadlessIo): Promise<number> {
  const { path, answersPath } = readAddWords(words)
  const answers = answersPath === null ? {} : await readAnswers(answersPath)
  return withSiteInference(io, async (parts) => {
    const cancel = () => void parts.site.models.cancel()
    io.signal.addEventListener('abort', cancel, { once: true })
    try {
      io.line({ input: path, status: 'added', ...(await addOne(parts, path, answers, io)) })
      return exitCodes.success
    } catch (thrown) {
      const { code, message } = toAppError(thrown)
      io.line({ input: path, status: 'error', error: { code, message } })
      return exitCodes.someFailed
    } finally {
      io.signal.removeEventListener('abort', cancel)
    }
  })
}

async function addOne(
  { site, inference }: SiteInference,
  path: string,
  answers: unknown,
  io: HeadlessIo,
): Promise<object> {
  io.log(`models: reading ${path}`)
  const { error, proposals } = await site.models.open(path)
  if (error) throw new AppException(error.code, error.message, error.details)
  const added = await site.models.add(formOf(proposals, answers))
  const entry = inference.registry
    .list()
    .find(({ id, version }) => id === added.id && version === added.version)
  return entry ? { ...describe(entry), status: 'added' } : { model: added }
}

/** Null for a package. @throws AppException MODEL_ANSWERS_INVALID */
function formOf(proposals: SiteDraft['proposals'], answers: unknown): SiteForm | null {
  if (proposals.length === 0) return null
  const chosen = chosenProposal(proposals, answeredOutput(answers))
  if (chosen) return mergeAnswers(chosen.form, answers)
  const names = proposals.map(({ output }) => output).join(', ')
  throw new AppException('MODEL_ANSWERS_INVALID', `The answers must say which output counts: ${names}.`, {
    where: 'output',
  })
}

async function readAnswers(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (thrown) {
    if (thrown instanceof SyntaxError)
      throw new AppException('MODEL_ANSWERS_INVALID', 'The answers are no JSON.', { where: 'JSON' })
    throw new AppException('FILE_NOT_FOUND', 'The file of answers cannot be read.')
  }
}

async function change(verb: Change, words: readonly string[], io: HeadlessIo): Promise<number> {
  const [key, ...more] = words
  const { id, version } = splitModelKey(key ?? '')
  if (key === undefined || more.length > 0 || version === null)
    throw new AppException('USAGE', 'Name one model with its version, as id@version.')
  return withSiteInference(io, async ({ inference: { registry }, site }) => {
    if (verb === 'default') await registry.setDefault(id, version)
    else if (verb === 'remove') await site.packages.remove({ id, version })
    else await registry.retire(id, version, verb === 'retire')
    const entry = registry.list().find((each) => each.id === id && each.version === version)
    io.line(entry ? describe(entry) : { model: { id, version }, status: 'removed' })
    return exitCodes.success
  })
}

/** One line about one model, as `models` and `selftest` print it. */
export function describe({ id, version, manifest, origin, isDefault, retired, state }: ModelEntry): object {
  const model = { id, version, ...(manifest && { sha256: manifest.weights.sha256 }) }
  const place = { model, origin, isDefault, retired }
  if (state.state !== 'available') {
    const error =
      state.state === 'quarantined'
        ? state.error
        : { code: 'INTERNAL', message: 'The model is still loading.' }
    return { ...place, status: 'quarantined', error }
  }
  const { provider, goldenCases, goldenWorstDifference, refusedProviders } = state
  return {
    ...place,
    status: 'available',
    provider,
    goldenCases,
    goldenWorstDifference,
    refusedProviders,
  }
}
