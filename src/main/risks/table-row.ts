import type { RiskInput } from '../../shared/domain/risks/risk-result'

/** The cells of a row in the order of the columns; '' for what is not known. */
export const rowOf = (
  columns: readonly string[],
  inputs: readonly Pick<RiskInput, 'column' | 'cell'>[],
): string[] => columns.map((name) => inputs.find(({ column }) => column === name)?.cell ?? '')
