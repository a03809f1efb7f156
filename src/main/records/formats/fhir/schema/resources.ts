/** The parts of FHIR R4's resources that the record takes (hl7.org/fhir/R4/resourcelist.html). */
import { z } from 'zod'
import {
  Address,
  Annotation,
  Attachment,
  CodeableConcept,
  ContactPoint,
  type Decimal,
  Dosage,
  extension,
  FhirCoding,
  FhirQuantity,
  HumanName,
  Identifier,
  Period,
  Range,
  Ratio,
  Reference,
  SampledData,
} from './datatypes'

const text = z.string()
const concepts = z.array(CodeableConcept).optional()
const notes = z.array(Annotation).optional()

/** What every resource may have. Some resources have one identifier, most a list. */
export const resourceBase = {
  id: text.optional(),
  meta: z.object({ lastUpdated: text.optional() }).optional(),
  identifier: z.union([Identifier, z.array(Identifier)]).optional(),
  contained: z.array(z.looseObject({ resourceType: text, id: text.optional() })).optional(),
  extension,
}
export const ResourceBase = z.object(resourceBase)
export type ResourceBase = z.infer<typeof ResourceBase>

export const PatientResource = z.object({
  ...resourceBase,
  name: z.array(HumanName).optional(),
  telecom: z.array(ContactPoint).optional(),
  gender: text.optional(),
  birthDate: text.optional(),
  deceasedBoolean: z.boolean().optional(),
  deceasedDateTime: text.optional(),
  address: z.array(Address).optional(),
  maritalStatus: CodeableConcept.optional(),
  communication: z
    .array(z.object({ language: CodeableConcept, preferred: z.boolean().optional() }))
    .optional(),
  link: z.array(z.object({ other: Reference, type: text })).optional(),
})
export type PatientResource = z.infer<typeof PatientResource>

export const EncounterResource = z.object({
  ...resourceBase,
  status: text,
  class: FhirCoding.optional(),
  type: concepts,
  serviceType: CodeableConcept.optional(),
  subject: Reference.optional(),
  period: Period.optional(),
  reasonCode: concepts,
  hospitalization: z.object({ dischargeDisposition: CodeableConcept.optional() }).optional(),
  location: z.array(z.object({ location: Reference })).optional(),
  participant: z.array(z.object({ individual: Reference.optional() })).optional(),
  serviceProvider: Reference.optional(),
  partOf: Reference.optional(),
})
export type EncounterResource = z.infer<typeof EncounterResource>

/** One of them is there, or the reason why none is. */
export const observationValue = {
  valueQuantity: FhirQuantity.optional(),
  valueCodeableConcept: CodeableConcept.optional(),
  valueString: text.optional(),
  valueBoolean: z.boolean().optional(),
  valueInteger: z.number().int().optional(),
  valueRange: Range.optional(),
  valueRatio: Ratio.optional(),
  valueSampledData: SampledData.optional(),
  valueTime: text.optional(),
  valueDateTime: text.optional(),
  valuePeriod: Period.optional(),
  dataAbsentReason: CodeableConcept.optional(),
  interpretation: concepts,
  referenceRange: z
    .array(
      z.object({
        low: FhirQuantity.optional(),
        high: FhirQuantity.optional(),
        type: CodeableConcept.optional(),
        text: text.optional(),
      }),
    )
    .optional(),
}
export type ObservationValueParts = z.infer<z.ZodObject<typeof observationValue>>

export const ObservationComponent = z.object({ code: CodeableConcept, ...observationValue, extension })
export type ObservationComponent = z.infer<typeof ObservationComponent>

export const ObservationResource = z.object({
  ...resourceBase,
  status: text,
  category: concepts,
  code: CodeableConcept,
  subject: Reference.optional(),
  encounter: Reference.optional(),
  effectiveDateTime: text.optional(),
  effectivePeriod: Period.optional(),
  effectiveInstant: text.optional(),
  effectiveTiming: z.object({ event: z.array(text).optional() }).optional(),
  issued: text.optional(),
  performer: z.array(Reference).optional(),
  ...observationValue,
  note: notes,
  bodySite: CodeableConcept.optional(),
  method: CodeableConcept.optional(),
  specimen: Reference.optional(),
  device: Reference.optional(),
  hasMember: z.array(Reference).optional(),
  component: z.array(ObservationComponent).optional(),
})
export type ObservationResource = z.infer<typeof ObservationResource>

export const ConditionResource = z.object({
  ...resourceBase,
  clinicalStatus: CodeableConcept.optional(),
  verificationStatus: CodeableConcept.optional(),
  category: concepts,
  severity: CodeableConcept.optional(),
  code: CodeableConcept.optional(),
  bodySite: concepts,
  subject: Reference.optional(),
  encounter: Reference.optional(),
  onsetDateTime: text.optional(),
  onsetAge: FhirQuantity.optional(),
  onsetPeriod: Period.optional(),
  onsetRange: Range.optional(),
  onsetString: text.optional(),
  abatementDateTime: text.optional(),
  abatementPeriod: Period.optional(),
  abatementAge: FhirQuantity.optional(),
  abatementRange: Range.optional(),
  abatementString: text.optional(),
  recordedDate: text.optional(),
  recorder: Reference.optional(),
  asserter: Reference.optional(),
  note: notes,
})
export type ConditionResource = z.infer<typeof ConditionResource>

export const MedicationResource = z.object({ ...resourceBase, code: CodeableConcept.optional() })

const medication = {
  ...resourceBase,
  status: text,
  medicationCodeableConcept: CodeableConcept.optional(),
  medicationReference: Reference.optional(),
  subject: Reference.optional(),
  reasonCode: concepts,
  note: notes,
}
export const MedicationRequestResource = z.object({
  ...medication,
  intent: text.optional(),
  doNotPerform: z.boolean().optional(),
  encounter: Reference.optional(),
  authoredOn: text.optional(),
  requester: Reference.optional(),
  dosageInstruction: z.array(Dosage).optional(),
  dispenseRequest: z.object({ validityPeriod: Period.optional() }).optional(),
})
export type MedicationRequestResource = z.infer<typeof MedicationRequestResource>

export const MedicationStatementResource = z.object({
  ...medication,
  context: Reference.optional(),
  effectiveDateTime: text.optional(),
  effectivePeriod: Period.optional(),
  dateAsserted: text.optional(),
  informationSource: Reference.optional(),
  dosage: z.array(Dosage).optional(),
})
export type MedicationStatementResource = z.infer<typeof MedicationStatementResource>

export const MedicationAdministrationResource = z.object({
  ...medication,
  context: Reference.optional(),
  effectiveDateTime: text.optional(),
  effectivePeriod: Period.optional(),
  performer: z.array(z.object({ actor: Reference })).optional(),
  dosage: z
    .object({
      text: text.optional(),
      route: CodeableConcept.optional(),
      dose: FhirQuantity.optional(),
      rateQuantity: FhirQuantity.optional(),
      rateRatio: Ratio.optional(),
    })
    .optional(),
})
export type MedicationAdministrationResource = z.infer<typeof MedicationAdministrationResource>

export const MedicationDispenseResource = z.object({
  ...medication,
  context: Reference.optional(),
  whenPrepared: text.optional(),
  whenHandedOver: text.optional(),
  performer: z.array(z.object({ actor: Reference })).optional(),
  dosageInstruction: z.array(Dosage).optional(),
})
export type MedicationDispenseResource = z.infer<typeof MedicationDispenseResource>

export const AllergyResource = z.object({
  ...resourceBase,
  clinicalStatus: CodeableConcept.optional(),
  verificationStatus: CodeableConcept.optional(),
  type: text.optional(),
  category: z.array(text).optional(),
  criticality: text.optional(),
  code: CodeableConcept.optional(),
  patient: Reference,
  encounter: Reference.optional(),
  onsetDateTime: text.optional(),
  onsetPeriod: Period.optional(),
  recordedDate: text.optional(),
  recorder: Reference.optional(),
  asserter: Reference.optional(),
  note: notes,
  reaction: z
    .array(
      z.object({
        substance: CodeableConcept.optional(),
        manifestation: concepts,
        description: text.optional(),
        severity: text.optional(),
      }),
    )
    .optional(),
})
export type AllergyResource = z.infer<typeof AllergyResource>

export const ProcedureResource = z.object({
  ...resourceBase,
  status: text,
  code: CodeableConcept.optional(),
  subject: Reference.optional(),
  encounter: Reference.optional(),
  performedDateTime: text.optional(),
  performedPeriod: Period.optional(),
  performer: z.array(z.object({ actor: Reference })).optional(),
  reasonCode: concepts,
  bodySite: concepts,
  outcome: CodeableConcept.optional(),
  note: notes,
})
export type ProcedureResource = z.infer<typeof ProcedureResource>

export const FamilyMemberHistoryResource = z.object({
  ...resourceBase,
  status: text,
  patient: Reference,
  date: text.optional(),
  name: text.optional(),
  relationship: CodeableConcept,
  sex: CodeableConcept.optional(),
  bornDate: text.optional(),
  bornPeriod: Period.optional(),
  bornString: text.optional(),
  deceasedBoolean: z.boolean().optional(),
  deceasedAge: FhirQuantity.optional(),
  deceasedDate: text.optional(),
  note: notes,
  condition: z
    .array(
      z.object({
        code: CodeableConcept,
        outcome: CodeableConcept.optional(),
        contributedToDeath: z.boolean().optional(),
        onsetAge: FhirQuantity.optional(),
        onsetRange: Range.optional(),
        onsetPeriod: Period.optional(),
        onsetString: text.optional(),
      }),
    )
    .optional(),
})
export type FamilyMemberHistoryResource = z.infer<typeof FamilyMemberHistoryResource>

export const DiagnosticReportResource = z.object({
  ...resourceBase,
  status: text,
  code: CodeableConcept,
  subject: Reference.optional(),
  encounter: Reference.optional(),
  effectiveDateTime: text.optional(),
  effectivePeriod: Period.optional(),
  issued: text.optional(),
  performer: z.array(Reference).optional(),
  resultsInterpreter: z.array(Reference).optional(),
  conclusion: text.optional(),
  conclusionCode: concepts,
  presentedForm: z.array(Attachment).optional(),
})
export type DiagnosticReportResource = z.infer<typeof DiagnosticReportResource>

export const DocumentReferenceResource = z.object({
  ...resourceBase,
  status: text,
  docStatus: text.optional(),
  type: CodeableConcept.optional(),
  subject: Reference.optional(),
  date: text.optional(),
  author: z.array(Reference).optional(),
  description: text.optional(),
  content: z.array(z.object({ attachment: Attachment })).optional(),
  context: z.object({ encounter: z.array(Reference).optional(), period: Period.optional() }).optional(),
})
export type DocumentReferenceResource = z.infer<typeof DocumentReferenceResource>

export const MolecularSequenceResource = z.object({
  ...resourceBase,
  coordinateSystem: z.number(),
  patient: Reference.optional(),
  performer: Reference.optional(),
  referenceSeq: z
    .object({
      chromosome: CodeableConcept.optional(),
      genomeBuild: text.optional(),
      referenceSeqId: CodeableConcept.optional(),
    })
    .optional(),
  variant: z
    .array(
      z.object({
        start: z.number().int().optional(),
        end: z.number().int().optional(),
        observedAllele: text.optional(),
        referenceAllele: text.optional(),
      }),
    )
    .optional(),
  quality: z.array(z.object({ score: FhirQuantity.optional() })).optional(),
  readCoverage: z.number().optional(),
})
export type MolecularSequenceResource = z.infer<typeof MolecularSequenceResource>

/** Any number in a resource, for those who compare it. */
export type FhirDecimal = z.infer<typeof Decimal>
