/** What leaves the workshop: the prepared table and the list of changes. The source is read again and stays as it is. */
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline as pipeStreams } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type PreparedTable, partNumbers } from '../../shared/domain/preparation/engine/prepared-table'
import type { CellChange } from '../../shared/domain/preparation/report'
import { AppException } from '../../shared/result'
import { writeRow } from '../records/formats/csv/read-rows'
import type { Watched } from './read-raw-table'
import { headerOf, openTableFile, type TableSource } from './table-file'

export interface WholeSource {
  /** where it lies */
  from: TableSource
  /** of the file when it was read */
  sha256: string
}

/** Writes beside the place and moves the whole over it; gzip where the name ends so. */
async function writeFileWhole(path: string, lines: AsyncIterable<string>): Promise<void> {
  const partial = `${path}.partial`
  const text = Readable.from(lines)
  try {
    const out = createWriteStream(partial)
    await (path.endsWith('.gz') ? pipeStreams(text, createGzip(), out) : pipeStreams(text, out))
    await rename(partial, path)
  } catch (thrown) {
    await rm(partial, { force: true })
    throw thrown
  }
}

/**
 * The source's rows that were not removed, with the values that the steps left; columns and parameters that the pipeline does not
 * name are passed on as they are written.
 *
 * @param part which rows; `all` has those that were set aside too
 * @returns rows written
 * @throws AppException TABLE_FILE_CHANGED when the file is another than the one that was read
 */
export async function writePrepared(
  source: WholeSource,
  table: PreparedTable,
  { path, part }: { path: string; part: 'all' | 'train' | 'test' },
  watched: Watched,
): Promise<number> {
  if (path === source.from) throw new AppException('INVALID_INPUT', 'The source is never written over.')
  let written = 0
  const lines = preparedLines(source, table, part, watched, () => written++)
  await writeFileWhole(path, lines)
  return written
}

async function* preparedLines(
  source: WholeSource,
  table: PreparedTable,
  part: 'all' | 'train' | 'test',
  { pause }: Watched,
  count: () => void,
): AsyncGenerator<string> {
  const file = await openTableFile(source.from)
  let header: string[] | null = null
  let change: ((cells: string[], row: number) => void) | null = null
  let row = -1
  for await (const batch of file.batches) {
    const lines: string[] = []
    for (const { cells, problem } of batch) {
      if (!header || !change) {
        header = headerOf({ line: 1, cells, raw: '' })
        change = cellWriter(table, header)
        lines.push(writeRow(header, file.delimiter()))
        continue
      }
      if (problem || cells.length !== header.length) continue
      row++
      if (table.removed[row] !== 0 || (part !== 'all' && table.parts[row] !== partNumbers[part])) continue
      change(cells, row)
      lines.push(writeRow(cells, file.delimiter()))
      count()
    }
    if (lines.length > 0) yield `${lines.join('\n')}\n`
    await pause(file.bytes === 0 ? 1 : file.bytesRead() / file.bytes)
  }
  if (file.sha256() !== source.sha256)
    throw new AppException('TABLE_FILE_CHANGED', 'The file has changed since it was opened.')
}

/** Puts the prepared values and their units into the cells of a row. */
function cellWriter(table: PreparedTable, header: readonly string[]): (cells: string[], row: number) => void {
  const { pipeline, bound } = table
  const form = pipeline.table
  if (form.form === 'wide') {
    const columns = pipeline.parameters.map(({ name }, parameter) => ({
      at: header.indexOf(name),
      parameter,
    }))
    const inputs = columns.filter(({ at, parameter }) => at >= 0 && table.rule(parameter).role === 'input')
    return (cells, row) => {
      for (const { at, parameter } of inputs) cells[at] = textOf(table, parameter, row, cells[at]!)
    }
  }
  const [valueAt, unitAt] = [header.indexOf(form.value), form.unit === null ? -1 : header.indexOf(form.unit)]
  const parameterOf = new Int32Array(bound.rows).fill(-1)
  const cellOf = new Int32Array(bound.rows)
  for (const [parameter, { rows }] of bound.cells.entries())
    for (const [cell, row] of rows.entries()) {
      parameterOf[row] = parameter
      cellOf[row] = cell
    }
  const unitAfter = pipeline.parameters.map(({ name }) => unitAfterSteps(table, name))
  return (cells, row) => {
    const parameter = parameterOf[row]!
    if (parameter < 0 || table.rule(parameter).role === 'target') return
    const cell = cellOf[row]!
    cells[valueAt] = textOf(table, parameter, cell, cells[valueAt]!)
    if (unitAt < 0) return
    const unit = unitAfter[parameter]!(cells[unitAt]!.trim(), cells[valueAt] !== '')
    if (unit !== null) cells[unitAt] = unit
  }
}

/** The cell as it was written unless its value was changed; empty where there is none. */
function textOf(table: PreparedTable, parameter: number, cell: number, written: string): string {
  const value = table.bound.cells[parameter]!.values[cell]!
  // What no step touched stays as it is written, also what is no number.
  if (Object.is(value, table.original[parameter]![cell])) return written
  if (Number.isNaN(value)) return ''
  const { values } = table.rule(parameter)
  const word = values.kind === 'category' ? values.words.find(({ code }) => code === value) : undefined
  return word?.written ?? String(value)
}

/** What stands beside a value after the steps; null: what stood there. A standardised value has no unit. */
function unitAfterSteps(
  table: PreparedTable,
  name: string,
): (written: string, hasValue: boolean) => string | null {
  const rule = table.pipeline.parameters.find((each) => each.name === name)
  const stepOn = (kind: string) =>
    table.pipeline.steps.find(
      (step) => step.step === kind && step.on && (!('only' in step) || (step.only?.includes(name) ?? true)),
    )
  if (rule?.values.kind !== 'number') return () => null
  if (stepOn('normalise')) return () => '1'
  const units = stepOn('units')
  if (units?.step !== 'units' || rule.unit === null) return () => null
  const known = new Set(rule.writtenUnits.map(({ written }) => written.trim()))
  // Values of an unknown unit were dropped: one that stands there now was filled, in the parameter's unit.
  return (written, hasValue) =>
    known.has(written) || written === '' || (units.unknown === 'drop' && hasValue) ? rule.unit : null
}

const changeColumns = [
  'line',
  'subject',
  'parameter',
  'step',
  'reason',
  'slip',
  'source',
  'before',
  'after',
  'marked',
]

/** A line for each change, in the order in which they were made. */
export async function writeChanges(table: PreparedTable, path: string, { pause }: Watched): Promise<number> {
  const total = table.log.length
  const lines = (async function* (): AsyncGenerator<string> {
    yield `${changeColumns.join(',')}\n`
    for (let start = 0; start < total; start += 5_000) {
      const end = Math.min(total, start + 5_000)
      let text = ''
      for (let at = start; at < end; at++) text += `${writeRow(changeCells(table, at), ',')}\n`
      yield text
      await pause(end / total)
    }
  })()
  await writeFileWhole(path, lines)
  return total
}

export function changeAt(table: PreparedTable, at: number): CellChange {
  const { step, row, parameter, reason, slip, before, after, marked } = table.log.at(at)
  const { bound, pipeline } = table
  const number = (value: number) => (Number.isNaN(value) ? null : value)
  return {
    line: bound.lines[row]!,
    subject: bound.subjectNames[bound.subjectOf[row]!]!,
    parameter: parameter < 0 ? null : table.rule(parameter).name,
    step: pipeline.steps[step]!.id,
    reason,
    slip: slip === '' ? null : slip,
    before: number(before),
    after: number(after),
    marked,
  }
}

function changeCells(table: PreparedTable, at: number): string[] {
  const { line, subject, parameter, step, reason, slip, before, after, marked } = changeAt(table, at)
  const rule = table.pipeline.parameters.find(({ name }) => name === parameter)
  const range = reason === 'not-possible' ? rule?.possible : rule?.plausible
  const isByRange = ['not-possible', 'not-plausible', 'slip-repaired'].includes(reason)
  const number = (value: number | null) => (value === null ? '' : String(value))
  return [
    String(line),
    subject,
    parameter ?? '',
    step,
    reason,
    slip ?? '',
    isByRange ? (range?.source ?? '') : '',
    number(before),
    number(after),
    marked ? '1' : '0',
  ]
}
