/**
 * `local-check <model>`: the stored results of a model version against readers' verdicts, or against a file of labels
 * that is matched and not kept. One line for each finding.
 */
import { parseArgs } from 'node:util'
import type { CheckedModel, LocalCheckRequest } from '../../../../shared/domain/local-check/local-check'
import { splitModelKey } from '../../../../shared/domain/models/model-key'
import { AppException, toAppError } from '../../../../shared/result'
import { LocalCheckService } from '../../../local-check/local-check-service'
import { usualMapping } from '../../../local-check/usual-mapping'
import { exitCodes, type HeadlessCommand, type HeadlessIo } from '../headless-command'
import { withOpenVault } from '../with-open-vault'

interface Words {
  modelId: string
  version: string | null
  label: string | null
  truth: string | null
  imports: boolean
}

export const command: HeadlessCommand = {
  name: 'local-check',
  usage: 'local-check <model[@version]> [--label FINDING] [--truth FILE.csv | --imports]',
  run: (args, io) => {
    const words = readWords(args)
    return withOpenVault(io, async (vault) => {
      const checks = new LocalCheckService({
        openVault: () => vault.requireOpen(),
        models: { list: () => [], setDefault: () => Promise.resolve() },
        versions: null,
      })
      try {
        return await checkAll(checks, words, io)
      } finally {
        await checks.stop()
      }
    })
  },
}

function readWords(args: string[]): Words {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { label: { type: 'string' }, truth: { type: 'string' }, imports: { type: 'boolean' } },
    })
    const [model, ...more] = positionals
    if (model === undefined || more.length > 0 || (values.truth !== undefined && values.imports === true))
      throw new Error('words')
    const { id, version } = splitModelKey(model)
    return {
      modelId: id,
      version,
      label: values.label ?? null,
      truth: values.truth ?? null,
      imports: values.imports ?? false,
    }
  } catch {
    throw new AppException('USAGE', 'Say which model, and at most one source of truth.')
  }
}

async function checkAll(checks: LocalCheckService, words: Words, io: HeadlessIo): Promise<number> {
  const found = (await checks.checkedModels()).find(
    ({ id, version }) => id === words.modelId && (words.version === null || version === words.version),
  )
  if (!found) throw new AppException('NOT_FOUND', 'The vault holds no results of this model.')
  const labels = found.labels
    .map(({ label }) => label)
    .filter((label) => words.label === null || label === words.label)
  if (labels.length === 0) throw new AppException('NOT_FOUND', 'The model gave no result for this finding.')
  let allWell = true
  for (const label of labels) {
    if (io.signal.aborted) return exitCodes.interrupted
    try {
      io.line(await checkOne(checks, found, label, words))
    } catch (thrown) {
      // With several findings, a file may well have columns for some of them only.
      allWell = false
      const { code, message } = toAppError(thrown)
      io.line({ input: label, status: 'error', error: { code, message } })
    }
  }
  return allWell ? exitCodes.success : exitCodes.someFailed
}

async function checkOne(
  checks: LocalCheckService,
  { id, version }: CheckedModel,
  label: string,
  { truth, imports }: Words,
): Promise<object> {
  const source =
    imports || truth !== null
      ? ({ kind: 'imports', importId: null } as const)
      : ({ kind: 'readers' } as const)
  const request: LocalCheckRequest = { modelId: id, version, label, source }
  if (truth === null) return { input: label, status: 'checked', ...(await checks.report(request)) }
  const preview = await checks.chooseTruth(truth)
  const matched = await checks.matchedRows(preview.previewId, usualMapping(preview, label))
  const report = await checks.report(request, matched)
  return { input: label, status: 'checked', truth: matched.match, ...report }
}
