/** `predict` with every kind of model: an ensemble with patterns and a quality gate, regions, series, a generator. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from './fixtures'
import { type ResultLine, runHeadless } from './headless-program'
import { asDicom, asPng, drawGray, type Tags } from './make-film'

const models = fileURLToPath(new URL('../src/main/inference/fixtures', import.meta.url))
const env = { VESALIUS_MODELS_DIR: models }
const predict = (home: string, ...words: string[]) =>
  runHeadless(['predict', ...words, '--json'], { home, env })

interface Output {
  label: string
  kind: string
  probability: number
  threshold: number | null
  range: { low: number; high: number; members: number } | null
  refer: boolean
}
const outputsOf = (line: ResultLine | undefined) => (line?.['outputs'] ?? []) as Output[]
const flagsOf = (line: ResultLine | undefined) =>
  ((line?.['flags'] ?? []) as { code: string }[]).map(({ code }) => code)
const reasonOf = ({ status, reason, error }: ResultLine) =>
  ((reason ?? error) as { code: string } | undefined)?.code ?? status

const child: Tags = {
  '00080060': ['CS', 'DX'],
  '00180015': ['CS', 'CHEST'],
  '00185101': ['CS', 'AP'],
  '00101010': ['AS', '003Y'],
}
const film = (level: (x: number) => number) => asDicom(drawGray(64, 64, level), child)

test('an ensemble gives the finding, what it divides into, and its range', async ({ profileDir }) => {
  await writeFile(
    join(profileDir, 'grey.dcm'),
    film((x) => 96 + x),
  )
  const { lines, code } = await predict(profileDir, 'tiny-ensemble@0.1.0', 'grey.dcm')
  expect(code).toBe(0)
  const outputs = outputsOf(lines[0])
  expect(outputs.map(({ label, kind }) => `${label} ${kind}`)).toEqual([
    'pneumonia finding',
    'normal normal',
    'bacterial-pattern pattern',
    'viral-pattern pattern',
  ])
  const [whole, normal, bacterial, viral] = outputs.map(({ probability }) => probability)
  expect((whole ?? 0) + (normal ?? 0)).toBeCloseTo(1, 9)
  expect((bacterial ?? 0) + (viral ?? 0)).toBeCloseTo(whole ?? 0, 9)
  const range = outputs[0]?.range
  expect(range?.members).toBe(3)
  expect(range?.low).toBeLessThan(whole ?? 0)
  expect(range?.high).toBeGreaterThan(whole ?? 0)
  expect(outputs.map(({ threshold }) => threshold)).toEqual([0.4, null, null, null])
})

test('the quality gate names its reason before the unfamiliarity does, and gives no number', async ({
  profileDir,
}) => {
  await writeFile(
    join(profileDir, '1-bright.dcm'),
    film((x) => (x < 3 ? 0 : 255)),
  )
  await writeFile(
    join(profileDir, '2-dark.dcm'),
    film((x) => (x < 3 ? 255 : 0)),
  )
  await writeFile(
    join(profileDir, '3-mirrored.dcm'),
    film((x) => (x < 32 ? 200 : 56)),
  )
  const names = ['1-bright.dcm', '2-dark.dcm', '3-mirrored.dcm']
  const { lines } = await predict(profileDir, 'tiny-ensemble', ...names)
  expect(lines.map(reasonOf)).toEqual(['UNDEREXPOSED', 'OVEREXPOSED', 'assessed'])
  expect(lines.slice(0, 2).some((line) => 'outputs' in line)).toBe(false)
  expect(flagsOf(lines[2])).toContain('MIRRORED')
  const ignored = await predict(profileDir, 'tiny-ensemble', ...names, '--ignore-gates')
  expect(ignored.lines.map(reasonOf)).toEqual(['assessed', 'assessed', 'assessed'])
  expect(flagsOf(ignored.lines[0])).toEqual(['GATES_IGNORED', 'UNDEREXPOSED', 'UNLIKE_TRAINING_IMAGES'])
})

test('a segmentation gives the share of each region, with a fixed batch and three channels', async ({
  profileDir,
}) => {
  await writeFile(join(profileDir, 'half.png'), asPng(drawGray(64, 64, (x) => (x < 32 ? 0 : 190))))
  const { lines, code } = await predict(profileDir, 'tiny-regions', 'half.png')
  expect(code).toBe(0)
  expect(lines[0]).toMatchObject({
    outputs: [],
    regions: [
      { label: 'bright', areaShare: 0.5 },
      { label: 'glaring', areaShare: 0 },
    ],
    // Its gate is open: nothing is asked and nothing unstated is worth a word.
    flags: [],
  })
})

test('a model of series reads tables, and says what is wrong with one', async ({ profileDir }) => {
  const head = 'time,SpO2,heart-rate,temperature'
  const rows = [0, 1, 2, 3].map((hour) => `${hour},96,${100 + hour},37.5`)
  const tables: Record<string, string> = {
    '1-good.csv': [head, ...rows].join('\n'),
    '2-short.csv': [head, ...rows.slice(1)].join('\n'),
    '3-column.csv': ['time,SpO2,temperature', ...rows].join('\n'),
    '4-hole.csv': [head, ...rows.slice(1), '3,,100,37'].join('\n'),
    '5-empty.csv': '',
  }
  const folder = join(profileDir, 'tables')
  await mkdir(folder)
  for (const [name, text] of Object.entries(tables)) await writeFile(join(folder, name), text)
  await writeFile(join(folder, '6-binary.csv'), Buffer.from([0xff, 0xfe, 0x00, 0x80]))
  const { lines, code } = await predict(profileDir, 'tiny-series', folder)
  expect(lines.map(reasonOf)).toEqual([
    'assessed',
    'SERIES_WRONG_LENGTH',
    'SERIES_COLUMN_MISSING',
    'SERIES_VALUE_INVALID',
    'FILE_EMPTY',
    'SERIES_VALUE_INVALID',
  ])
  expect(code).toBe(1)
  expect(outputsOf(lines[0])).toMatchObject([
    { label: 'deterioration', calibrated: false, threshold: 0.5, positive: true },
    { label: 'stable', kind: 'normal', threshold: null },
  ])
})

test('a generator is no predictor, and unknown versions are unknown', async ({ profileDir }) => {
  const generator = await predict(profileDir, 'tiny-generator', 'x.png')
  expect(generator.lines.map(reasonOf)).toEqual(['USAGE'])
  expect(generator.code).toBe(2)
  const unknown = await predict(profileDir, 'tiny-film@9.9.9', 'x.png')
  expect(unknown.lines.map(reasonOf)).toEqual(['MODEL_UNKNOWN'])
})

test('a folder of junk ends in one line for each file', async ({ profileDir }) => {
  const folder = join(profileDir, 'junk')
  await mkdir(folder)
  let seed = 7
  const byte = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) >>> 24
  const good = film((x) => 96 + x)
  const png = asPng(drawGray(40, 40, (x) => x * 6))
  for (let at = 0; at < 60; at++) {
    const base = [good, png, Buffer.alloc(300)][at % 3] ?? good
    const spoiled = Buffer.from(base.subarray(0, at % 2 ? base.length : 1 + ((at * 37) % base.length)))
    for (let hit = 0; hit < 1 + (at % 17); hit++) spoiled[((byte() << 8) | byte()) % spoiled.length] = byte()
    await writeFile(join(folder, `${String(at).padStart(2, '0')}.bin`), spoiled)
  }
  const { lines, log } = await predict(profileDir, 'tiny-ensemble', folder)
  expect(lines).toHaveLength(60)
  expect(lines.every(({ status }) => ['assessed', 'not-assessed', 'error'].includes(String(status)))).toBe(
    true,
  )
  expect(lines.some((line) => reasonOf(line) === 'INTERNAL')).toBe(false)
  expect(log).not.toContain('Error')
})
