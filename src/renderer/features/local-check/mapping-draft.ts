/** What the user has said so far about the columns of a table of labels. */
import type {
  TruthColumn,
  TruthKey,
  TruthMapping,
  TruthPreview,
} from '../../../shared/domain/local-check/truth-file'
import { type Meaning, usualMeaning } from '../../../shared/domain/local-check/usual-words'

export interface FindingChoice {
  /** the model's name for it */
  label: string
  /** in the user's language */
  title: string
}

export type ColumnMeaning = 'ignore' | 'group' | `finding ${string}`

export interface MappingDraft {
  key: TruthKey
  columns: Record<string, ColumnMeaning>
  /** column -> value -> what it means */
  values: Record<string, Record<string, Meaning>>
}

/** Guesses from names and values; all of it is shown and can be changed. */
export function startDraft(preview: TruthPreview, findings: readonly FindingChoice[]): MappingDraft {
  const key = preview.suggestedKey ?? { kind: 'accession', column: preview.columns[0]?.name ?? '' }
  let draft: MappingDraft = { key, columns: {}, values: {} }
  for (const column of preview.columns) {
    const name = column.name.trim().toLowerCase()
    const finding = findings.find(
      ({ label, title }) => label.toLowerCase() === name || title.toLowerCase() === name,
    )
    if (finding) draft = changeColumn(draft, column, `finding ${finding.label}`)
  }
  return draft
}

export const meaningOf = (draft: MappingDraft, column: string): ColumnMeaning =>
  draft.columns[column] ?? 'ignore'

export function changeColumn(draft: MappingDraft, column: TruthColumn, meaning: ColumnMeaning): MappingDraft {
  const known = draft.values[column.name]
  const guessed = Object.fromEntries(column.values.map(({ value }) => [value, usualMeaning(value)]))
  return {
    ...draft,
    columns: { ...draft.columns, [column.name]: meaning },
    values: meaning.startsWith('finding ')
      ? { ...draft.values, [column.name]: known ?? guessed }
      : draft.values,
  }
}

/** Null while something is missing: a finding's column needs a value for present and one for absent. */
export function mappingOf({ key, columns, values }: MappingDraft): TruthMapping | null {
  const keyColumns = key.kind === 'patient-date' ? [key.column, key.dateColumn] : [key.column]
  const chosen = Object.entries(columns).filter(([column]) => !keyColumns.includes(column))
  const labels = chosen.flatMap(([column, meaning]) => {
    if (!meaning.startsWith('finding ')) return []
    const of = (wanted: Meaning) =>
      Object.entries(values[column] ?? {})
        .filter(([, means]) => means === wanted)
        .map(([value]) => value)
    return [
      {
        column,
        label: meaning.slice('finding '.length),
        positive: of('positive'),
        negative: of('negative'),
      },
    ]
  })
  const complete =
    labels.length > 0 && labels.every((each) => each.positive.length > 0 && each.negative.length > 0)
  if (!complete || new Set(labels.map(({ label }) => label)).size < labels.length) return null
  const groups = chosen
    .filter(([, meaning]) => meaning === 'group')
    .map(([column]) => ({ column, name: column }))
  return { key, labels, groups }
}
