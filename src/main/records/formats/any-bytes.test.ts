/** Whatever the bytes of a file are, a reader throws nothing and hands out nothing that breaks the rules of the record. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RecordEntry } from '../../../shared/domain/record/entry'
import { mostRawCharacters, type ReadItem } from '../../../shared/domain/record/read-item'
import { readMimic } from './mimic/read-mimic'
import { readPhysionet2012 } from './physionet2012/read-physionet2012'
import { readVcf } from './vcf/read-vcf'
import { readWfdb } from './wfdb/read-wfdb'

type Bytes = AsyncIterable<Uint8Array>
type Read = (bytes: Bytes, beside: Uint8Array) => AsyncIterable<ReadItem>

const options = { namespace: 'any', zone: 'UTC' }
const { tables } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'mimic/fixtures/reference.json'), 'utf8'),
) as { tables: Record<string, string> }

async function* inPieces(bytes: Uint8Array, size = 37): Bytes {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const vcf = [
  '##fileformat=VCFv4.2',
  '##contig=<ID=chr1,length=248956422>',
  '##FILTER=<ID=q10,Description="low">',
  '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tNA1\tNA2',
  'chr10\t94781859\trs4244285\tG\tA\t50.5\tPASS\tGENEINFO=CYP2C19:1557\tGT:DP:GQ\t0/1:31:99\t1|1:28:99',
  'X\t1000\t.\tGA\tG,<NON_REF>\t10\tq10\tEND=1010\tDP:GT\t4:1\t.:.',
].join('\n')
// Without the number of samples and their checksum, any signal file fits.
const wfdb = 'r 2 360\nr.dat 16 200(0)/mV 11 1024\nr.dat 16 200 11 1024\n# 69 M\n'
const stay =
  'Time,Parameter,Value\n00:00,RecordID,132539\n00:00,Gender,0\n00:00,ICUType,4\n00:07,GCS,15\n47:59,Temp,35.10\n'
const stays = 'RecordID,minute,parameter,value\n132539,0,Age,54\n132539,7,pH,7.35\n132540,61,MechVent,1\n'

const readers: [name: string, sources: readonly string[], read: Read][] = [
  ['VCF', [vcf], (bytes) => readVcf(bytes, options)],
  [
    'WFDB',
    [wfdb],
    (bytes, beside) =>
      readWfdb(bytes, { ...options, open: (name) => (/\.(dat|atr)$/.test(name) ? inPieces(beside) : null) }),
  ],
  ['MIMIC-III', Object.values(tables), (bytes) => readMimic(bytes, options)],
  ['PhysioNet 2012', [stay, stays], (bytes) => readPhysionet2012(bytes, options)],
]

/** One change of a file: bytes in the place of others, taken out or put in. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.constantFrom(0, 0, 0, 1, 1, 2, 2, 5, 30, 100_000),
  added: fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc
      .constantFrom(
        '"',
        '\n',
        '\r',
        ',',
        '\t',
        '\0',
        '\uFEFF',
        '1e400',
        '-1',
        'é',
        '__proto__',
        '<NON_REF>',
        '2164-13-45',
      )
      .map((text) => Buffer.from(text)),
  ),
})

function changed(
  source: Uint8Array,
  { at, removed, added }: { at: number; removed: number; added: Uint8Array },
): Uint8Array {
  const place = Math.floor(at * source.length)
  return Buffer.concat([source.subarray(0, place), added, source.subarray(place + removed)])
}

test.each(readers)(
  '%s: 10,000 damaged files never throw, and no entry breaks the rules of the record',
  async (_name, sources, read) => {
    const file = fc
      .tuple(
        fc.constantFrom(...sources),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('plain', 'plain', 'plain', 'packed', 'packed first'),
      )
      .map(([source, changes, packing]) => {
        const start: Uint8Array = packing === 'packed first' ? gzipSync(source) : Buffer.from(source)
        const end = changes.reduce(changed, start)
        return packing === 'packed' ? gzipSync(end) : end
      })
    const anyFile = fc.oneof(
      { weight: 9, arbitrary: file },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    )
    let entries = 0
    await fc.assert(
      fc.asyncProperty(anyFile, fc.uint8Array({ maxLength: 60 }), async (bytes, beside) => {
        for await (const item of read(inPieces(bytes), beside)) {
          if (item.kind === 'entry') {
            entries += 1
            expect(RecordEntry.safeParse(item.entry).success).toBe(true)
          } else expect(item.raw.length).toBeLessThanOrEqual(mostRawCharacters)
        }
      }),
      { numRuns: 10_000 },
    )
    // Some damage leaves something that can be read: the readers do not refuse everything.
    expect(entries).toBeGreaterThan(0)
  },
  300_000,
)
