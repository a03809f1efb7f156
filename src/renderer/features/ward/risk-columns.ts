/** Columns of what models say: those of the tables only where one of them says something of anybody on the list. */
import type { WardEstimate } from '../../../shared/domain/ward/ward-risks'
import type { AppError } from '../../../shared/result'
import type { Column, ModelColumn } from './column'
import type { ListedRow } from './listed-row'

/** What a model of the column says of somebody; undefined while nobody has answered, null where no model may be asked. */
export function estimateOf({ risks }: ListedRow, column: Column): WardEstimate | null | undefined {
  if (risks.state !== 'answered') return undefined
  if (column.kind === 'stay-risk') return risks.risks.stay
  if (column.kind !== 'table-risk') return undefined
  return risks.risks.tables.find(({ model }) => model.id === column.modelId) ?? null
}

/** Why the column's model said nothing to anybody; null where it did not fail. */
export function failureOf({ risks }: ListedRow, column: Column): AppError | null {
  if (risks.state === 'failed') return risks.error
  if (risks.state !== 'answered' || column.kind === 'sofa') return null
  const { stay, tables } = risks.risks.failed
  return column.kind === 'stay-risk' ? stay : column.kind === 'table-risk' ? tables : null
}

export function modelColumns(rows: readonly ListedRow[]): ModelColumn[] {
  const spoken = new Map<string, WardEstimate>()
  for (const { risks } of rows)
    for (const table of risks.state === 'answered' ? risks.risks.tables : [])
      if (table.answer.status === 'assessed' && !spoken.has(table.model.id)) spoken.set(table.model.id, table)
  return [...spoken.values()]
    .toSorted((a, b) => a.model.id.localeCompare(b.model.id))
    .map(({ model, title, finding }): ModelColumn => ({
      id: `model:${model.id}`,
      modelId: model.id,
      kind: 'table-risk',
      title,
      finding,
      width: 128,
      decimals: 0,
      unit: null,
    }))
}

/** For sorting: a share of 1, `for-others` where the model is not for the patient, null for a gap. */
export function riskRank(row: ListedRow, column: Column): number | 'for-others' | null {
  const answer = estimateOf(row, column)?.answer
  if (!answer) return null
  if (answer.status === 'assessed') return answer.estimate.probability
  return answer.isForOthers ? 'for-others' : null
}

export function sofaRank({ risks }: ListedRow): number | 'for-others' | null {
  if (risks.state !== 'answered') return null
  const { sofa } = risks.risks
  if (sofa.status !== 'not-assessed') return sofa.value
  return sofa.isForOthers ? 'for-others' : null
}
