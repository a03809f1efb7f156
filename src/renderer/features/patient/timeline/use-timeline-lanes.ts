/** What the timeline has to show of a patient, lane by lane. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordKind } from '../../../../shared/domain/record/entry'
import type { ObservedCode, ShownEntry } from '../../../../shared/domain/record/person'
import type { KnownAt } from '../../../../shared/domain/record/reading'
import type { StudyRow } from '../../../../shared/domain/worklist/worklist'
import { useBridgeQuery } from '../../../bridge'
import { useFormatters } from '../../../i18n/format'
import type { TimeWindow } from '../../../ui/charts/time/time-window'
import { useRecordWords } from '../record-words'
import type { DescribedBar, DescribedMark } from './bars-lane'
import { entryMarks, medicineBar, stayBar, studyMarks } from './record-bars'

/** The newest of a kind that a lane draws. */
const mostEntries = 1_000

export interface TimelineContent {
  studies: readonly DescribedMark[]
  encounters: readonly DescribedBar[]
  medicines: readonly DescribedBar[]
  procedures: readonly DescribedMark[]
  documents: readonly DescribedMark[]
  /** of everything on it; null where nothing has a time */
  span: TimeWindow | null
  pending: boolean
}

const noEntries: readonly ShownEntry[] = []

function useEntries(patientId: string, kind: RecordKind, knownAt: KnownAt | undefined) {
  const found = useBridgeQuery('records:list', [
    { patientId, kinds: [kind], offset: 0, limit: mostEntries, ...(knownAt && { knownAt }) },
  ])
  return { entries: found.data?.entries ?? noEntries, pending: found.isPending }
}

export function useTimelineContent(
  patientId: string,
  {
    codes,
    studies,
    knownAt,
  }: { codes: readonly ObservedCode[]; studies: readonly StudyRow[]; knownAt: KnownAt | undefined },
): TimelineContent {
  const format = useFormatters()
  const words = useRecordWords()
  const { i18n } = useTranslation()
  const encounters = useEntries(patientId, 'encounter', knownAt)
  const medicines = useEntries(patientId, 'medication', knownAt)
  const procedures = useEntries(patientId, 'procedure', knownAt)
  const documents = useEntries(patientId, 'document', knownAt)
  const lists = [encounters, medicines, procedures, documents]
  const drawn = useMemo(
    () => ({
      studies: studyMarks(studies, format),
      encounters: encounters.entries.flatMap(({ entryId, entry }) =>
        entry.kind === 'encounter' ? stayBar(entryId, entry, format, words.encounterClass) : [],
      ),
      medicines: medicines.entries.flatMap(({ entryId, entry }) =>
        entry.kind === 'medication' ? medicineBar(entryId, entry, format, words.medicineState) : [],
      ),
      procedures: entryMarks(procedures.entries, format),
      documents: entryMarks(documents.entries, format),
    }),
    // The words change with the language only.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [
      studies,
      encounters.entries,
      medicines.entries,
      procedures.entries,
      documents.entries,
      format,
      i18n.language,
    ],
  )
  const span = useMemo(() => spanOf(drawn, codes), [drawn, codes])
  return { ...drawn, span, pending: lists.some(({ pending }) => pending) }
}

function spanOf(
  { studies, encounters, medicines, procedures, documents }: Omit<TimelineContent, 'span' | 'pending'>,
  codes: readonly ObservedCode[],
): TimeWindow | null {
  const times = [
    ...[...studies, ...procedures, ...documents].map(({ timeMs }) => timeMs),
    ...[...encounters, ...medicines].flatMap(({ fromMs, toMs }) =>
      toMs === null ? [fromMs] : [fromMs, toMs],
    ),
    ...codes.flatMap(({ numbers, firstMs, lastMs }) => (numbers > 0 ? [firstMs, lastMs] : [])),
  ].filter((ms) => ms !== null)
  if (times.length === 0) return null
  return times.reduce(
    ({ fromMs, toMs }, ms) => ({ fromMs: Math.min(fromMs, ms), toMs: Math.max(toMs, ms) }),
    { fromMs: Number.POSITIVE_INFINITY, toMs: Number.NEGATIVE_INFINITY },
  )
}
