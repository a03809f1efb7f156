import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RecordEntry, type WaveformEntry } from '../../../../shared/domain/record/entry'
import type { ReadItem } from '../../../../shared/domain/record/read-item'
import { readAnnotations } from './annotations'
import { CurvePreview } from './preview'
import { readWfdb } from './read-wfdb'
import { readSamples, type SignalFormat, signalFormats } from './signal-formats'

interface Reference {
  formats: { format: SignalFormat; base64: string; samples: number[] }[]
  record100: {
    n: number
    first: number[]
    sum: number
    firstBuckets: [number, number][]
    lowest: number
    highest: number
  }[]
}
const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/reference.json'), 'utf8'),
) as Reference

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function samplesOf(
  bytes: Uint8Array,
  format: SignalFormat,
  size: number,
  offset = 0,
): Promise<number[]> {
  const samples: number[] = []
  for await (const chunk of readSamples(inPieces(bytes, size), format, offset)) samples.push(...chunk)
  return samples
}

describe('samples', () => {
  test('there is a reference for every format', () => {
    expect(reference.formats.map(({ format }) => format)).toEqual([...signalFormats])
  })

  test.each(reference.formats)(
    'of format $format are those that numpy packed',
    async ({ format, base64, samples }) => {
      const bytes = Buffer.from(base64, 'base64')
      for (const size of [1, 5, 7, 1000]) expect(await samplesOf(bytes, format, size)).toEqual(samples)
      expect(await samplesOf(Buffer.concat([Buffer.from('header'), bytes]), format, 4, 6)).toEqual(samples)
    },
  )

  test('of a last group that is not whole', async () => {
    const { base64, samples } = reference.formats.find(({ format }) => format === 212)!
    expect(await samplesOf(Buffer.from(base64, 'base64').subarray(0, 89), 212, 1000)).toEqual(
      samples.slice(0, 59),
    )
  })
})

describe('a preview', () => {
  test('holds the smallest and the largest value of each stretch', () => {
    const value = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constant(NaN))
    fc.assert(
      fc.property(fc.array(value, { maxLength: 200 }), (values) => {
        const preview = new CurvePreview(8)
        for (const one of values) preview.add(one)
        const { bucketSamples, min, max } = preview.result((step) => step)
        expect(min.length).toBe(Math.ceil(values.length / bucketSamples))
        expect(min.length).toBeLessThanOrEqual(8)
        min.forEach((lowest, bucket) => {
          const valid = values
            .slice(bucket * bucketSamples, (bucket + 1) * bucketSamples)
            .filter((one) => !Number.isNaN(one))
          expect(lowest).toBe(valid.length === 0 ? null : Math.min(...valid))
          expect(max[bucket]).toBe(valid.length === 0 ? null : Math.max(...valid))
        })
      }),
    )
  })
})

const itemsOf = async (header: string, files: Record<string, Uint8Array> = {}): Promise<ReadItem[]> => {
  const open = (name: string) => (Object.hasOwn(files, name) ? inPieces(files[name]!, 5) : null)
  const items: ReadItem[] = []
  for await (const item of readWfdb(inPieces(Buffer.from(header), 9), {
    namespace: 'wfdb',
    zone: 'UTC',
    open,
  }))
    items.push(item)
  return items
}
const words = (...values: number[]) => Buffer.from(values.flatMap((value) => [value & 255, value >> 8]))
const detailOf = ([item]: ReadItem[]) =>
  item?.kind === 'rejected' ? `${item.reason.code}: ${item.reason.detail}` : item?.kind

describe('a record', () => {
  const two = words(...[100, 65436, 200, 65336, 32768, 7].map((value) => value))

  test('is read with its gain, unit, begin and gaps', async () => {
    const [item] = await itemsOf(
      'r1 2 100 3 10:30:05.5 24/12/2023\nr1.dat 16 100(50)/mV 16 0 100 0 0 II\nr1.dat 16 0 16 0 0 0 0 Pleth\n# 61 F\n',
      { 'r1.dat': two },
    )
    const entry = item?.kind === 'entry' ? (RecordEntry.parse(item.entry) as WaveformEntry) : null
    expect(entry).toMatchObject({
      start: { iso: '2023-12-24T10:30:05.500Z', precision: 'millisecond' },
      code: { codings: [{ code: '11524-6' }] },
      patient: [{ system: '', value: 'r1' }],
      samplingHz: 100,
      sampleCount: 3,
      note: '61 F',
      beats: [],
    })
    expect(entry?.channels).toEqual([
      { name: 'II', unit: 'mV', preview: { bucketSamples: 1, min: [0.5, 1.5, null], max: [0.5, 1.5, null] } },
      {
        name: 'Pleth',
        unit: '{adu}',
        preview: { bucketSamples: 1, min: [-100, -200, 7], max: [-100, -200, 7] },
      },
    ])
  })

  test('with several samples a frame becomes an entry for each rate', async () => {
    const items = await itemsOf(
      'r2 2 50 2\nr2.dat 16 10/mV 16 0 1 0 0 I\nr2.dat 16x2 10/mmHg 16 0 2 0 0 ABP\n',
      { 'r2.dat': words(10, 20, 30, 40, 50, 60) },
    )
    const entries = items.map((item) => (item.kind === 'entry' ? (item.entry as WaveformEntry) : null))
    expect(
      entries.map((entry) => [
        entry?.identity.id,
        entry?.samplingHz,
        entry?.sampleCount,
        entry?.channels[0]!.preview.min,
      ]),
    ).toEqual([
      ['r2#1', 50, 2, [1, 4]],
      ['r2#2', 100, 4, [2, 3, 5, 6]],
    ])
  })

  test('that is not as its header says is refused with the reason', async () => {
    const signal = 'r.dat 16 200 11 0 0 0 0 II'
    expect(detailOf(await itemsOf('nonsense'))).toBe(
      'unsupported: the first line is not that of a WFDB header',
    )
    expect(detailOf(await itemsOf('r/2 1 360 100\n'))).toBe('unsupported: a record of several segments')
    expect(detailOf(await itemsOf(`r 1 360 3\n${signal}\n`))).toBe(
      'reference-broken: the signal file r.dat is not there',
    )
    expect(detailOf(await itemsOf(`r 1 360 9\n${signal}\n`, { 'r.dat': two }))).toBe(
      'malformed: r.dat has 6 samples instead of 9',
    )
    expect(detailOf(await itemsOf('r 1 360 6\nr.dat 16 200 11 0 0 5 0 II\n', { 'r.dat': two }))).toContain(
      'checksum',
    )
    expect(detailOf(await itemsOf('r 1 360\nr.dat 516 200\n'))).toBe('unsupported: signals in format 516')
    expect(detailOf(await itemsOf('r 1 360\n../r.dat 16 200\n'))).toBe(
      'unsupported: a signal file called ../r.dat',
    )
    expect(detailOf(await itemsOf('r 1 360\nr.dat 16:3 200\n'))).toBe(
      'unsupported: signals that are shifted against each other',
    )
  })

  test('never throws, whatever its files hold', async () => {
    const header = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc
        .tuple(
          fc.constantFrom('r', ' r'),
          fc.nat(3),
          fc.constantFrom('360', '0', '1e9', ''),
          fc.constantFrom('', '4', '0'),
          fc.array(fc.constantFrom('r.dat 212 200', 'r.dat 16x2 0', 'r.dat 310 1e400', 'x.dat 80'), {
            maxLength: 3,
          }),
        )
        .map(([name, n, rate, frames, signals]) => [`${name} ${n} ${rate} ${frames}`, ...signals].join('\n')),
    )
    await fc.assert(
      fc.asyncProperty(
        header,
        fc.uint8Array({ maxLength: 40 }),
        fc.uint8Array({ maxLength: 40 }),
        async (text, dat, atr) => {
          for (const item of await itemsOf(text, { 'r.dat': dat, 'r.atr': atr }))
            if (item.kind === 'entry') expect(RecordEntry.safeParse(item.entry).success).toBe(true)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe('annotations', () => {
  test('with long gaps and texts', async () => {
    // 18 frames on: rhythm change with a text; 300,000 on: a beat; 5 on: ventricular beat.
    const bytes = words(
      (28 << 10) | 18,
      (63 << 10) | 3,
      0x4e28,
      0x0000 | 0x53,
      59 << 10,
      4,
      37856,
      (1 << 10) | 0,
      (5 << 10) | 5,
      0,
    )
    const marks = []
    for await (const mark of readAnnotations(inPieces(bytes, 3))) marks.push(mark)
    expect(marks).toEqual([
      { sample: 18, type: '+', isBeat: false, text: '(NS' },
      { sample: 300_018, type: 'N', isBeat: true, text: '' },
      { sample: 300_023, type: 'V', isBeat: true, text: '' },
    ])
  })
})

test('a beat before the beginning of the curves is damage, and is said', async () => {
  const header = Buffer.from('r 1 360\nr.dat 16 200 11 1024\n')
  const open = () => inPieces(Uint8Array.from([0, 236, 0, 128, 0, 0, 0, 120]), 8)
  const items: ReadItem[] = []
  for await (const item of readWfdb(inPieces(header, 99), {
    namespace: 'n',
    zone: 'UTC',
    patient: [{ system: 's', value: '1' }],
    open,
  }))
    items.push(item)
  expect(items.map((item) => (item.kind === 'rejected' ? item.reason.code : item.kind))).toEqual([
    'malformed',
  ])
})

const folder = join(process.env['VESALIUS_DATA'] ?? '', 'ecg')
describe.runIf(process.env['VESALIUS_DATA'] && existsSync(folder))('MIT-BIH record 100', () => {
  test('has the published samples and beats, and the curve that numpy reads', async () => {
    const open = (name: string) => createReadStream(join(folder, `mitbih_${name}`))
    const items: ReadItem[] = []
    for await (const item of readWfdb(createReadStream(join(folder, 'mitbih_100.hea')), {
      namespace: 'mit-bih',
      zone: 'UTC',
      open,
    }))
      items.push(item)
    const entry = items[0]?.kind === 'entry' ? (RecordEntry.parse(items[0].entry) as WaveformEntry) : null
    expect(entry).toMatchObject({
      samplingHz: 360,
      sampleCount: 650_000,
      note: '69 M 1085 1629 x1\nAldomet, Inderal',
    })
    const counts: Record<string, number> = {}
    for (const { type } of entry!.beats) counts[type] = (counts[type] ?? 0) + 1
    expect(counts).toEqual({ N: 2239, A: 33, V: 1 })
    expect(entry!.beats).toHaveLength(2273)
    expect(entry!.channels.map(({ name, unit }) => [name, unit])).toEqual([
      ['MLII', 'mV'],
      ['V5', 'mV'],
    ])
    reference.record100.forEach(({ n, firstBuckets, lowest, highest }, index) => {
      const { preview } = entry!.channels[index]!
      expect(n).toBe(650_000)
      expect(preview.bucketSamples).toBe(256)
      expect(preview.min.slice(0, 20)).toEqual(firstBuckets.map(([low]) => low))
      expect(preview.max.slice(0, 20)).toEqual(firstBuckets.map(([, high]) => high))
      expect(Math.min(...preview.min.map((value) => value ?? NaN))).toBe(lowest)
      expect(Math.max(...preview.max.map((value) => value ?? NaN))).toBe(highest)
    })
    const first: number[] = []
    for await (const chunk of readSamples(open('100.dat'), 212)) {
      first.push(...chunk.subarray(0, 2))
      break
    }
    expect(first).toEqual([995, 1011])
  })
})
