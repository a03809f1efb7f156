/**
 * One thing that a source says of a patient, as every reader hands it to the intake and every writer gets it back.
 *
 * An entry is a statement with an identity: the same identity read again is the same statement, said again or corrected.
 * Nothing in an entry refers to rows of the store. Where FHIR R4 has an element, names and values follow it.
 */
import { z } from 'zod'
import { PersonName, Sex } from '../imaging/instance'
import { Coding, Concept, Quantity } from './coding'
import { RecordTime } from './times'

const shortText = z.string().max(500)
const noteText = z.string().max(20_000)

/** One name that a sender has for a patient: the system that gives the number out ('' where the source names none), and the number. */
export const PatientIdentifier = z.object({
  system: z.string().max(300),
  value: z.string().trim().min(1).max(200),
})
export type PatientIdentifier = z.infer<typeof PatientIdentifier>

/** By what the patient of an entry is found, the most reliable first. */
export const PatientKey = z.array(PatientIdentifier).min(1).max(20)
export type PatientKey = z.infer<typeof PatientKey>

/**
 * What makes two readings the same statement.
 *
 * `namespace` is the sender (`fhir:https://his.example/r4`, `hl7:LAB`, `csv:ward 3`): ids of two senders never meet. `id` is
 * the sender's own number of the statement where it has one (`Observation/17#2`), else {@link contentId} of the entry. An entry
 * whose number begins with its `panel` and `#` is a part of that whole: it ends when the sender takes the whole back, or says the
 * whole again without it.
 */
export const EntryIdentity = z.object({
  namespace: z.string().min(1).max(300),
  id: z.string().min(1),
})
export type EntryIdentity = z.infer<typeof EntryIdentity>

/** `removed`: the sender took it back (FHIR entered-in-error, HL7 OBX-11 D or W). */
export const EntryStatus = z.enum(['preliminary', 'final', 'corrected', 'removed'])
export type EntryStatus = z.infer<typeof EntryStatus>

const common = {
  identity: EntryIdentity,
  patient: PatientKey,
  status: EntryStatus,
  /**
   * When the sender said this (FHIR issued, recorded or lastUpdated; HL7 OBR-22 or MSH-7; MIMIC STORETIME): of two versions
   * of one identity the later one counts, and from then on it was known. Without it, the time of the import counts.
   */
  issued: RecordTime.optional(),
  /** `identity.id` of the encounter it belongs to, in the same namespace */
  encounterId: z.string().max(4_000).optional(),
  /** who said or measured it, as the source names them */
  author: shortText.optional(),
  note: noteText.optional(),
}

/** When it was so: from `start` to `end` (absent: a point in time, or still going on). */
const period = { start: RecordTime.optional(), end: RecordTime.optional() }

export const PatientEntry = z.object({
  kind: z.literal('patient'),
  ...common,
  name: PersonName,
  /** a day, a month or a year */
  birthDate: RecordTime.optional(),
  sex: Sex,
  /** true where the source says that the patient died and not when */
  deceased: z.union([z.boolean(), RecordTime]).optional(),
  address: shortText.optional(),
  telecom: z.array(shortText).max(20).optional(),
  ethnicity: shortText.optional(),
  language: shortText.optional(),
  maritalStatus: shortText.optional(),
  /** the sender says that this number is given up for another one of the same person (FHIR replaced-by, ADT A40) */
  replacedBy: PatientKey.optional(),
})
export type PatientEntry = z.infer<typeof PatientEntry>

export const EncounterEntry = z.object({
  kind: z.literal('encounter'),
  ...common,
  ...period,
  /** FHIR v3-ActCode: AMB, IMP, EMER, … */
  encounterClass: Coding.optional(),
  type: z.array(Concept).max(20),
  state: z.enum(['planned', 'arrived', 'in-progress', 'on-leave', 'finished', 'cancelled', 'unknown']),
  reason: z.array(Concept).max(20),
  location: shortText.optional(),
  service: shortText.optional(),
  dischargeDisposition: Concept.optional(),
  /** `identity.id` of the encounter that this one is a part of, such as the admission of a stay on a unit */
  partOf: z.string().max(4_000).optional(),
})
export type EncounterEntry = z.infer<typeof EncounterEntry>

/** `none`: the source says that there is no value, and why. */
export const ObservationValue = z.discriminatedUnion('type', [
  z.object({ type: z.literal('quantity'), quantity: Quantity }),
  z.object({ type: z.literal('concept'), concept: Concept }),
  z.object({ type: z.literal('text'), text: z.string().max(100_000) }),
  z.object({ type: z.literal('boolean'), boolean: z.boolean() }),
  z.object({ type: z.literal('range'), low: Quantity.optional(), high: Quantity.optional() }),
  z.object({ type: z.literal('ratio'), numerator: Quantity, denominator: Quantity }),
  z.object({ type: z.literal('time'), time: RecordTime }),
  z.object({ type: z.literal('none'), reason: Concept }),
])
export type ObservationValue = z.infer<typeof ObservationValue>

export const ReferenceRange = z.object({
  low: Quantity.optional(),
  high: Quantity.optional(),
  text: shortText.optional(),
})
export type ReferenceRange = z.infer<typeof ReferenceRange>

/**
 * A measurement, a laboratory value, an answer to a question; habits (smoking, alcohol, activity, diet, sleep) too. One value
 * each: the parts of a panel (systolic and diastolic pressure) are entries of their own with the same `panel`.
 */
export const ObservationEntry = z.object({
  kind: z.literal('observation'),
  ...common,
  ...period,
  code: Concept,
  value: ObservationValue,
  /** FHIR observation-category: vital-signs, laboratory, social-history, … */
  category: z.array(Coding).max(10).optional(),
  /** FHIR v3-ObservationInterpretation or HL7 table 0078: H, L, A, … */
  interpretation: z.array(Coding).max(10).optional(),
  referenceRange: z.array(ReferenceRange).max(10).optional(),
  method: shortText.optional(),
  bodySite: Concept.optional(),
  specimen: shortText.optional(),
  device: shortText.optional(),
  /** the same for all parts of one panel or report, within the namespace */
  panel: z.string().max(4_000).optional(),
})
export type ObservationEntry = z.infer<typeof ObservationEntry>

const verification = z.enum(['confirmed', 'provisional', 'differential', 'unconfirmed', 'refuted', 'unknown'])

export const ConditionEntry = z.object({
  kind: z.literal('condition'),
  ...common,
  /** onset and abatement */
  ...period,
  code: Concept,
  clinicalStatus: z.enum(['active', 'recurrence', 'relapse', 'inactive', 'remission', 'resolved', 'unknown']),
  verification,
  category: z.array(Coding).max(10).optional(),
  severity: Concept.optional(),
  bodySite: Concept.optional(),
  /** where the source has words or an age instead of a date */
  onsetText: shortText.optional(),
  /** place among the diagnoses of its encounter, from 1 */
  rank: z.number().int().positive().optional(),
})
export type ConditionEntry = z.infer<typeof ConditionEntry>

export const MedicationEntry = z.object({
  kind: z.literal('medication'),
  ...common,
  ...period,
  code: Concept,
  /** ordered, said to be taken, given */
  act: z.enum(['request', 'statement', 'administration', 'dispense']),
  state: z.enum([
    'active',
    'on-hold',
    'stopped',
    'completed',
    'intended',
    'not-taken',
    'cancelled',
    'unknown',
  ]),
  dose: Quantity.optional(),
  rate: Quantity.optional(),
  /** the instruction in the source's words */
  doseText: shortText.optional(),
  route: Concept.optional(),
  asNeeded: z.boolean().optional(),
  reason: z.array(Concept).max(20).optional(),
})
export type MedicationEntry = z.infer<typeof MedicationEntry>

export const AllergyEntry = z.object({
  kind: z.literal('allergy'),
  ...common,
  ...period,
  /** the substance, or the statement that no allergy is known */
  code: Concept,
  type: z.enum(['allergy', 'intolerance', 'unknown']),
  category: z.array(z.enum(['food', 'medication', 'environment', 'biologic'])).max(4),
  criticality: z.enum(['low', 'high', 'unable-to-assess']).optional(),
  clinicalStatus: z.enum(['active', 'inactive', 'resolved', 'unknown']),
  verification,
  reactions: z
    .array(
      z.object({
        manifestation: z.array(Concept).max(20),
        severity: z.enum(['mild', 'moderate', 'severe']).optional(),
        description: shortText.optional(),
      }),
    )
    .max(50),
})
export type AllergyEntry = z.infer<typeof AllergyEntry>

export const ProcedureEntry = z.object({
  kind: z.literal('procedure'),
  ...common,
  ...period,
  code: Concept,
  state: z.enum(['planned', 'not-done', 'in-progress', 'on-hold', 'stopped', 'completed', 'unknown']),
  bodySite: z.array(Concept).max(10).optional(),
  outcome: Concept.optional(),
  reason: z.array(Concept).max(20).optional(),
})
export type ProcedureEntry = z.infer<typeof ProcedureEntry>

/** A relative and what they had. */
export const FamilyHistoryEntry = z.object({
  kind: z.literal('family-history'),
  ...common,
  /** when it was told */
  ...period,
  /** FHIR v3-RoleCode: FTH, MTH, SIB, … */
  relationship: Concept,
  name: shortText.optional(),
  sex: Sex,
  birthDate: RecordTime.optional(),
  deceased: z.union([z.boolean(), RecordTime]).optional(),
  /** age at death */
  deceasedAge: Quantity.optional(),
  conditions: z
    .array(
      z.object({
        code: Concept,
        onsetAge: Quantity.optional(),
        onsetText: shortText.optional(),
        outcome: Concept.optional(),
        contributedToDeath: z.boolean().optional(),
      }),
    )
    .max(100),
})
export type FamilyHistoryEntry = z.infer<typeof FamilyHistoryEntry>

/** What is written at one place of the genome, as a VCF row has it, or a finding that only has a name (a star allele, an HGVS name). */
export const GenotypeEntry = z.object({
  kind: z.literal('genotype'),
  ...common,
  /** when the specimen was taken */
  ...period,
  /** the variant: dbSNP number, HGVS name, haplotype */
  code: Concept,
  gene: shortText.optional(),
  build: z.enum(['GRCh37', 'GRCh38']).optional(),
  chromosome: z.string().max(100).optional(),
  /** 1-based, of the first base of `ref` */
  position: z.number().int().nonnegative().optional(),
  ref: z.string().max(10_000).optional(),
  alts: z.array(z.string().max(10_000)).max(100),
  /** for each copy of the chromosome 0 for `ref`, n for `alts[n - 1]`, null where it was not called; empty where not stated */
  alleles: z.array(z.number().int().nonnegative().nullable()).max(16),
  phased: z.boolean(),
  /** alleles of a gene as they are named, such as *1/*4 */
  diplotype: shortText.optional(),
  /** Phred-scaled */
  quality: z.number().optional(),
  /** names of the filters that failed; empty where all passed */
  filters: z.array(z.string().max(200)).max(50),
  depth: z.number().int().nonnegative().optional(),
  /** the same for all variants of one sequence, within the namespace */
  panel: z.string().max(4_000).optional(),
})
export type GenotypeEntry = z.infer<typeof GenotypeEntry>

/** Most characters of a document's text, and of an attachment in base64. */
export const mostDocumentCharacters = 24 * 1024 * 1024

export const DocumentEntry = z.object({
  kind: z.literal('document'),
  ...common,
  ...period,
  /** LOINC document type where the source has one */
  code: Concept,
  title: shortText,
  /** readable words; '' where there is only an attachment */
  text: z.string().max(mostDocumentCharacters),
  attachment: z
    .object({ contentType: z.string().max(200), base64: z.string().max(mostDocumentCharacters) })
    .optional(),
})
export type DocumentEntry = z.infer<typeof DocumentEntry>

/** A curve such as an ECG: what is needed to show it small and to count beats. The samples stay in the source's file. */
export const WaveformEntry = z.object({
  kind: z.literal('waveform'),
  ...common,
  ...period,
  code: Concept,
  samplingHz: z.number().positive(),
  /** of each channel */
  sampleCount: z.number().int().nonnegative(),
  channels: z
    .array(
      z.object({
        name: shortText,
        /** of the preview's values */
        unit: z.string().max(100),
        preview: z.object({
          /** samples that one pair of `min` and `max` stands for */
          bucketSamples: z.number().int().positive(),
          /** null where the samples are not valid */
          min: z.array(z.number().nullable()).max(20_000),
          max: z.array(z.number().nullable()).max(20_000),
        }),
      }),
    )
    .max(64),
  /** annotated beats: number of the sample, and the annotation's letter */
  beats: z
    .array(z.object({ sample: z.number().int().nonnegative(), type: z.string().max(20) }))
    .max(1_000_000),
})
export type WaveformEntry = z.infer<typeof WaveformEntry>

/** Everything but a patient. */
export const recordKinds = [
  'encounter',
  'observation',
  'condition',
  'medication',
  'allergy',
  'procedure',
  'family-history',
  'genotype',
  'document',
  'waveform',
] as const
export const RecordKind = z.enum(recordKinds)
export type RecordKind = z.infer<typeof RecordKind>

/** The sender takes a statement back and says no more of it than its identity. */
export const RemovalEntry = z.object({
  kind: z.literal('removal'),
  identity: EntryIdentity,
  removes: RecordKind,
  issued: RecordTime.optional(),
  /**
   * Where it is there, not the statement ends but every part of it whose number is not among these: the sender's new version
   * of the whole is complete, and what it leaves out it says no more.
   */
  exceptParts: z.array(z.string().min(1)).optional(),
})
export type RemovalEntry = z.infer<typeof RemovalEntry>

/** What the record holds of a patient. */
export const ClinicalEntry = z.discriminatedUnion('kind', [
  EncounterEntry,
  ObservationEntry,
  ConditionEntry,
  MedicationEntry,
  AllergyEntry,
  ProcedureEntry,
  FamilyHistoryEntry,
  GenotypeEntry,
  DocumentEntry,
  WaveformEntry,
])
export type ClinicalEntry = z.infer<typeof ClinicalEntry>

export const RecordEntry = z.discriminatedUnion('kind', [
  PatientEntry,
  RemovalEntry,
  ...ClinicalEntry.options,
])
export type RecordEntry = z.infer<typeof RecordEntry>

/** An entry before it has an identity. */
export type EntryContent<E extends RecordEntry = RecordEntry> = E extends RecordEntry
  ? Omit<E, 'identity'>
  : never

/**
 * The identity of a statement whose sender numbers nothing: patient, kind, code, time and value. Two rows that agree in all
 * of them are the same statement; a row with another value at the same time is another one, since nobody said that it
 * corrects the first.
 */
export function contentId(content: EntryContent): string {
  const { issued: _issued, author: _author, note: _note, ...said } = content as Record<string, unknown>
  return canonicalJson(said)
}

/** JSON with sorted keys and without absent members: equal content, equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return value === undefined ? 'null' : JSON.stringify(value)
  const members = value as Record<string, unknown>
  let text = ''
  for (const name of Object.keys(members).toSorted()) {
    const member = members[name]
    if (member !== undefined)
      text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(member)}`
  }
  return `{${text}}`
}
