/** What a file of labels most likely means, for use without a window: nobody is there to be asked. */
import type { TruthMapping, TruthPreview } from '../../shared/domain/local-check/truth-file'
import { usualNegative, usualPositive } from '../../shared/domain/local-check/usual-words'
import { AppException } from '../../shared/result'

/**
 * Columns by their names; values by the usual words.
 * @throws AppException USAGE when no column names the target or none is called like the finding
 */
export function usualMapping({ columns, suggestedKey }: TruthPreview, label: string): TruthMapping {
  if (!suggestedKey)
    throw new AppException(
      'USAGE',
      'No column names the study: call one study_uid, sop_uid or accession, or two patient_id and date.',
    )
  const column = columns.find(({ name }) => name.trim().toLowerCase() === label.toLowerCase())
  if (!column) throw new AppException('USAGE', `No column is called ${label}.`)
  return {
    key: suggestedKey,
    labels: [{ column: column.name, label, positive: [...usualPositive], negative: [...usualNegative] }],
    groups: [],
  }
}
