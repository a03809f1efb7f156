/** Whether what a manifest says of the columns of a table agrees with itself. */
import type { TableColumn, TablePopulation } from '../../../shared/domain/models/manifest'
import { AppException } from '../../../shared/result'

const shareRounding = 0.01

/** @throws AppException MODEL_MANIFEST_INVALID */
export function checkColumns(
  columns: readonly TableColumn[],
  { age, leastKnown, weakGroups }: TablePopulation,
): void {
  const names = columns.flatMap(({ name, aliases }) => [name, ...aliases])
  if (new Set(names).size !== names.length) invalid('Two columns go by the same name.')
  for (const column of columns) checkCells(column)
  if (age && !columns.some(({ name, cells }) => name === age.column && cells.kind === 'number'))
    invalid('The column of the age is no listed number.')
  if (age && age.min > age.max) invalid('The age limits are in the wrong order.')
  if (weakGroups.some((group) => !columns.some(({ name }) => name === group.column)))
    invalid('A weak group is told by a column that is not listed.')
  if (leastKnown > columns.length) invalid('More columns have to be known than there are.')
}

function checkCells({ name, cells, background }: TableColumn): void {
  const sum = background.reduce((total, { share }) => total + share, 0)
  if (Math.abs(sum - 1) > shareRounding) invalid(`The shares of ${name} do not add up to 1.`)
  if (cells.kind === 'number') {
    if (!(cells.low < cells.high)) invalid(`The limits of ${name} are in the wrong order.`)
    return
  }
  const words = cells.choices.map(({ cell }) => cell.toLowerCase())
  if (new Set(words).size !== words.length) invalid(`Two choices of ${name} are written the same.`)
}

/** @throws AppException MODEL_MANIFEST_INVALID unless input and output name the same tables in the same order */
export function checkTables(
  input: readonly { model: string }[],
  output: readonly { model: string; quantiles: readonly number[] }[],
): void {
  const agree = input.length === output.length && input.every(({ model }, at) => output[at]?.model === model)
  if (!agree) invalid('Input and output do not name the same tables.')
  for (const { model, quantiles } of output)
    if (quantiles.some((value, at) => at > 0 && !(value >= (quantiles[at - 1] ?? NaN))))
      invalid(`The quantiles of ${model} descend.`)
}

const invalid = (message: string): never => {
  throw new AppException('MODEL_MANIFEST_INVALID', message)
}
