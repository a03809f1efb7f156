import { useTranslation } from 'react-i18next'
import type { ClinicalEntry, RecordKind } from '../../../../shared/domain/record/entry'
import type { ObservedCode, PersonSummary, ShownEntry } from '../../../../shared/domain/record/person'
import type { KnownAt } from '../../../../shared/domain/record/reading'
import type { RecordTime } from '../../../../shared/domain/record/times'
import { errorOf } from '../../../bridge'
import { type Formatters, useFormatters } from '../../../i18n/format'
import { Badge } from '../../../ui/badge'
import { ErrorNotice } from '../../../ui/error-notice'
import { codeText, conceptName, useCodeName } from '../names'
import { useRecordWords } from '../record-words'
import { RecordCard, type CardRow } from './record-card'
import { useEntryRows } from './use-entry-rows'

interface CardsProps {
  patientId: string
  counts: PersonSummary['counts']
  codes: readonly ObservedCode[]
  knownAt: KnownAt | undefined
  onSource(entryId: number): void
}

/** Kinds in the order in which a doctor looks; the first four stand there also when they are empty. */
const kinds = [
  'condition',
  'medication',
  'allergy',
  'procedure',
  'family-history',
  'document',
  'encounter',
  'genotype',
  'waveform',
] as const satisfies readonly RecordKind[]
type CardKind = (typeof kinds)[number]
const always: readonly CardKind[] = ['condition', 'medication', 'allergy', 'document']

/** The record in parts: problems, medicines, allergies and so on. */
export function RecordCards({ patientId, counts, codes, knownAt, onSource }: CardsProps) {
  return (
    <div className="cards">
      {kinds
        .filter((kind) => counts[kind] > 0 || always.includes(kind))
        .map((kind) => (
          <KindCard key={kind} kind={kind} patientId={patientId} knownAt={knownAt} onSource={onSource} />
        ))}
      <HabitsCard codes={codes} onSource={onSource} />
    </div>
  )
}

interface KindCardProps {
  kind: CardKind
  patientId: string
  knownAt: KnownAt | undefined
  onSource(entryId: number): void
}

function KindCard({ kind, patientId, knownAt, onSource }: KindCardProps) {
  const { t } = useTranslation()
  const { entries, total, error, more } = useEntryRows(patientId, kind, knownAt)
  const rowOf = useRowOf()
  if (error) return <ErrorNotice error={errorOf(error)} />
  return (
    <RecordCard
      title={t(`patient.card.kind.${kind}`)}
      rows={entries?.toSorted(currentFirst).map(rowOf) ?? null}
      total={total}
      empty={t(`patient.card.empty.${always.includes(kind) ? (kind as 'condition') : 'document'}`)}
      onSource={onSource}
      onMore={entries && entries.length < total ? more : undefined}
    />
  )
}

/** What holds now before what is over; each the newest first, as it comes. */
const currentFirst = (a: ShownEntry, b: ShownEntry) => placeOf(a.entry) - placeOf(b.entry)

const placeOf = (entry: ClinicalEntry): number =>
  isOver(entry) ? 2 : entry.kind === 'allergy' && entry.criticality !== 'high' ? 1 : 0

const geneName = (gene: string | undefined, name: string): string =>
  gene === undefined || name.includes(gene) ? name : `${gene} ${name}`

function isOver(entry: ClinicalEntry): boolean {
  switch (entry.kind) {
    case 'condition':
      return (
        entry.verification === 'refuted' ||
        ['inactive', 'remission', 'resolved'].includes(entry.clinicalStatus)
      )
    case 'allergy':
      return entry.verification === 'refuted' || ['inactive', 'resolved'].includes(entry.clinicalStatus)
    case 'medication':
      return ['stopped', 'completed', 'cancelled', 'not-taken'].includes(entry.state)
    default:
      return false
  }
}

function useRowOf(): (shown: ShownEntry) => CardRow {
  const { t } = useTranslation()
  const format = useFormatters()
  const words = useRecordWords()
  return ({ entryId, entry }) => {
    const row = { entryId, ...(spanOf(entry, format) && { when: spanOf(entry, format) }) }
    switch (entry.kind) {
      case 'condition': {
        const detail = [codeText(entry.code), entry.severity ? conceptName(entry.severity) : '']
        const mark = t(`patient.clinicalStatus.${entry.clinicalStatus}`)
        const isDoubtful = entry.verification !== 'confirmed' && entry.verification !== 'unknown'
        return {
          ...row,
          name: conceptName(entry.code),
          detail: detail.filter(Boolean).join(' · '),
          mark: (
            <Badge bare tone={isOver(entry) ? 'neutral' : 'info'}>
              {isDoubtful ? `${mark}, ${t(`patient.verification.${entry.verification}`)}` : mark}
            </Badge>
          ),
        }
      }
      case 'medication': {
        const dose =
          entry.doseText ??
          [entry.dose, entry.rate].flatMap((part) => (part ? [format.measured(part)] : [])).join(' · ')
        const route = entry.route ? conceptName(entry.route) : ''
        return {
          ...row,
          name: conceptName(entry.code),
          detail: [dose, route, entry.asNeeded ? t('patient.card.asNeeded') : ''].filter(Boolean).join(' · '),
          mark: (
            <Badge bare tone={isOver(entry) ? 'neutral' : 'info'}>
              {words.medicineState(entry.state)}
            </Badge>
          ),
        }
      }
      case 'allergy': {
        const reactions = entry.reactions.flatMap(({ manifestation, description }) =>
          manifestation.length > 0 ? manifestation.map(conceptName) : (description ?? []),
        )
        return {
          ...row,
          name: conceptName(entry.code),
          detail: reactions.join(', '),
          mark: entry.criticality && (
            <Badge bare tone={entry.criticality === 'high' ? 'danger' : 'neutral'}>
              {t(`patient.criticality.${entry.criticality}`)}
            </Badge>
          ),
        }
      }
      case 'family-history':
        return {
          ...row,
          name: conceptName(entry.relationship),
          detail: entry.conditions.map(({ code }) => conceptName(code)).join(', '),
        }
      case 'encounter': {
        const { encounterClass, type, location, service } = entry
        const named = encounterClass
          ? words.encounterClass(encounterClass.code, encounterClass.display ?? '')
          : ''
        return {
          ...row,
          name: named || type.map(conceptName).join(', ') || t('patient.card.kind.encounter'),
          detail: [named ? type.map(conceptName).join(', ') : '', location ?? '', service ?? '']
            .filter(Boolean)
            .join(' · '),
        }
      }
      case 'genotype':
        return {
          ...row,
          name: geneName(entry.gene, conceptName(entry.code)),
          detail: entry.diplotype ?? [entry.chromosome, entry.position].filter(Boolean).join(':'),
        }
      case 'document':
        return { ...row, name: entry.title || conceptName(entry.code), detail: entry.author ?? '' }
      case 'procedure':
        return { ...row, name: conceptName(entry.code), detail: words.procedureState(entry.state) }
      default:
        return { ...row, name: 'code' in entry ? conceptName(entry.code) : '' }
    }
  }
}

function spanOf(entry: ClinicalEntry, format: Formatters): string {
  const short = (time: RecordTime) => format.recordTime(time.iso.length > 10 ? dayOf(time) : time)
  const { start, end } = entry
  if (start && end && entry.kind !== 'document') return `${short(start)} – ${short(end)}`
  return start ? short(start) : end ? `– ${short(end)}` : ''
}

/** The local day of an instant: a card has no room for more, its source says it exactly. */
function dayOf({ iso }: RecordTime): RecordTime {
  const date = new Date(iso)
  const two = (value: number) => String(value).padStart(2, '0')
  return {
    iso: `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
    precision: 'day',
  }
}

/** Smoking, alcohol and other habits: the newest statement of each. */
function HabitsCard({ codes, onSource }: Pick<CardsProps, 'codes' | 'onSource'>) {
  const { t } = useTranslation()
  const format = useFormatters()
  const codeName = useCodeName()
  const rows = codes
    .filter(({ category }) => category === 'social-history')
    .flatMap((observed): CardRow[] => {
      const { latest, latestText } = observed
      const newest = latestText ?? latest
      if (!newest) return []
      return [
        {
          entryId: newest.entryId,
          name: codeName(observed),
          detail: latestText?.text ?? (latest ? format.measured(latest) : ''),
          ...(newest.timeMs !== null && {
            when: format.date(new Date(newest.timeMs).toISOString().slice(0, 10)),
          }),
        },
      ]
    })
  if (rows.length === 0) return null
  return (
    <RecordCard
      title={t('patient.card.habits')}
      rows={rows}
      total={rows.length}
      empty=""
      onSource={onSource}
    />
  )
}
