/**
 * The parts of FHIR R4's data types that the record takes (hl7.org/fhir/R4/datatypes.html). A member of the wrong type is
 * refused with its path; members that the record does not take are passed over.
 */
import { z } from 'zod'
import { ExactDecimal } from '../json/exact-number'

const text = z.string()

export const Decimal = z.union([z.number(), z.instanceof(ExactDecimal)])

export const FhirCoding = z.object({
  system: text.optional(),
  code: text.optional(),
  display: text.optional(),
})
export type FhirCoding = z.infer<typeof FhirCoding>

export const CodeableConcept = z.object({ coding: z.array(FhirCoding).optional(), text: text.optional() })
export type CodeableConcept = z.infer<typeof CodeableConcept>

export const Identifier = z.object({
  use: text.optional(),
  type: CodeableConcept.optional(),
  system: text.optional(),
  value: text.optional(),
})
export type Identifier = z.infer<typeof Identifier>

export const Reference = z.object({
  reference: text.optional(),
  identifier: Identifier.optional(),
  display: text.optional(),
})
export type Reference = z.infer<typeof Reference>

export const FhirQuantity = z.object({
  value: Decimal.optional(),
  comparator: text.optional(),
  unit: text.optional(),
  system: text.optional(),
  code: text.optional(),
})
export type FhirQuantity = z.infer<typeof FhirQuantity>

export const Period = z.object({ start: text.optional(), end: text.optional() })
export type Period = z.infer<typeof Period>

export const Range = z.object({ low: FhirQuantity.optional(), high: FhirQuantity.optional() })
export type Range = z.infer<typeof Range>

export const Ratio = z.object({ numerator: FhirQuantity.optional(), denominator: FhirQuantity.optional() })

/** Samples as text (hl7.org/fhir/R4/datatypes.html#SampledData); `period` in milliseconds. */
export const SampledData = z.object({
  origin: FhirQuantity,
  period: Decimal,
  factor: Decimal.optional(),
  dimensions: z.number(),
  data: text.optional(),
})
export type SampledData = z.infer<typeof SampledData>

export const Annotation = z.object({ text })
export const Attachment = z.object({
  contentType: text.optional(),
  data: text.optional(),
  url: text.optional(),
  title: text.optional(),
  creation: text.optional(),
})
export type Attachment = z.infer<typeof Attachment>

/** Values that the program itself or a profile puts beside the elements. */
const extensionValue = {
  url: text,
  valueString: text.optional(),
  valueCode: text.optional(),
  valueInteger: z.number().optional(),
  valueDecimal: Decimal.optional(),
  valueBoolean: z.boolean().optional(),
  valueDateTime: text.optional(),
}
export const Extension = z.object({
  ...extensionValue,
  extension: z.array(z.object(extensionValue)).optional(),
})
export type Extension = z.infer<typeof Extension>
export const extension = z.array(Extension).optional()

/** Names may have an empty place in a list of parts, where only an extension says something. */
const nameParts = z.array(text.nullable()).optional()
export const HumanName = z.object({
  use: text.optional(),
  text: text.optional(),
  family: text.optional(),
  given: nameParts,
  prefix: nameParts,
  suffix: nameParts,
  period: Period.optional(),
  extension,
})
export type HumanName = z.infer<typeof HumanName>

export const Address = z.object({
  use: text.optional(),
  text: text.optional(),
  line: nameParts,
  city: text.optional(),
  district: text.optional(),
  state: text.optional(),
  postalCode: text.optional(),
  country: text.optional(),
})
export type Address = z.infer<typeof Address>

export const ContactPoint = z.object({ system: text.optional(), value: text.optional() })

export const DoseAndRate = z.object({
  doseQuantity: FhirQuantity.optional(),
  doseRange: Range.optional(),
  rateQuantity: FhirQuantity.optional(),
  rateRange: Range.optional(),
  rateRatio: Ratio.optional(),
})

export const Dosage = z.object({
  text: text.optional(),
  patientInstruction: text.optional(),
  asNeededBoolean: z.boolean().optional(),
  asNeededCodeableConcept: CodeableConcept.optional(),
  route: CodeableConcept.optional(),
  doseAndRate: z.array(DoseAndRate).optional(),
  timing: z
    .object({
      code: CodeableConcept.optional(),
      repeat: z
        .object({
          frequency: z.number().optional(),
          period: Decimal.optional(),
          periodUnit: text.optional(),
          when: z.array(text).optional(),
        })
        .optional(),
    })
    .optional(),
})
export type Dosage = z.infer<typeof Dosage>
