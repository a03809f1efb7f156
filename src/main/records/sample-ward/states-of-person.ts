/** What lasts: problems, medicines, allergies, relatives, genotypes, procedures, and the notes. */
import { codeSystems } from '../../../shared/domain/record/coding'
import type {
  AllergyEntry,
  ConditionEntry,
  DocumentEntry,
  EntryContent,
  FamilyHistoryEntry,
  GenotypeEntry,
  MedicationEntry,
  ProcedureEntry,
  RecordEntry,
} from '../../../shared/domain/record/entry'
import { defined } from '../formats/rejection'
import { concept, day, instant, stated, type Statement } from './statement'
import type { SampleGenotype, SampleMedicine } from './sample-person'

const hourMs = 3_600_000
/** Beyond so many hours only the day is stated. */
const exactHours = 14 * 24

export function* statesOf(statement: Statement): Generator<RecordEntry> {
  yield* problemsOf(statement)
  yield* medicinesOf(statement)
  yield* allergiesOf(statement)
  yield* relativesOf(statement)
  yield* genotypesOf(statement)
  yield* proceduresOf(statement)
  yield* documentsOf(statement)
}

const time = (atMs: number, hoursAgo: number) =>
  hoursAgo > exactHours ? day(atMs, hoursAgo) : instant(atMs, hoursAgo)

function* problemsOf(statement: Statement): Generator<RecordEntry> {
  const { person, atMs } = statement
  for (const { icd10, name, fromHours, toHours, status = 'active' } of person.problems ?? [])
    yield stated<EntryContent<ConditionEntry>>(
      statement,
      `Condition-${icd10}`,
      atMs - (toHours ?? fromHours) * hourMs,
      defined({
        kind: 'condition' as const,
        start: time(atMs, fromHours),
        end: toHours === undefined ? undefined : time(atMs, toHours),
        code: concept(name, [codeSystems.icd10, icd10]),
        clinicalStatus: status,
        verification: 'confirmed' as const,
      }),
    )
}

const routes: Record<SampleMedicine['route'], string> = {
  oral: 'by mouth',
  intravenous: 'into a vein',
  subcutaneous: 'under the skin',
  inhaled: 'by inhalation',
}

function* medicinesOf(statement: Statement): Generator<RecordEntry> {
  const { person, atMs } = statement
  for (const [index, medicine] of (person.medicines ?? []).entries()) {
    const { drug, dose, route, fromHours, toHours, act = 'request', rate } = medicine
    const codings: [string, string][] = [[codeSystems.atc, drug.atc]]
    if (drug.rxnorm !== undefined) codings.push([codeSystems.rxnorm, drug.rxnorm])
    yield stated<EntryContent<MedicationEntry>>(
      statement,
      `Medication-${index + 1}`,
      atMs - (toHours ?? fromHours) * hourMs,
      defined({
        kind: 'medication' as const,
        start: time(atMs, fromHours),
        end: toHours === undefined ? undefined : time(atMs, toHours),
        code: concept(drug.name, ...codings),
        act,
        state: toHours === undefined ? ('active' as const) : ('completed' as const),
        doseText: dose,
        route: { codings: [], text: routes[route] },
        rate,
      }),
    )
  }
}

function* allergiesOf(statement: Statement): Generator<RecordEntry> {
  for (const [index, allergy] of (statement.person.allergies ?? []).entries())
    yield stated<EntryContent<AllergyEntry>>(
      statement,
      `Allergy-${index + 1}`,
      statement.atMs - 400 * 24 * hourMs,
      {
        kind: 'allergy',
        code: { codings: [], text: allergy.substance },
        type: 'allergy',
        category: [allergy.category],
        criticality: allergy.criticality,
        clinicalStatus: 'active',
        verification: 'confirmed',
        reactions: [{ manifestation: [{ codings: [], text: allergy.reaction }], severity: allergy.severity }],
      },
    )
}

const roleSystem = 'http://terminology.hl7.org/CodeSystem/v3-RoleCode'
const roles = { FTH: 'father', MTH: 'mother', NBRO: 'brother', NSIS: 'sister' } as const

function* relativesOf(statement: Statement): Generator<RecordEntry> {
  for (const [index, relative] of (statement.person.relatives ?? []).entries())
    yield stated<EntryContent<FamilyHistoryEntry>>(
      statement,
      `Relative-${index + 1}`,
      statement.atMs - 300 * 24 * hourMs,
      defined({
        kind: 'family-history' as const,
        relationship: concept(roles[relative.role], [roleSystem, relative.role]),
        sex: relative.role === 'FTH' || relative.role === 'NBRO' ? ('M' as const) : ('F' as const),
        deceasedAge:
          relative.diedAtYears === undefined ? undefined : { value: relative.diedAtYears, unit: 'a' },
        conditions: relative.conditions.map(({ icd10, name, atYears }) => ({
          code: concept(name, [codeSystems.icd10, icd10]),
          onsetAge: { value: atYears, unit: 'a' },
        })),
      }),
    )
}

function* genotypesOf(statement: Statement): Generator<RecordEntry> {
  for (const [index, genotype] of (statement.person.genotypes ?? []).entries())
    yield stated<EntryContent<GenotypeEntry>>(
      statement,
      `Genotype-${index + 1}`,
      statement.atMs - 200 * 24 * hourMs,
      genotypeContent(genotype),
    )
}

function genotypeContent({ gene, variant, diplotype }: SampleGenotype) {
  const common = {
    kind: 'genotype' as const,
    gene,
    filters: [],
    ...(diplotype === undefined ? {} : { diplotype }),
  }
  if ('name' in variant)
    return {
      ...common,
      code: { codings: [], text: variant.name },
      alts: [],
      alleles: [],
      phased: false,
    }
  const { dbsnp, chromosome, position, ref, alt, copies } = variant
  return {
    ...common,
    code: concept(`${gene} ${dbsnp}`, [codeSystems.dbsnp, dbsnp]),
    build: 'GRCh38' as const,
    chromosome,
    position,
    ref,
    alts: [alt],
    alleles: [copies === 2 ? 1 : 0, copies > 0 ? 1 : 0],
    phased: false,
  }
}

function* proceduresOf(statement: Statement): Generator<RecordEntry> {
  const { person, atMs } = statement
  for (const { snomed, name, fromHours, toHours } of person.procedures ?? [])
    yield stated<EntryContent<ProcedureEntry>>(
      statement,
      `Procedure-${snomed}`,
      atMs - (toHours ?? fromHours) * hourMs,
      defined({
        kind: 'procedure' as const,
        start: time(atMs, fromHours),
        end: toHours === undefined ? undefined : time(atMs, toHours),
        code: concept(name, [codeSystems.snomed, snomed]),
        state: 'completed' as const,
      }),
    )
}

function* documentsOf(statement: Statement): Generator<RecordEntry> {
  const { person, atMs } = statement
  for (const [index, { loinc, title, text, hoursAgo }] of (person.documents ?? []).entries())
    yield stated<EntryContent<DocumentEntry>>(statement, `Document-${index + 1}`, atMs - hoursAgo * hourMs, {
      kind: 'document',
      start: instant(atMs, hoursAgo),
      code: concept(title, [codeSystems.loinc, loinc]),
      title,
      text,
    })
}
