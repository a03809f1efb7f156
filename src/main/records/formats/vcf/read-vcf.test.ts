import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type GenotypeEntry, RecordEntry } from '../../../../shared/domain/record/entry'
import type { GenomePlace } from '../../../../shared/domain/record/genome-place'
import type { ReadItem } from '../../../../shared/domain/record/read-item'
import { readVcf, type VcfOptions } from './read-vcf'
import { sitesOfDefinition } from './sites'

const options = { namespace: 'vcf:lab', zone: 'UTC' }

const itemsOf = async (
  file: string | Uint8Array,
  more: Partial<VcfOptions> = {},
  size = 17,
): Promise<ReadItem[]> => {
  const bytes = Buffer.from(file)
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  const items: ReadItem[] = []
  for await (const item of readVcf(pieces(), { ...options, ...more })) items.push(item)
  return items
}

const columns = ['#CHROM', 'POS', 'ID', 'REF', 'ALT', 'QUAL', 'FILTER', 'INFO', 'FORMAT', 'NA1', 'NA2']
const vcf = (...rows: string[][]) =>
  [
    '##fileformat=VCFv4.2',
    '##fileDate=20240305',
    '##contig=<ID=chr1,length=248956422>',
    '##FILTER=<ID=q10,Description="low">',
    columns.join('\t'),
    ...rows.map((row) => row.join('\t')),
  ].join('\n')

const rows = [
  [
    'chr10',
    '94781859',
    'rs4244285',
    'G',
    'A',
    '50.5',
    'PASS',
    'GENEINFO=CYP2C19:1557',
    'GT:DP:GQ',
    '0/1:31:99',
    '1|1:28:99',
  ],
  ['chr10', '94780653', 'rs4986893;rs99', 'G', 'A,C', '.', 'q10;s50', '.', 'GT', '0|2', './.'],
  ['X', '1000', '.', 'GA', 'G', '10', '.', '.', 'DP:GT', '4:1', '.:.'],
  ['chrM', '73', '.', 'A', '*', '1', 'PASS', '.', 'GT', '0/0/1', '|0|1'],
]
const genotypes = (items: ReadItem[]) =>
  items.flatMap((item) => (item.kind === 'entry' ? [item.entry as GenotypeEntry] : []))

describe('genotypes', () => {
  test('are read for each sample: phase, several alleles, missing calls, one copy', async () => {
    const items = await itemsOf(vcf(...rows))
    for (const entry of genotypes(items)) RecordEntry.parse(entry)
    expect(
      genotypes(items).map(({ patient, chromosome, alleles, phased }) => [
        patient[0]!.value,
        chromosome,
        alleles,
        phased,
      ]),
    ).toEqual([
      ['NA1', '10', [0, 1], false],
      ['NA2', '10', [1, 1], true],
      ['NA1', '10', [0, 2], true],
      ['NA2', '10', [null, null], false],
      ['NA1', 'X', [1], false],
      ['NA2', 'X', [null], false],
      ['NA1', 'MT', [0, 0, 1], false],
      ['NA2', 'MT', [0, 1], true],
    ])
    expect(genotypes(items)[0]).toMatchObject({
      build: 'GRCh38',
      gene: 'CYP2C19',
      position: 94781859,
      ref: 'G',
      alts: ['A'],
      depth: 31,
      quality: 50.5,
      filters: [],
      issued: { iso: '2024-03-05', precision: 'day' },
      code: { codings: [{ system: 'http://www.ncbi.nlm.nih.gov/projects/SNP', code: 'rs4244285' }] },
    })
    expect(genotypes(items)[2]).toMatchObject({
      filters: ['q10', 's50'],
      code: { codings: [{ code: 'rs4986893' }, { code: 'rs99' }] },
    })
    expect(genotypes(items)[2]).not.toHaveProperty('quality')
  })

  test('come out of bgzip, whose file has many members', async () => {
    const text = Buffer.from(vcf(...rows))
    const blocks = Buffer.concat([
      gzipSync(text.subarray(0, 100)),
      gzipSync(text.subarray(100)),
      gzipSync(''),
    ])
    expect(await itemsOf(blocks)).toEqual(await itemsOf(text))
  })

  test('belong to the patients that were assigned, and nobody else', async () => {
    const patient = [{ system: 'urn:his', value: '4711' }]
    const items = await itemsOf(vcf(...rows), { patient, sample: 'NA2' })
    expect(genotypes(items)).toHaveLength(4)
    expect(new Set(genotypes(items).map((entry) => entry.patient))).toEqual(new Set([patient]))
    expect(await itemsOf(vcf(...rows), { patient, sample: 'other' })).toMatchObject([
      { reason: { code: 'patient-missing' } },
    ])
  })

  test('of wanted places only, by number or by position on the same build', async () => {
    const sites: GenomePlace[] = [
      { build: 'GRCh38', chromosome: 'chr10', position: 94781859 },
      { build: 'GRCh37', chromosome: 'X', position: 1000 },
      { build: 'GRCh37', chromosome: '10', rsId: 'rs99' },
    ]
    expect(genotypes(await itemsOf(vcf(...rows), { sites })).map(({ position }) => position)).toEqual([
      94781859, 94781859, 94780653, 94780653,
    ])
    const noBuild = vcf(...rows).replace(/##contig.*\n/, '')
    expect(genotypes(await itemsOf(noBuild, { sites })).map(({ position }) => position)).toEqual([
      94780653, 94780653,
    ])
  })

  test('within a block that is as the reference', async () => {
    const block = ['10', '100', '.', 'C', '<NON_REF>', '.', 'PASS', 'END=200', 'GT:DP', '0/0:20', './.']
    const sites: GenomePlace[] = [100, 150, 201].map((position) => ({
      build: 'GRCh38',
      chromosome: '10',
      position,
    }))
    expect(await itemsOf(vcf(block))).toEqual([])
    expect(
      genotypes(await itemsOf(vcf(block), { sites })).map(({ position, ref, alts, alleles }) => [
        position,
        ref,
        alts,
        alleles,
      ]),
    ).toEqual([
      [100, 'C', [], [0, 0]],
      [100, 'C', [], [null, null]],
      [150, 'N', [], [0, 0]],
      [150, 'N', [], [null, null]],
    ])
    const dotted = [...block.slice(0, 4), '.', '.', 'PASS', 'END=200', ...block.slice(8)]
    expect(genotypes(await itemsOf(vcf(dotted), { sites })).map(({ position }) => position)).toEqual([
      100, 100, 150, 150,
    ])
  })

  test('that cannot be are rejected with text that can be read again', async () => {
    const bad = [
      ['1', 'x', '.', 'A', 'G', '.', '.', '.', 'GT', '0/0', '0/0'],
      ['1', '5', '.', 'Q', 'G', '.', '.', '.', 'GT', '0/0', '0/0'],
      ['1', '5', '.', 'A', 'G', '.', '.', '.', 'GT', '0/2', '0/0'],
      ['1', '5', '.', 'A', 'G', '.', '.', '.', 'GT', '0/a', '0/0'],
      ['1', '5', '.', 'A', 'G', '.', '.', '.', 'DP', '3', '4'],
      ['1', '5', '.', 'A', 'G'],
      ['1', '6', '.', 'A', 'G', '.', '.', '.', 'GT', '0/0', '0/1'],
    ]
    const items = await itemsOf(vcf(...bad))
    expect(
      items.map((item) => (item.kind === 'rejected' ? `${item.source.row} ${item.reason.code}` : 'entry')),
    ).toEqual([
      'line 6 malformed',
      'line 7 value-invalid',
      'line 8 value-invalid',
      'line 9 value-invalid',
      'line 10 value-missing',
      'line 11 malformed',
      'entry',
      'entry',
    ])
    const raw = items[2]!.kind === 'rejected' ? items[2]!.raw : ''
    expect(genotypes(await itemsOf(raw.replace('0/2', '0/1')))[0]).toMatchObject({
      build: 'GRCh38',
      alleles: [0, 1],
    })
    expect(await itemsOf('hello\nworld')).toMatchObject([{ reason: { code: 'unsupported' } }])
    expect(await itemsOf('##fileformat=VCFv4.2\n')).toMatchObject([{ reason: { code: 'malformed' } }])
  })

  test('of any text never throw, and keep to the rules of the record', async () => {
    const cell = fc.oneof(
      fc.constantFrom(
        '.',
        '1',
        '0/1',
        '1|2',
        'GT',
        'GT:DP',
        'A',
        'G,<DEL>',
        'END=5',
        '<NON_REF>',
        'rs1;rs2',
        'PASS',
        ']13:123456]T',
      ),
      fc.string({ maxLength: 5 }),
    )
    const text = fc
      .array(fc.array(cell, { minLength: 11, maxLength: 11 }), { maxLength: 4 })
      .map((made) => vcf(...made))
    const sites: GenomePlace[] = [{ build: 'GRCh38', chromosome: '1', position: 1 }]
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, fc.string({ maxLength: 80 })), fc.boolean(), async (file, selects) => {
        for (const entry of genotypes(await itemsOf(file, selects ? { sites } : {})))
          expect(RecordEntry.safeParse(entry).success).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })
})

const definitions = join(process.env['VESALIUS_DATA'] ?? '', 'pharmacogenomics/allele_definitions')
describe.runIf(process.env['VESALIUS_DATA'] && existsSync(definitions))('allele definitions', () => {
  test('give the places of a gene', async () => {
    const json: unknown = JSON.parse(
      gunzipSync(readFileSync(join(definitions, 'CYP2C19_translation.json.gz'))).toString(),
    )
    const sites = sitesOfDefinition(json)
    expect(sites).toContainEqual({
      build: 'GRCh38',
      chromosome: 'chr10',
      position: 94781859,
      rsId: 'rs4244285',
    })
    const selected = genotypes(await itemsOf(vcf(...rows), { sites }))
    expect(selected.map(({ code }) => code.codings[0]!.code)).toEqual([
      'rs4244285',
      'rs4244285',
      'rs4986893',
      'rs4986893',
    ])
    expect(() => sitesOfDefinition({ genomeBuild: 'GRCh37.p13', variants: [] })).toThrow(RangeError)
  })
})
