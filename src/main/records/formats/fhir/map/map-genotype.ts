/**
 * Genotypes from Observations of the HL7 guide "Genomics Reporting" (hl7.org/fhir/uv/genomics-reporting, profiles Variant,
 * Genotype and Haplotype) and from the variants of MolecularSequence.
 */
import type { EntryContent, GenotypeEntry } from '../../../../../shared/domain/record/entry'
import type { CodeableConcept } from '../schema/datatypes'
import type {
  MolecularSequenceResource,
  ObservationComponent,
  ObservationResource,
} from '../schema/resources'
import { codeSystems, type Coding } from '../../../../../shared/domain/record/coding'
import { defined, Rejection } from '../../rejection'
import { authorOf, codingsOf, firstCode, numberOf, timeOf, wordsOf } from './map-datatypes'
import type { ObservationHead } from './map-observation'
import type { Mapped } from './mapped'
import { type ResourceContext, resourceIdentity, subjectKey } from './resource-context'

/** LOINC codes of the guide's profiles and components. */
export const genomicsCodes = {
  variant: '69548-6',
  genotype: '84413-4',
  haplotype: '84414-2',
  gene: '48018-6',
  genomicHgvs: '81290-9',
  codingHgvs: '48004-6',
  dbSnp: '81255-2',
  clinVar: '81252-9',
  build: '62374-4',
  referenceSequence: '48013-7',
  chromosome: '48000-4',
  ref: '69547-8',
  alt: '69551-0',
  place: '81254-5',
  coordinates: '92822-6',
  allelicState: '53034-5',
  depth: '82121-5',
} as const

const loincOf = (concept: CodeableConcept): string[] =>
  (concept.coding ?? []).flatMap(({ system, code }) =>
    system === codeSystems.loinc && code !== undefined ? code : [],
  )

export function isGenotype({ code }: Pick<ObservationResource, 'code'>): boolean {
  const { variant, genotype, haplotype } = genomicsCodes
  return loincOf(code).some((loinc) => loinc === variant || loinc === genotype || loinc === haplotype)
}

export function mapGenotype(
  observation: ObservationResource,
  head: ObservationHead,
  context: ResourceContext,
): Mapped {
  const find = (code: string) =>
    observation.component?.find((component) => loincOf(component.code).includes(code))
  const words = (code: string) => componentWords(find(code))
  const ref = words(genomicsCodes.ref)
  const alt = words(genomicsCodes.alt)
  const place = placeOf(find(genomicsCodes.place), find(genomicsCodes.coordinates))
  const sequence = words(genomicsCodes.referenceSequence)
  const note = [head.note, place.note].filter((part) => part !== undefined).join('\n')
  const content: EntryContent<GenotypeEntry> = defined({
    kind: 'genotype' as const,
    ...head,
    note: note === '' ? undefined : note,
    gene: geneName(find(genomicsCodes.gene)?.valueCodeableConcept),
    build: buildOf(words(genomicsCodes.build), sequence),
    chromosome: chromosomeOf(words(genomicsCodes.chromosome), sequence),
    position: place.position,
    ref: ref,
    alts: alt === undefined ? [] : [alt],
    alleles: allelesOf(observation, find(genomicsCodes.allelicState)?.valueCodeableConcept),
    phased: false,
    diplotype: loincOf(observation.code).includes(genomicsCodes.genotype)
      ? wordsOf(observation.valueCodeableConcept)
      : undefined,
    depth: depthOf(find(genomicsCodes.depth)),
    filters: [],
    code: { codings: [] },
  })
  return { content: { ...content, code: variantCode(observation, content, sequence, context) } }
}

const componentWords = (component: ObservationComponent | undefined): string | undefined =>
  component?.valueString ?? wordsOf(component?.valueCodeableConcept)

/** The symbol stands in `display`, the code is HGNC's number. */
const geneName = (concept: CodeableConcept | undefined): string | undefined =>
  concept?.coding?.find(({ display }) => display)?.display ?? concept?.text ?? concept?.coding?.[0]?.code

/** Names of the variant, from those that databases know to those that only describe it. */
function variantCode(
  observation: ObservationResource,
  genotype: EntryContent<GenotypeEntry>,
  sequence: string | undefined,
  context: ResourceContext,
) {
  const { variant, dbSnp, clinVar, genomicHgvs, codingHgvs } = genomicsCodes
  const named = [dbSnp, clinVar, genomicHgvs, codingHgvs].map((code) =>
    observation.component?.find((component) => loincOf(component.code).includes(code)),
  )
  const codings: Coding[] = named.flatMap((component) =>
    codingsOf(component?.valueCodeableConcept?.coding, context),
  )
  const isVariant = loincOf(observation.code).includes(variant)
  if (!isVariant) codings.unshift(...codingsOf(observation.valueCodeableConcept?.coding, context))
  const described = named.map(componentWords).find((text) => text !== undefined)
  const text =
    (isVariant ? undefined : wordsOf(observation.valueCodeableConcept)) ??
    described ??
    changeText(genotype, sequence)
  if (codings.length === 0 && text === undefined)
    throw new Rejection('code-missing', 'the finding names no variant and no place')
  return defined({ codings, text })
}

/** In HGVS's form for a change of one base, as a description of anything longer. */
function changeText(
  { chromosome, position, ref, alts }: Partial<EntryContent<GenotypeEntry>>,
  sequence: string | undefined,
): string | undefined {
  const where = sequence ?? chromosome
  if (where === undefined || position === undefined) return undefined
  return `${where}:g.${position}${ref ?? ''}>${alts?.join(',') ?? ''}`
}

/** LOINC's answers to "where do positions begin". */
const firstIsZero = new Set(['LA30100-4', 'LA30101-2'])
const firstIsOne = 'LA30102-0'

/** Without the counting told, the number is kept in words: a place that is one off is another variant. */
function placeOf(place: ObservationComponent | undefined, coordinates: ObservationComponent | undefined) {
  const low = place?.valueRange?.low?.value
  const start = low === undefined ? place?.valueInteger : numberOf(low)
  if (start === undefined) return {}
  const counting = firstCode(coordinates?.valueCodeableConcept) ?? ''
  if (counting === firstIsOne) return { position: start }
  if (firstIsZero.has(counting)) return { position: start + 1 }
  return { note: `genomic start ${start}, counting from 0 or 1 is not stated` }
}

function buildOf(
  assembly: string | undefined,
  sequence: string | undefined,
): 'GRCh37' | 'GRCh38' | undefined {
  if (assembly?.includes('GRCh38') || assembly === 'LA26806-2') return 'GRCh38'
  if (assembly?.includes('GRCh37') || assembly === 'LA14029-5') return 'GRCh37'
  const version = /^NC_0000(\d\d)\.(\d+)$/.exec(sequence ?? '')
  const newest = grch38Versions[Number(version?.[1])]
  if (!version || newest === undefined) return undefined
  return Number(version[2]) === newest ? 'GRCh38' : Number(version[2]) === newest - 1 ? 'GRCh37' : undefined
}

/** Version of RefSeq's NC_0000nn in GRCh38; GRCh37 has the one before (NCBI assembly reports GCF_000001405.25 and .40). */
const grch38Versions = [
  undefined,
  11,
  12,
  12,
  12,
  10,
  12,
  14,
  11,
  12,
  11,
  10,
  12,
  11,
  9,
  10,
  10,
  11,
  10,
  10,
  11,
  9,
  11,
  11,
  10,
]

function chromosomeOf(told: string | undefined, sequence: string | undefined): string | undefined {
  const name = /^(?:chr(?:omosome)?\s*)?(\d{1,2}|X|Y|MT?)$/i.exec(told?.trim() ?? '')?.[1]
  if (name !== undefined) return name.toUpperCase()
  const number = Number(/^NC_0000(\d\d)\./.exec(sequence ?? '')?.[1])
  if (number >= 1 && number <= 22) return String(number)
  return number === 23 ? 'X' : number === 24 ? 'Y' : undefined
}

/** LOINC's answers on the allelic state: heterozygous, homozygous, hemizygous. */
const allelicStates: Record<string, number[]> = { 'LA6706-1': [0, 1], 'LA6705-3': [1, 1], 'LA6707-9': [1] }
const absentAnswer = 'LA9634-2'
const uncalledAnswers = new Set(['LA18198-4', 'LA11884-6'])

function allelesOf(observation: ObservationResource, state: CodeableConcept | undefined): (number | null)[] {
  const answer = firstCode(observation.valueCodeableConcept) ?? ''
  if (answer === absentAnswer) return [0, 0]
  if (uncalledAnswers.has(answer)) return [null, null]
  return allelicStates[firstCode(state) ?? ''] ?? []
}

function depthOf(component: ObservationComponent | undefined): number | undefined {
  const value = component?.valueQuantity?.value
  const depth = value === undefined ? component?.valueInteger : numberOf(value)
  return depth !== undefined && Number.isInteger(depth) && depth >= 0 ? depth : undefined
}

/** One genotype for each variant. The resource tells what was seen, not on how many copies. */
export function mapMolecularSequence(
  sequence: MolecularSequenceResource,
  context: ResourceContext,
): Mapped[] {
  const { referenceSeq, variant, coordinateSystem, performer, readCoverage } = sequence
  if (coordinateSystem !== 0 && coordinateSystem !== 1)
    throw new Rejection('value-invalid', `coordinateSystem ${coordinateSystem} is neither 0 nor 1`)
  const reference = referenceSeq?.referenceSeqId
  const name = firstCode(reference) ?? reference?.text
  const score = sequence.quality?.[0]?.score?.value
  const panel = resourceIdentity(context)?.id
  return (variant ?? []).map(({ start, observedAllele, referenceAllele }) => {
    const content: EntryContent<GenotypeEntry> = defined({
      kind: 'genotype' as const,
      patient: subjectKey(sequence.patient, context),
      status: 'final' as const,
      issued: timeOf(sequence.meta?.lastUpdated, 'meta.lastUpdated', context),
      author: authorOf(performer),
      code: { codings: [] },
      panel,
      build: buildOf(referenceSeq?.genomeBuild, name),
      chromosome: chromosomeOf(wordsOf(referenceSeq?.chromosome), name),
      position: start === undefined ? undefined : start + (coordinateSystem === 0 ? 1 : 0),
      ref: referenceAllele,
      alts: observedAllele === undefined ? [] : [observedAllele],
      alleles: [],
      phased: false,
      quality: score === undefined ? undefined : numberOf(score),
      filters: [],
      depth:
        readCoverage !== undefined && Number.isInteger(readCoverage) && readCoverage >= 0
          ? readCoverage
          : undefined,
    })
    const text = changeText(content, name)
    if (text === undefined)
      throw new Rejection('code-missing', 'a variant has no place on a reference sequence')
    return { part: text, content: { ...content, code: { codings: [], text } } }
  })
}
