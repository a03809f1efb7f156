import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import type { RecordEntry } from '../../../shared/domain/record/entry'
import { memoryStore } from '../../store/memory-store.fixture'
import { addIdentifier } from '../../store/queries/patient-identifiers'
import { createPatient } from '../../store/queries/patients'
import { PatientCount } from './count-patients'
import { surveyFiles } from './survey-files'

const contents: readonly (readonly [name: string, content: string | Uint8Array, format: string | null])[] = [
  ['bundle.json', '{"resourceType":"Bundle","entry":[]}', 'fhir'],
  ['export.ndjson.gz', gzipSync('{"resourceType":"Patient","id":"1"}\n'), 'fhir'],
  ['settings.json', '{"theme":"dark"}', null],
  ['results.dat', '\u000bMSH*%~\\&*LAB\rPID*1', 'hl7'],
  ['results.txt', 'FHS|^~\\&|LAB\rMSH|^~\\&|LAB', 'hl7'],
  ['genome.txt', '##fileformat=VCFv4.2\n#CHROM\tPOS', 'vcf'],
  ['100.hea', '100 2 360 650000\n100.dat 212 200 11 1024 995 -22131 0 MLII\n', 'wfdb'],
  ['132539.txt', 'Time,Parameter,Value\n00:00,RecordID,132539\n', 'physionet2012'],
  ['set-a.csv.gz', gzipSync('RecordID,minute,parameter,value\n1,0,Age,54\n'), 'physionet2012'],
  ['PATIENTS.csv', '"ROW_ID","SUBJECT_ID","GENDER","DOB"\n', 'mimic'],
  ['labs.csv', Buffer.from('\ufeffid;K\n1;4,1\n', 'utf16le'), 'csv'],
  ['film.bin', new Uint8Array([0, 1, 2, 3, 0, 0]), null],
  ['empty.csv', '', null],
]

test.each(contents)('%s is recognised', async (name, content, format) => {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, content)
  expect((await surveyFiles([path])).files).toMatchObject([{ format }])
})

test('files of several formats are read each in its own; a folder by its names', async () => {
  const folder = temporaryFolder()
  const inside = join(folder, 'ward')
  mkdirSync(inside)
  const put = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const bundle = put('bundle.json', '{"resourceType":"Bundle"}')
  const labs = put('labs.csv', 'id,K\n1,4\n')
  put('ward/more.csv', 'id,K\n2,4\n')
  const survey = await surveyFiles([bundle, labs, inside])
  expect(survey.format).toBe('fhir')
  expect(survey.roots).toMatchObject({ fhir: [bundle], csv: [labs, inside] })
  expect(survey.readIn).toContainEqual({ format: 'csv', files: 2 })
  // Somebody may know better than the content.
  expect(survey.roots.hl7).toEqual([bundle, labs])
  await expect(surveyFiles([join(folder, 'nothing')])).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
})

test('people are counted by any of their numbers', () => {
  const db = memoryStore()
  const nobody = {
    name: { alphabetic: '', ideographic: '', phonetic: '' },
    birthDate: null,
    sex: 'U',
  } as const
  for (const value of ['K1', 'K2']) {
    const { patientRow } = createPatient(
      db,
      { ...nobody, patientId: value, issuer: 'a' },
      `id\na\n${value}`,
      false,
    )
    addIdentifier(db, patientRow, { system: 'a', value })
  }
  const count = new PatientCount(db)
  const about = (...values: string[]) =>
    count.add({ kind: 'encounter', patient: values.map((value) => ({ system: 'a', value })) } as RecordEntry)
  about('N1')
  about('N2', 'N3')
  about('N3', 'N1')
  about('N4')
  about('K1')
  about('K1', 'N5')
  expect(count.counts()).toEqual({ fresh: 2, known: 1, conflicting: 0 })
  about('N5', 'K2')
  expect(count.counts()).toEqual({ fresh: 2, known: 0, conflicting: 1 })
})
