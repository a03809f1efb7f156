import type { ReactNode } from 'react'
import type { TFunction } from 'i18next'
import type { ReadingStatus, StudyRow, WorklistSortKey } from '../../../shared/domain/worklist/worklist'
import type { Formatters } from '../../i18n/format'
import { Badge, ToneShape, type BadgeTone } from '../../ui/badge'
import { type FindingTitle, UrgencyMark } from './urgency-mark'

export interface CellContext {
  t: TFunction
  format: Formatters
  ageText: (years: number | null) => string
  titleOf: FindingTitle
}

/** Keys of `worklist.columns`. */
export type ColumnKey = WorklistSortKey | 'ageSex' | 'images'

export interface Column {
  key: ColumnKey
  sortKey: WorklistSortKey | null
  /** px at first */
  width: number
  minWidth: number
  numeric?: boolean
  cell(row: StudyRow, context: CellContext): ReactNode
}

const statusTones: Record<ReadingStatus, BadgeTone> = { new: 'info', opened: 'neutral', read: 'good' }

const sorted = (key: WorklistSortKey, width: number, cell: Column['cell'], minWidth = 64): Column => ({
  key,
  sortKey: key,
  width,
  minWidth,
  cell,
})

/** In the order of how often a reader needs them: the last ones lie beyond the edge of a small window. */
export const columns: readonly Column[] = [
  sorted('urgency', 212, urgencyCell, 64),
  sorted('status', 88, (row, { t }) => (
    <Badge bare tone={statusTones[row.status]}>
      {t(`worklist.status.${row.status}`)}
    </Badge>
  )),
  sorted('patientName', 200, patientCell, 96),
  sorted('patientId', 100, (row) => row.patient.patientId),
  { key: 'ageSex', sortKey: null, width: 132, minWidth: 64, cell: ageAndSex },
  sorted('studyDate', 124, (row, { format }) => format.date(row.date)),
  sorted('modality', 84, (row) => row.modalities.join(', ')),
  sorted('description', 152, descriptionCell, 96),
  {
    key: 'images',
    sortKey: null,
    width: 80,
    minWidth: 56,
    numeric: true,
    cell: (row, { format }) => format.number(row.instanceCount),
  },
  sorted('accessionNumber', 120, (row) => row.accessionNumber),
  sorted('birthDate', 128, (row, { format }) => format.date(row.patient.birthDate)),
  sorted('importedAt', 172, (row, { format }) => format.moment(row.importedAtMs)),
]

function patientCell(row: StudyRow, { t, format }: CellContext): ReactNode {
  const { primary, secondary } = format.name(row.patient.name)
  return (
    <>
      {row.patient.synthetic && (
        <span className="worklist__synthetic" title={t('common.syntheticHint')}>
          <ToneShape tone="synthetic" />
          <span className="visually-hidden">{t('common.synthetic')}</span>
        </span>
      )}
      <strong>{primary || t('common.unknownName')}</strong>
      {secondary && <span className="worklist__second-name">{secondary}</span>}
    </>
  )
}

function ageAndSex(row: StudyRow, { t, ageText }: CellContext): ReactNode {
  const age = row.patientAgeYears === null ? '' : ageText(row.patientAgeYears)
  const sex = row.patient.sex === 'U' ? '' : t(`common.sex.${row.patient.sex}`)
  return age && sex ? t('worklist.ageAndSex', { age, sex }) : age || sex
}

function descriptionCell(row: StudyRow, { t }: CellContext): ReactNode {
  return (
    <>
      {row.conflictCount > 0 && (
        <span className="worklist__conflict">
          <Badge tone="danger">{t('worklist.conflicts', { count: row.conflictCount })}</Badge>
        </span>
      )}
      {row.description}
    </>
  )
}

function urgencyCell(row: StudyRow, { t, format, titleOf }: CellContext): ReactNode {
  return <UrgencyMark triage={row.triage} t={t} format={format} titleOf={titleOf} />
}
