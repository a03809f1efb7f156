/** `predict <model> <table.csv>` for models of tables: one line for each row, in order, with the row's number as input. */
import { calibrate } from '../../../shared/domain/models/calibration'
import { AppException, toAppError } from '../../../shared/result'
import type { PredictArguments } from '../../inference/batch/predict-arguments'
import { resultLine } from '../../inference/batch/result-line'
import type { InferenceService } from '../../inference/inference-service'
import type { TableModel } from '../../inference/model-registry'
import { pipelineHash } from '../../preparation/pipeline-file'
import { type RowAnswer, RowAssessor, type RowResult } from '../../prediction/tables/assess-rows'
import { atPrevalence } from '../../prediction/tables/at-prevalence'
import { contributionsOf } from '../../prediction/tables/contributions'
import { familiarityFor } from '../../prediction/tables/familiarity-for'
import type { PreparedCell } from '../../prediction/tables/prepare-rows'
import { type PatientTable, readPatientRows } from '../../prediction/tables/read-patient-rows'
import { exitCodes, type HeadlessIo } from './headless-command'

/** Rows of one run: enough that the way to the inference process and back costs little, few enough that lines flow. */
const rowsAtOnce = 2048

interface TableBatch {
  words: PredictArguments
  inference: InferenceService
  assessor: RowAssessor
  io: HeadlessIo
}

export async function predictTable(
  words: PredictArguments,
  inference: InferenceService,
  model: TableModel,
  io: HeadlessIo,
): Promise<number> {
  const path = onlyTable(words)
  const here = words.prevalence === null ? model : atPrevalence(model, words.prevalence)
  const assessor = new RowAssessor(inference, here, await familiarityFor(inference.registry, model))
  const batch = { words, inference, assessor, io }
  const tally = new PreparationTally()
  let failed = 0
  let rows = 0
  try {
    for await (const part of inParts(readPatientRows(path))) {
      if (io.signal.aborted) return exitCodes.interrupted
      const results = await assessor.assess(part, { signal: io.signal, ignoreGates: words.ignoreGates })
      for (const result of results) {
        if ('prepared' in result) tally.add(result.prepared)
        io.line(await rowLine(batch, result))
        rows++
        if (!('outcome' in result && result.outcome.status === 'assessed')) failed++
      }
    }
  } catch (thrown) {
    if (io.signal.aborted) return exitCodes.interrupted
    // What is wrong with the table as a whole is a line of its own; the rows before it stand.
    io.line(resultLine({ input: path, error: toAppError(thrown) }))
    failed++
  }
  if (rows === 0) io.log('predict: the table has no rows.')
  else io.log(`predict: ${preparationText(model)}: ${tally.text()}.`)
  return rows > 0 && failed === 0 ? exitCodes.success : exitCodes.someFailed
}

function onlyTable({ inputs, heatmapDir, segDir, ageYears }: PredictArguments): string {
  const [path, ...more] = inputs
  // Lines are named by the number of their row, which two tables would share.
  if (path === undefined || more.length > 0)
    throw new AppException('USAGE', 'A model of tables takes one table.')
  if (heatmapDir !== null || segDir !== null || ageYears !== null)
    throw new AppException('USAGE', 'A model of tables takes neither --age-years nor --heatmap nor --seg.')
  return path
}

/** The pipeline by its name and the beginning of its hash, as the workshop exports and the package hold it. */
function preparationText({ preparation: { pipeline, fittedOn } }: TableModel): string {
  const source = fittedOn === null ? 'as its columns say' : `learnt on ${fittedOn} rows`
  return `prepared by the pipeline ${pipeline.name} (${pipelineHash(pipeline).slice(0, 12)}, ${source})`
}

/** How many values which step of the preparation changed. */
class PreparationTally {
  private readonly counts = new Map<string, number>()

  add(cells: readonly PreparedCell[]): void {
    for (const { step, reason, column } of cells) {
      const key = `${step} ${reason} ${column}`
      this.counts.set(key, (this.counts.get(key) ?? 0) + 1)
    }
  }

  text(): string {
    if (this.counts.size === 0) return 'no value changed'
    return [...this.counts]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, count]) => `${key} ${count}`)
      .join(', ')
  }
}

/** The reader's parts, of a few thousand rows or more, cut to what one run takes. */
async function* inParts(parts: AsyncIterable<PatientTable>): AsyncGenerator<PatientTable> {
  for await (const { header, rows } of parts) {
    if (rows.length === 0) yield { header, rows }
    for (let from = 0; from < rows.length; from += rowsAtOnce)
      yield { header, rows: rows.slice(from, from + rowsAtOnce) }
  }
}

async function rowLine({ words, inference, assessor, io }: TableBatch, result: RowResult): Promise<object> {
  if ('error' in result) return { ...resultLine({ input: '', error: result.error }), input: result.number }
  const { outcome, number } = result
  const { imputed, prepared, unfamiliarity } = result
  const line = { ...resultLine({ input: '', outcome }), input: number, prepared }
  if (outcome.status === 'not-assessed') return line
  const told = { ...line, imputed, unfamiliarity: unfamiliarity && roundedScore(unfamiliarity) }
  if (!words.explain || !result.values) return told
  const { base, contributions } = await contributionsOf(inference, assessor.model, result.values, {
    signal: io.signal,
  })
  const calibration = assessor.model.contract.findings.labels[0]?.calibration
  // Of people with usual values: where the contributions begin.
  const usual = calibration ? calibrate(base, calibration) : null
  return { ...told, explanation: { base: usual, contributions } }
}

function roundedScore({ score, share, unusual }: NonNullable<RowAnswer['unfamiliarity']>): object {
  const round = (value: number) => Math.round(value * 1e4) / 1e4
  return { score: round(score), share: round(share), unusual }
}
