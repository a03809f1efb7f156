/** What an entry says, as names and values in the reader's language. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { Concept } from '../../../../shared/domain/record/coding'
import type { ObservationEntry, ObservationValue, RecordEntry } from '../../../../shared/domain/record/entry'
import type { RecordTime } from '../../../../shared/domain/record/times'
import type { TextKey } from '../../../i18n/text-key'
import { useFormatters } from '../../../i18n/format'
import { codeText, conceptName } from '../names'
import { useRecordWords } from '../record-words'

type Entry = Exclude<RecordEntry, { kind: 'removal' }>
export interface EntryFact {
  key: TextKey
  value: string
}

export interface DescribedEntry {
  title: string
  /** its value in large, where it has one */
  value: string
  facts: EntryFact[]
}

export function useEntryFacts(): (entry: Entry) => DescribedEntry {
  const { t } = useTranslation()
  const format = useFormatters()
  const words = useRecordWords()
  return useCallback(
    (entry) => {
      const fact = (key: TextKey, value: string | undefined): EntryFact[] => (value ? [{ key, value }] : [])
      const time = (at: RecordTime | undefined) => (at ? format.recordTime(at) : undefined)
      const names = (concepts: readonly Concept[] | undefined) => concepts?.map(conceptName).join(', ')
      const valueText = (value: ObservationValue): string => {
        switch (value.type) {
          case 'quantity':
            return format.measured(value.quantity)
          case 'concept':
            return conceptName(value.concept)
          case 'text':
            return value.text
          case 'boolean':
            return t(value.boolean ? 'patient.fact.yes' : 'patient.fact.no')
          case 'range':
            return [value.low, value.high].map((end) => (end ? format.measured(end) : '…')).join(' – ')
          case 'ratio':
            return `${format.measured(value.numerator)} : ${format.measured(value.denominator)}`
          case 'time':
            return format.recordTime(value.time)
          case 'none':
            return t('patient.fact.noValue', { reason: conceptName(value.reason) })
        }
      }
      const own = (): EntryFact[] => {
        switch (entry.kind) {
          case 'observation':
            return [
              ...fact('patient.fact.limits', limitsText(entry)),
              ...fact(
                'patient.fact.interpretation',
                entry.interpretation?.map(({ code, display }) => display ?? code).join(', '),
              ),
              ...fact('patient.fact.method', entry.method),
              ...fact('patient.fact.specimen', entry.specimen),
              ...fact('patient.fact.bodySite', entry.bodySite && conceptName(entry.bodySite)),
              ...fact('patient.fact.device', entry.device),
            ]
          case 'condition':
            return [
              ...fact('patient.fact.clinicalStatus', t(`patient.clinicalStatus.${entry.clinicalStatus}`)),
              ...fact('patient.fact.verification', t(`patient.verification.${entry.verification}`)),
              ...fact('patient.fact.severity', entry.severity && conceptName(entry.severity)),
              ...fact('patient.fact.bodySite', entry.bodySite && conceptName(entry.bodySite)),
              ...fact('patient.fact.onset', entry.onsetText),
            ]
          case 'medication':
            return [
              ...fact('patient.fact.state', words.medicineState(entry.state)),
              ...fact('patient.fact.act', t(`patient.medicineAct.${entry.act}`)),
              ...fact('patient.fact.dose', entry.dose && format.measured(entry.dose)),
              ...fact('patient.fact.rate', entry.rate && format.measured(entry.rate)),
              ...fact('patient.fact.instruction', entry.doseText),
              ...fact('patient.fact.route', entry.route && conceptName(entry.route)),
              ...fact('patient.fact.asNeeded', entry.asNeeded ? t('patient.fact.yes') : undefined),
              ...fact('patient.fact.reason', names(entry.reason)),
            ]
          case 'allergy':
            return [
              ...fact(
                'patient.fact.criticality',
                entry.criticality && t(`patient.criticality.${entry.criticality}`),
              ),
              ...fact('patient.fact.clinicalStatus', t(`patient.clinicalStatus.${entry.clinicalStatus}`)),
              ...fact('patient.fact.verification', t(`patient.verification.${entry.verification}`)),
              ...fact(
                'patient.fact.reactions',
                entry.reactions
                  .map(({ manifestation, description }) =>
                    manifestation.length > 0 ? names(manifestation) : description,
                  )
                  .filter(Boolean)
                  .join('; '),
              ),
            ]
          case 'procedure':
            return [
              ...fact('patient.fact.state', words.procedureState(entry.state)),
              ...fact('patient.fact.bodySite', names(entry.bodySite)),
              ...fact('patient.fact.outcome', entry.outcome && conceptName(entry.outcome)),
              ...fact('patient.fact.reason', names(entry.reason)),
            ]
          case 'encounter':
            return [
              ...fact('patient.fact.state', words.encounterState(entry.state)),
              ...fact('patient.fact.encounterType', names(entry.type)),
              ...fact('patient.fact.location', entry.location),
              ...fact('patient.fact.service', entry.service),
              ...fact('patient.fact.reason', names(entry.reason)),
              ...fact(
                'patient.fact.discharge',
                entry.dischargeDisposition && conceptName(entry.dischargeDisposition),
              ),
            ]
          case 'family-history':
            return [
              ...fact('patient.fact.relative', conceptName(entry.relationship)),
              ...fact(
                'patient.fact.conditions',
                entry.conditions
                  .map(({ code, onsetAge }) =>
                    onsetAge ? `${conceptName(code)} (${format.measured(onsetAge)})` : conceptName(code),
                  )
                  .join('; '),
              ),
            ]
          case 'genotype':
            return [
              ...fact('patient.fact.gene', entry.gene),
              ...fact('patient.fact.diplotype', entry.diplotype),
              ...fact('patient.fact.place', placeText(entry)),
              ...fact('patient.fact.alleles', allelesText(entry)),
              ...fact('patient.fact.filters', entry.filters.join(', ')),
            ]
          case 'document':
            return fact('patient.fact.attachment', entry.attachment?.contentType)
          case 'waveform':
            return [
              ...fact('patient.fact.sampling', format.quantity(entry.samplingHz, 'Hz')),
              ...fact('patient.fact.length', format.quantity(entry.sampleCount / entry.samplingHz, 's', 1)),
            ]
          case 'patient':
            return [
              ...fact('patient.fact.born', time(entry.birthDate)),
              ...fact('patient.fact.sex', t(`common.sex.${entry.sex}`)),
            ]
        }
      }
      const limitsText = ({ referenceRange }: ObservationEntry) =>
        referenceRange
          ?.map(({ low, high, text }) =>
            low || high ? [low, high].map((end) => (end ? format.measured(end) : '…')).join(' – ') : text,
          )
          .join('; ')
      return {
        title: titleOf(entry),
        value: entry.kind === 'observation' ? valueText(entry.value) : '',
        facts: [
          ...fact('patient.fact.code', 'code' in entry ? codeText(entry.code) : undefined),
          ...fact(
            'patient.fact.time',
            'start' in entry || 'end' in entry ? spanText(entry, time) : undefined,
          ),
          ...own(),
          ...fact('patient.fact.status', t(`patient.status.${entry.status}`)),
          ...fact('patient.fact.issued', time(entry.issued)),
          ...fact('patient.fact.author', entry.author),
          ...fact('patient.fact.note', entry.note),
        ],
      }
    },
    [t, format, words],
  )
}

function spanText(
  entry: Entry,
  time: (at: RecordTime | undefined) => string | undefined,
): string | undefined {
  if (entry.kind === 'patient') return undefined
  const [start, end] = [time(entry.start), time(entry.end)]
  return end === undefined ? start : `${start ?? '…'} – ${end}`
}

function titleOf(entry: Entry): string {
  switch (entry.kind) {
    case 'patient':
      return entry.name.alphabetic || entry.name.ideographic
    case 'encounter': {
      const [type] = entry.type
      return type ? conceptName(type) : (entry.encounterClass?.display ?? entry.encounterClass?.code ?? '')
    }
    case 'family-history':
      return conceptName(entry.relationship)
    case 'document':
      return entry.title || conceptName(entry.code)
    default:
      return conceptName(entry.code)
  }
}

type Genotype = Extract<Entry, { kind: 'genotype' }>

const placeText = ({ build, chromosome, position, ref, alts }: Genotype) =>
  chromosome === undefined
    ? undefined
    : `${chromosome}:${position ?? '?'} ${ref ?? ''}>${alts.join(',')} ${build ?? ''}`.trim()

function allelesText({ alleles, phased, ref, alts }: Genotype): string | undefined {
  if (alleles.length === 0) return undefined
  const letters = alleles.map((allele) =>
    allele === null ? '?' : allele === 0 ? (ref ?? '0') : (alts[allele - 1] ?? String(allele)),
  )
  return letters.join(phased ? '|' : '/')
}
