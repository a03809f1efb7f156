/** Codes and amounts of the patient's record, in FHIR R4's terms (Coding, CodeableConcept, Quantity). */
import { z } from 'zod'

/** URIs of the code systems that the program itself speaks of, as FHIR R4 names them (hl7.org/fhir/R4/terminologies-systems.html). */
export const codeSystems = {
  loinc: 'http://loinc.org',
  snomed: 'http://snomed.info/sct',
  icd10: 'http://hl7.org/fhir/sid/icd-10',
  icd10cm: 'http://hl7.org/fhir/sid/icd-10-cm',
  icd9cm: 'http://hl7.org/fhir/sid/icd-9-cm',
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  ndc: 'http://hl7.org/fhir/sid/ndc',
  atc: 'http://www.whocc.no/atc',
  cvx: 'http://hl7.org/fhir/sid/cvx',
  dbsnp: 'http://www.ncbi.nlm.nih.gov/projects/SNP',
  hgnc: 'http://www.genenames.org/geneId',
  ucum: 'http://unitsofmeasure.org',
} as const

const text = z.string().max(4_000)

/** One code of one system. `system` is a URI, or `local:<name of the sender>` where the sender names none. */
export const Coding = z.object({
  system: z.string().min(1).max(300),
  code: z.string().min(1).max(200),
  display: text.optional(),
})
export type Coding = z.infer<typeof Coding>

/** What is meant: codes for the same thing, the most specific first, and the words the source used. One of both is there. */
export const Concept = z
  .object({ codings: z.array(Coding).max(20), text: text.optional() })
  .refine(({ codings, text: words }) => codings.length > 0 || (words ?? '').trim() !== '', {
    message: 'a concept has a code or words',
  })
export type Concept = z.infer<typeof Concept>

export const Comparator = z.enum(['<', '<=', '>=', '>'])
export type Comparator = z.infer<typeof Comparator>

/**
 * A number and its unit. Readers put in `unit` what the source wrote; the intake turns it into a UCUM code (`1` for a bare
 * number such as a count or a score) and refuses what it does not know. There is no default unit.
 */
export const Quantity = z.object({
  value: z.number(),
  unit: z.string().max(100),
  /** digits that the source wrote behind the point, where writing `value` would lose zeros: 7.40 has 2 */
  decimals: z.number().int().min(0).max(20).optional(),
  /** the true value is below or above `value` */
  comparator: Comparator.optional(),
})
export type Quantity = z.infer<typeof Quantity>
