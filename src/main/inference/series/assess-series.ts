/** One series, one model. */
import { open } from 'node:fs/promises'
import type { AssessedOutcome } from '../../../shared/domain/analysis/analysis'
import { AppException } from '../../../shared/result'
import { modelIdentity } from '../assess-image'
import type { InferenceClient, RunOptions } from '../inference-client'
import { interpretQuantity, interpretSeries } from '../interpret-outputs'
import type { SeriesModel } from '../model-registry'
import { parseSeries } from './parse-series'

/** bytes; a table is read as a whole */
const largestTable = 64 << 20

/** UTF-8. Rejects with AppException: FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TOO_LARGE, SERIES_VALUE_INVALID when it is no text. */
export async function readTable(path: string): Promise<string> {
  const file = await open(path).catch((thrown: unknown) => {
    const missing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'
    throw missing
      ? new AppException('FILE_NOT_FOUND', 'There is no such file.')
      : new AppException('FILE_UNREADABLE', 'The file cannot be read.')
  })
  try {
    const { size } = await file.stat()
    if (size > largestTable) throw new AppException('FILE_TOO_LARGE', 'The table is too large.')
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile())
  } catch (thrown) {
    if (thrown instanceof AppException) throw thrown
    throw thrown instanceof TypeError
      ? new AppException('SERIES_VALUE_INVALID', 'The file is no text in UTF-8.', { row: 0, column: '' })
      : new AppException('FILE_UNREADABLE', 'The file cannot be read.')
  } finally {
    await file.close()
  }
}

/** Rejects with AppException: the codes of {@link parseSeries} and of InferenceClient.run. */
export async function assessSeries(
  client: Pick<InferenceClient, 'run'>,
  { manifest, contract, key }: SeriesModel,
  table: string,
  options: RunOptions & { startedAt: number },
): Promise<AssessedOutcome> {
  const { input } = contract
  const { values, steps } = parseSeries(table, input)
  const preprocess = performance.now() - options.startedAt
  const tensor = { data: values, dims: [1, steps, input.features.length] }
  const result = await client.run(key, { [input.name]: tensor }, options)
  const quantity = interpretQuantity(contract, result.outputs)
  return {
    status: 'assessed',
    model: modelIdentity(manifest),
    provider: result.provider,
    ms: { preprocess, run: result.runMs, total: performance.now() - options.startedAt },
    outputs: interpretSeries(contract, result.outputs),
    ...(quantity && { quantity }),
    flags: result.retriedAfterCrash ? [{ code: 'RETRIED_AFTER_CRASH', severity: 'warning' }] : [],
  }
}
