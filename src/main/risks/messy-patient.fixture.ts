/** One man as three senders tell of him: by FHIR, by HL7 and in a table, with other units, broken rows and things said twice. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../test-support/temporary-folder'
import { codeSystems } from '../../shared/domain/record/coding'
import type { IntakeOptions } from '../../shared/domain/record/intake'
import { CsvMapping, csvMappingFormat } from '../../shared/domain/record-import/csv-mapping'
import { memoryStore } from '../store/memory-store.fixture'
import type { WritableDatabase } from '../store/open-database'
import { createIntake } from '../store/queries/record-imports'
import { listPeople } from '../store/queries/record-people'
import { planFiles } from '../records/intake/plan-files'
import { runIntake } from '../records/intake/run-intake'
import { riskProcedures, type RiskProcedures } from './risk-procedures'
import { type RiskReadingProcedures, riskReadingProcedures } from './risk-reading-procedures'

const system = 'urn:oid:1.2.3'
/** Two days after the last value. */
export const messyNowMs = Date.parse('2026-03-12T00:00:00Z')

const person = {
  resourceType: 'Patient',
  id: 'p1',
  identifier: [{ system, value: 'A1' }],
  name: [{ family: 'Roe', given: ['Richard'] }],
  gender: 'male',
  birthDate: '1955-06-15',
}
const subject = { reference: 'Patient/p1' }
const measured = (id: string, loinc: string, value: number, unit: string, day = '2026-03-10') => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: codeSystems.loinc, code: loinc }] },
  subject,
  effectiveDateTime: `${day}T08:00:00Z`,
  valueQuantity: { value, unit, code: unit, system: 'http://unitsofmeasure.org' },
})
const diagnosed = (id: string, code: string, status = 'confirmed') => ({
  resourceType: 'Condition',
  id,
  verificationStatus: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: status }],
  },
  code: { coding: [{ system: codeSystems.icd10, code }] },
  subject,
  onsetDateTime: '2019-05-01',
})
const smoking = {
  resourceType: 'Observation',
  id: 'smoke',
  status: 'final',
  code: { coding: [{ system: codeSystems.loinc, code: '72166-2' }] },
  subject,
  effectiveDateTime: '2025-09-01',
  valueCodeableConcept: {
    coding: [{ system: codeSystems.snomed, code: '8517006', display: 'Former smoker' }],
  },
}

const bundle = [
  person,
  measured('ef', '10230-1', 32, '%', '2025-11-02'),
  measured('plt', '777-3', 180, '10*3/uL'),
  // The laboratory's table has the same creatinine in the other unit.
  measured('crea', '2160-0', 1.7, 'mg/dL'),
  measured('old-crea', '2160-0', 1.1, 'mg/dL', '2025-01-10'),
  measured('sbp', '8480-6', 118, 'mm[Hg]'),
  measured('pulse', '8867-4', 92, '/min'),
  // No pressure has this unit: it waits in quarantine.
  measured('dbp', '8462-4', 70, 'mg/dL'),
  diagnosed('htn', 'I10'),
  diagnosed('dm', 'E11.9', 'refuted'),
  smoking,
  '{"resourceType":"Observation","id":"torn',
]

const messages = [
  'MSH|^~\\&|LAB|HOSP|VES|HOSP|20260310090000+0000||ORU^R01^ORU_R01|M1|P|2.5.1',
  'PID|1||A1^^^HOSP&1.2.3&ISO^MR||ROE^RICHARD||19550615|M',
  'OBR|1||O1|24323-8^Panel^LN|||20260310080000+0000',
  'OBX|1|NM|2157-6^CK^LN||310|U/L|||||F',
  'OBX|2|NM|4544-3^Hct^LN||33.5|%|||||F',
  'OBX|3|NM|2093-3^Chol^LN||4.9|mmol/L|||||F',
  'OBX|4|NM|2951-2^Na^LN||high|mmol/L|||||F',
].join('\r')

const table = [
  'mrn,name,when,crea,na,weight,height,hdl',
  'A1,Roe Richard,2026-03-10 08:00,150.3,134,187,70,38',
  'A1,Roe Richard,31.02.2026,150.3,134,187,70,38',
  'A1,Roe Richard,2026-03-09 08:00,,136,,,',
].join('\n')

const column = (name: string, loinc: string, unit: string) => ({
  as: 'observation',
  column: name,
  code: { codings: [{ system: codeSystems.loinc, code: loinc }] },
  value: { type: 'quantity', unit: { from: 'mapping', unit } },
})
const mapping = CsvMapping.parse({
  format: csvMappingFormat,
  name: 'ward',
  text: { headerRow: 1, decimal: '.' },
  missing: [''],
  patient: { identifiers: [{ column: 'mrn', system }], name: 'name' },
  time: { columns: ['when'], patterns: ['YYYY-MM-DD HH:mm'] },
  timeRequired: true,
  rows: {
    form: 'wide',
    columns: [
      column('crea', '2160-0', 'umol/L'),
      column('na', '2951-2', 'mmol/L'),
      column('weight', '29463-7', 'lb'),
      column('height', '8302-2', 'in'),
      column('hdl', '2085-9', 'mg/dL'),
    ],
  },
})

export interface MessyPatient {
  db: WritableDatabase
  patientId: string
  /** what a value's source names, by the file's name */
  textOf(file: string): string
}

/** @param times how often each file is imported, in turn */
export async function messyPatient(times: number): Promise<MessyPatient> {
  const db = memoryStore()
  const folder = temporaryFolder()
  const texts = new Map([
    ['his.ndjson', bundle.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n')],
    ['lab.hl7', messages],
    ['ward.csv', table],
  ])
  const options: Record<string, IntakeOptions> = {
    'his.ndjson': { format: 'fhir', zone: 'UTC', sender: 'his' },
    'lab.hl7': { format: 'hl7', zone: 'UTC', sender: 'LAB' },
    'ward.csv': { format: 'csv', zone: 'UTC', mapping },
  }
  for (let time = 0; time < times; time += 1)
    for (const [name, text] of texts) {
      const path = join(folder, name)
      writeFileSync(path, text)
      const chosen = options[name]!
      const id = createIntake(db, {
        options: chosen,
        files: await planFiles(chosen.format, [path]),
        by: 'tester',
      })
      await runIntake(db, id, { signal: new AbortController().signal, progress: () => undefined })
    }
  const [found] = listPeople(db, { afterId: null, limit: 9 })
  return { db, patientId: found?.patient.id ?? '', textOf: (file) => texts.get(file) ?? '' }
}

/** The procedures of both of the vault's threads on the very thread of the test. */
export const vaultOf = (db: WritableDatabase) => ({
  reader: readerOf(db) as never,
  store: storeOf(db) as never,
})

function readerOf(db: WritableDatabase) {
  const procedures = riskReadingProcedures(db)
  type Name = keyof RiskReadingProcedures
  return {
    call: <N extends Name>(name: N, request: Parameters<RiskReadingProcedures[N]>[0]) => {
      const run = procedures[name] as (given: typeof request) => ReturnType<RiskReadingProcedures[N]>
      return Promise.resolve(run(request))
    },
  }
}

const storeOf = (db: WritableDatabase) => ({
  call: (name: keyof RiskProcedures, request: Parameters<RiskProcedures['keepEstimates']>[0]) =>
    Promise.resolve(riskProcedures(db)[name](request)),
})
