/** Observations, genotypes and curves: all are Observations in FHIR R4. */
import type { Observation, ObservationComponent, Reference } from 'fhir/r4'
import { codeSystems } from '../../../../../shared/domain/record/coding'
import type {
  GenotypeEntry,
  ObservationEntry,
  ObservationValue,
  WaveformEntry,
} from '../../../../../shared/domain/record/entry'
import { defined } from '../../rejection'
import { genomicsCodes } from '../map/map-genotype'
import {
  codeOf,
  codingsFor,
  conceptFor,
  dateTimeFor,
  displayed,
  notesFor,
  quantityFor,
  simpleQuantity,
  timesFor,
  wordsFor,
} from './write-datatypes'
import { encounterOf, idOf } from './write-head'

const statuses = {
  preliminary: 'preliminary',
  final: 'final',
  corrected: 'corrected',
  removed: 'entered-in-error',
} as const

/** What the resources of all three kinds share. */
function head(entry: ObservationEntry | GenotypeEntry | WaveformEntry, subject: Reference) {
  return {
    resourceType: 'Observation' as const,
    id: idOf(entry),
    status: statuses[entry.status],
    subject,
    encounter: encounterOf(entry),
    ...timesFor('effective', entry),
    performer: entry.author === undefined ? undefined : [{ display: entry.author }],
    note: notesFor(entry.note),
  }
}

export function observationResource(entry: ObservationEntry, subject: Reference): Observation {
  const ranges = (entry.referenceRange ?? []).map(({ low, high, text }) =>
    defined({ low: simpleQuantity(low), high: simpleQuantity(high), text }),
  )
  return defined({
    ...head(entry, subject),
    category: codingsFor(entry.category),
    code: conceptFor(entry.code),
    ...valueFor(entry.value),
    interpretation: codingsFor(entry.interpretation),
    bodySite: entry.bodySite && conceptFor(entry.bodySite),
    method: wordsFor(entry.method),
    specimen: displayed(entry.specimen),
    device: displayed(entry.device),
    referenceRange: ranges.length === 0 ? undefined : ranges,
  })
}

function valueFor(value: ObservationValue): Partial<Observation> {
  switch (value.type) {
    case 'quantity':
      return { valueQuantity: quantityFor(value.quantity) }
    case 'concept':
      return { valueCodeableConcept: conceptFor(value.concept) }
    case 'text':
      return { valueString: value.text }
    case 'boolean':
      return { valueBoolean: value.boolean }
    case 'range':
      return { valueRange: defined({ low: simpleQuantity(value.low), high: simpleQuantity(value.high) }) }
    case 'ratio':
      return {
        valueRatio: { numerator: quantityFor(value.numerator), denominator: quantityFor(value.denominator) },
      }
    case 'time':
      return { valueDateTime: dateTimeFor(value.time) }
    case 'none':
      return { dataAbsentReason: conceptFor(value.reason) }
  }
}

const loinc = (code: string) => codeOf(codeSystems.loinc, code)

/** LOINC's answers for the builds and for where positions begin. */
const builds = { GRCh37: 'LA14029-5', GRCh38: 'LA26806-2' } as const
const countedFromOne = 'LA30102-0'

/** As the Variant profile of HL7's guide "Genomics Reporting" has it. */
export function genotypeResource(entry: GenotypeEntry, subject: Reference): Observation {
  const answer = (code: string, of: string | undefined): ObservationComponent[] =>
    of === undefined ? [] : [{ code: loinc(code), valueCodeableConcept: loinc(of) }]
  const text = (code: string, of: string | undefined): ObservationComponent[] =>
    of === undefined || of === '' ? [] : [{ code: loinc(code), valueString: of }]
  const place: ObservationComponent[] =
    entry.position === undefined
      ? []
      : [{ code: loinc(genomicsCodes.place), valueRange: { low: { value: entry.position } } }]
  const component: ObservationComponent[] = [
    { code: loinc(genomicsCodes.genomicHgvs), valueCodeableConcept: conceptFor(entry.code) },
    ...(entry.gene === undefined
      ? []
      : [{ code: loinc(genomicsCodes.gene), valueCodeableConcept: { text: entry.gene } }]),
    ...answer(genomicsCodes.build, entry.build && builds[entry.build]),
    ...(entry.chromosome === undefined
      ? []
      : [{ code: loinc(genomicsCodes.chromosome), valueCodeableConcept: { text: entry.chromosome } }]),
    ...text(genomicsCodes.ref, entry.ref),
    ...text(genomicsCodes.alt, entry.alts.length === 1 ? entry.alts[0] : undefined),
    ...place,
    ...answer(genomicsCodes.coordinates, entry.position === undefined ? undefined : countedFromOne),
    ...answer(genomicsCodes.allelicState, allelicState(entry.alleles)),
  ]
  return defined({
    ...head(entry, subject),
    code: loinc(genomicsCodes.variant),
    ...presence(entry.alleles),
    component,
  })
}

function allelicState(alleles: (number | null)[]): string | undefined {
  const [first, second] = alleles
  if (alleles.length === 1 && first === 1) return 'LA6707-9'
  if (alleles.length !== 2 || first == null || second == null || first + second === 0) return undefined
  return first === second ? 'LA6705-3' : Math.min(first, second) === 0 ? 'LA6706-1' : undefined
}

/** Present, absent, or not called. */
function presence(alleles: (number | null)[]): Partial<Observation> {
  if (alleles.length === 0) return {}
  if (alleles.every((allele) => allele === null)) return { valueCodeableConcept: loinc('LA18198-4') }
  return {
    valueCodeableConcept: loinc(
      alleles.every((allele) => allele === 0 || allele === null) ? 'LA9634-2' : 'LA9633-4',
    ),
  }
}

/** FHIR has no element for the least and greatest values of a stretch: the preview goes into extensions. */
export function waveformResource(entry: WaveformEntry, subject: Reference): Observation {
  return defined({
    ...head(entry, subject),
    code: conceptFor(entry.code),
    dataAbsentReason: { text: 'samples are in the source file' },
  })
}
