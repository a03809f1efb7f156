import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import { readImportWords, recordImportOptions } from './record-import-options'

const options = (...words: string[]) => recordImportOptions(readImportWords(['file', ...words]))

test.each([
  [
    ['--as', 'vcf', '--patient-number', 'urn:oid:1.2|A|1'],
    { patient: [{ system: 'urn:oid:1.2', value: 'A|1' }] },
  ],
  [
    ['--as', 'vcf', '--patient-number', 'A1', '--sample', 'NA2'],
    { patient: [{ system: '', value: 'A1' }], sample: 'NA2' },
  ],
  [
    ['--as', 'wfdb', '--patient-system', 'urn:mrn', '--patient-number', 'A|1'],
    { patient: [{ system: 'urn:mrn', value: 'A|1' }] },
  ],
  [['--as', 'physionet2012', '--admission', '2024-02-29'], { admission: '2024-02-29T00:00:00.000Z' }],
  [
    ['--as', 'physionet2012', '--admission', '2024-02-29T08:30+08:00'],
    { admission: '2024-02-29T00:30:00.000Z' },
  ],
  [['--as', 'hl7', '--encoding', 'gbk', '--zone', '+480'], { encoding: 'gbk', zone: 480 }],
  [['--as', 'hl7', '--corrections', 'changed'], { correctionsAreComplete: false }],
])('%j', async (words, expected) => {
  expect(await options(...words)).toMatchObject(expected)
})

test.each([
  [['--as', 'physionet2012', '--admission', '2024-02-30']],
  [['--as', 'physionet2012', '--admission', '2024-02']],
  [['--as', 'physionet2012', '--admission', 'yesterday']],
  [['--as', 'fhir', '--admission', '2024-02-29']],
  [['--as', 'fhir', '--encoding', 'gbk']],
  [['--as', 'fhir', '--corrections', 'changed']],
  [['--as', 'hl7', '--corrections', 'some']],
  [['--as', 'hl7', '--encoding', 'klingon']],
  [['--as', 'hl7', '--zone', 'Europe/Atlantis']],
  [['--as', 'vcf', '--patient-system', 'urn:mrn']],
  [['--as', 'csv']],
  [['--as', 'docx']],
])('%j is not understood', async (words) => {
  await expect(options(...words)).rejects.toMatchObject({ code: 'USAGE' })
})

test('the wanted places of a genome come from allele definitions, packed or not', async () => {
  const folder = temporaryFolder()
  const definition = {
    genomeBuild: 'GRCh38.p13',
    variants: [{ chromosome: 'chr10', position: 7, rsid: 'rs1' }],
  }
  writeFileSync(join(folder, 'A_translation.json'), JSON.stringify(definition))
  writeFileSync(join(folder, 'B_translation.json.gz'), gzipSync(JSON.stringify(definition)))
  writeFileSync(join(folder, 'notes.txt'), 'no definitions')
  const place = { build: 'GRCh38', chromosome: 'chr10', position: 7, rsId: 'rs1' }
  expect(await options('--as', 'vcf', '--places', folder)).toMatchObject({ places: [place, place] })
  await expect(options('--as', 'hl7', '--places', folder)).rejects.toMatchObject({ code: 'USAGE' })
  const wrong = options('--as', 'vcf', '--places', join(folder, 'notes.txt'))
  await expect(wrong).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  const absent = options('--as', 'vcf', '--places', join(folder, 'none'))
  await expect(absent).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
})

test('the encoding of a table becomes a part of its mapping', async () => {
  const path = join(temporaryFolder(), 'map.json')
  const mapping = {
    format: 'vesalius-csv-mapping-1',
    name: 'ward',
    text: { headerRow: 1, decimal: '.' },
    missing: [],
    patient: { identifiers: [{ column: 'mrn', system: '' }] },
    timeRequired: false,
    rows: { form: 'patients' },
  }
  writeFileSync(path, JSON.stringify(mapping))
  expect(await options('--as', 'csv', '--map', path, '--encoding', 'gb18030')).toMatchObject({
    mapping: { text: { encoding: 'gb18030' } },
  })
  await expect(options('--as', 'csv', '--map', path, '--encoding', 'gbk')).rejects.toMatchObject({
    code: 'USAGE',
  })
  await expect(options('--as', 'csv', '--map', `${path}x`)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
})
