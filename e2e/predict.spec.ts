/** `predict`, `models` and `selftest` on the built program, with the model that ships. */
import { execFileSync } from 'node:child_process'
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PNG } from 'pngjs'
import { expect, test } from './fixtures'
import { type ResultLine, runHeadless } from './headless-program'
import { asDicom, asPng, drawGray, type GrayPicture, type Tags } from './make-film'
import { electronBinary } from './running-app'

const root = fileURLToPath(new URL('..', import.meta.url))
const modelDir = join(root, 'models/chest-film')
interface Finding {
  calibration: { slope: number; intercept: number }
  threshold: { value: number }
}
const manifest = JSON.parse(await readFile(join(modelDir, 'manifest.json'), 'utf8')) as {
  version: string
  weights: { sha256: string }
  outputs: ({ role: 'finding-logits'; labels: Finding[] } | { role: 'other' })[]
}
const finding = manifest.outputs.flatMap((output) => (output.role === 'finding-logits' ? output.labels : []))[0]

const floats = async (path: string) => new Float32Array(new Uint8Array(await readFile(path)).buffer)

/** The drawn chest of the model's own golden vectors, at the model's own size. */
async function drawnChest(): Promise<GrayPicture> {
  const values = await floats(join(modelDir, 'golden/case-0.image.f32'))
  const side = Math.sqrt(values.length)
  return { rows: side, columns: side, data: Uint8Array.from(values, (value) => Math.round(value * 255)) }
}
async function goldenProbability(): Promise<number> {
  const [logit = NaN] = await floats(join(modelDir, 'golden/case-0.logit.f32'))
  const { slope, intercept } = finding?.calibration ?? { slope: NaN, intercept: NaN }
  return 1 / (1 + Math.exp(-(slope * logit + intercept)))
}
const chestTags: Tags = {
  '00080060': ['CS', 'DX'],
  '00180015': ['CS', 'CHEST'],
  '00185101': ['CS', 'AP'],
  '00101010': ['AS', '003Y'],
}
const short = ({ input, status, reason, error }: ResultLine) => {
  const cause = (reason ?? error) as { code: string } | undefined
  return `${String(input).split('/').at(-1)} ${String(status)}${cause ? ` ${cause.code}` : ''}`
}
const flagCodes = (line: ResultLine | undefined) => (line?.['flags'] as { code: string }[] | undefined)?.map(({ code }) => code)

test('gives a line for each input, in input order, bad ones included', async ({ profileDir }) => {
  const chest = await drawnChest()
  const folder = join(profileDir, 'films')
  await mkdir(join(folder, 'more'), { recursive: true })
  await writeFile(join(folder, '1-chest.dcm'), asDicom(chest, chestTags))
  await writeFile(join(folder, '2-hand.dcm'), asDicom(chest, { ...chestTags, '00180015': ['CS', 'HAND'] }))
  await writeFile(join(folder, '3-ct.dcm'), asDicom(chest, { ...chestTags, '00080060': ['CS', 'CT'] }))
  await writeFile(join(folder, '4-lateral.dcm'), asDicom(chest, { ...chestTags, '00185101': ['CS', 'LL'] }))
  await writeFile(join(folder, '5-adult.dcm'), asDicom(chest, { ...chestTags, '00101010': ['AS', '054Y'] }))
  await writeFile(join(folder, '6-notes.txt'), 'not an image at all')
  await writeFile(join(folder, '7-empty.png'), '')
  await writeFile(join(folder, '8-flat.png'), asPng(drawGray(200, 200, () => 90)))
  await writeFile(join(folder, '9-rings.png'), asPng(drawGray(300, 300, (x, y) => 127 + 127 * Math.cos((x * x + y * y) / 200))))
  await writeFile(join(folder, 'more/chest.png'), asPng(chest))
  const missing = join(profileDir, 'nowhere')

  const { code, lines } = await runHeadless(['predict', 'chest-film', missing, folder, '--age-years', '4', '--json'], { home: profileDir })
  expect(lines.map(short)).toEqual([
    'nowhere error FILE_NOT_FOUND',
    '1-chest.dcm assessed',
    '2-hand.dcm not-assessed BODY_PART_OUTSIDE_USE',
    '3-ct.dcm not-assessed MODALITY_OUTSIDE_USE',
    '4-lateral.dcm not-assessed VIEW_OUTSIDE_USE',
    '5-adult.dcm not-assessed AGE_OUTSIDE_POPULATION',
    '6-notes.txt error NOT_DICOM',
    '7-empty.png error FILE_EMPTY',
    '8-flat.png not-assessed IMAGE_WITHOUT_CONTRAST',
    '9-rings.png not-assessed UNLIKE_TRAINING_IMAGES',
    'chest.png assessed',
  ])
  expect(code).toBe(1)

  const [, first] = lines
  expect(Object.keys(first ?? {})).toEqual(['input', 'status', 'model', 'provider', 'ms', 'outputs', 'flags'])
  expect(first).toMatchObject({
    model: { id: 'chest-film', version: manifest.version, sha256: manifest.weights.sha256 },
    outputs: [{ label: 'pneumonia', threshold: finding?.threshold.value }],
    flags: [],
  })
  const expected = await goldenProbability()
  for (const line of [lines[1], lines[10]]) {
    const [output] = line?.['outputs'] as { probability: number; positive: boolean }[]
    expect(Math.abs((output?.probability ?? NaN) - expected)).toBeLessThan(1e-3)
    expect(output?.positive).toBe(expected >= (finding?.threshold.value ?? NaN))
    const ms = line?.['ms'] as Record<string, number>
    expect(ms['preprocess']).toBeGreaterThan(0)
    expect(ms['run']).toBeGreaterThan(0)
    expect(ms['total']).toBeGreaterThan(ms['run'] ?? Infinity)
  }
  expect(flagCodes(lines[10])).toEqual(['MODALITY_UNSTATED', 'BODY_PART_UNSTATED', 'VIEW_UNSTATED', 'AGE_STATED_BY_READER'])
})

test('does not assess a picture whose age nobody stated', async ({ profileDir }) => {
  await writeFile(join(profileDir, 'chest.png'), asPng(await drawnChest()))
  const unstated = await runHeadless(['predict', 'chest-film', 'chest.png'], { home: profileDir })
  expect(unstated.lines.map(short)).toEqual(['chest.png not-assessed AGE_UNKNOWN'])
  expect(unstated.code).toBe(1)
  const stated = await runHeadless(['predict', 'chest-film', 'chest.png', '--age-years', '2'], { home: profileDir })
  expect(stated.lines.map(short)).toEqual(['chest.png assessed'])
  expect(stated.code).toBe(0)
})

test('scores in spite of the gates only for evaluation, and says so', async ({ profileDir }) => {
  await writeFile(join(profileDir, 'rings.png'), asPng(drawGray(300, 300, (x, y) => 127 + 127 * Math.cos((x * x + y * y) / 200))))
  const words = ['predict', 'chest-film', 'rings.png', '--ignore-gates']
  const { code, lines } = await runHeadless(words, { home: profileDir })
  expect(code).toBe(0)
  expect(flagCodes(lines[0])).toEqual(expect.arrayContaining(['GATES_IGNORED', 'AGE_UNKNOWN', 'UNLIKE_TRAINING_IMAGES']))
  const refused = await runHeadless([...words, '--profile', join(profileDir, 'vault')], { home: profileDir })
  expect(refused.lines).toEqual([{ status: 'error', error: expect.objectContaining({ code: 'USAGE' }) as unknown }])
  expect(refused.code).toBe(2)
})

test('writes overlays that share no name', async ({ profileDir }) => {
  const chest = asPng(await drawnChest())
  for (const folder of ['a', 'b']) {
    await mkdir(join(profileDir, folder))
    await writeFile(join(profileDir, folder, 'chest.png'), chest)
  }
  const words = ['predict', 'chest-film', 'a', 'b', '--age-years', '3', '--heatmap', 'maps']
  expect((await runHeadless(words, { home: profileDir })).code).toBe(0)
  expect((await readdir(join(profileDir, 'maps'))).sort()).toEqual(['chest.png-2.pneumonia.png', 'chest.png.pneumonia.png'])
  const overlay = PNG.sync.read(await readFile(join(profileDir, 'maps/chest.png.pneumonia.png')))
  expect(overlay.width).toBeGreaterThanOrEqual(144)
})

/** The process that runs the models: the node service among the program's descendants. */
function inferencePid(programPid: number): number | null {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args=']).toString('utf8').split('\n')
  const rows = table.map((row) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row)).filter((row) => row !== null)
  const parents = new Map(rows.map(([, pid, parent]) => [Number(pid), Number(parent)]))
  const descends = (pid: number): boolean => pid === programPid || (pid > 1 && descends(parents.get(pid) ?? 0))
  const found = rows.find(([, pid, , args]) => args?.includes('--utility-sub-type=node.mojom.NodeService') && descends(Number(pid)))
  return found ? Number(found[1]) : null
}

test('survives the death of the inference process and retries what it was doing', async ({ profileDir }) => {
  test.skip(process.platform === 'win32', 'no ps')
  const chest = asPng(await drawnChest())
  const films = join(profileDir, 'films')
  await mkdir(films)
  for (let index = 0; index < 150; index++) await writeFile(join(films, `${String(index).padStart(3, '0')}.png`), chest)
  let killed: number | null = null
  const { code, lines } = await runHeadless(['predict', 'chest-film', films, '--age-years', '3'], {
    home: profileDir,
    onLine: (_, pid) => {
      if (killed !== null) return
      killed = inferencePid(pid)
      if (killed !== null) process.kill(killed, 'SIGKILL')
    },
  })
  expect(killed).not.toBeNull()
  expect(lines.map(({ status }) => status)).toEqual(Array<string>(150).fill('assessed'))
  expect(lines.filter((line) => flagCodes(line)?.includes('RETRIED_AFTER_CRASH'))).toHaveLength(1)
  expect(code).toBe(0)
})

test('runs on another provider when it is asked for and agrees with the CPU', async ({ profileDir }) => {
  test.skip(process.platform !== 'linux', 'the software renderer is chosen by the environment only on Linux')
  await writeFile(join(profileDir, 'ramp.png'), asPng(drawGray(64, 64, (x, y) => 2 * x + y)))
  // A tiny model: the software renderer takes its time.
  const env = { VESALIUS_MODELS_DIR: join(root, 'src/main/inference/fixtures') }
  const words = ['predict', 'tiny-film', 'ramp.png', '--age-years', '3']
  const onCpu = await runHeadless(words, { home: profileDir, env: { ...env, VESALIUS_PROVIDERS: 'cpu' } })
  const webgpu = { VESALIUS_PROVIDERS: 'webgpu', VK_ICD_FILENAMES: join(dirname(electronBinary), 'vk_swiftshader_icd.json') }
  const onGpu = await runHeadless(words, { home: profileDir, env: { ...env, ...webgpu } })
  const probability = ({ lines }: typeof onCpu) => (lines[0]?.['outputs'] as { probability: number }[])[0]?.probability ?? NaN
  expect([onCpu.lines[0]?.['provider'], onGpu.lines[0]?.['provider']]).toEqual(['cpu', 'webgpu'])
  expect(Math.abs(probability(onCpu) - probability(onGpu))).toBeLessThan(1e-4)
})

test('quarantines a model whose weights were changed and says why', async ({ profileDir }) => {
  const models = join(profileDir, 'models')
  await cp(modelDir, join(models, 'chest-film'), { recursive: true })
  const weights = join(models, 'chest-film/model.onnx')
  const bytes = await readFile(weights)
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
  await writeFile(weights, bytes)
  const env = { VESALIUS_MODELS_DIR: models }
  const verified = await runHeadless(['models', 'verify'], { home: profileDir, env })
  expect(verified.lines).toMatchObject([{ model: { id: 'chest-film' }, status: 'quarantined', error: { code: 'MODEL_HASH_MISMATCH' } }])
  expect(verified.code).toBe(1)
  const predicted = await runHeadless(['predict', 'chest-film', 'x.png'], { home: profileDir, env })
  expect(predicted.lines).toMatchObject([{ status: 'error', error: { code: 'MODEL_QUARANTINED' } }])
  expect(predicted.code).toBe(1)
})

test('lists and verifies the shipped models, and passes its self-test', async ({ profileDir }) => {
  const listed = await runHeadless(['models', 'list', '--json'], { home: profileDir })
  expect(listed.lines).toMatchObject([{ model: { id: 'chest-film', sha256: manifest.weights.sha256 }, status: 'available' }])
  const selftest = await runHeadless(['selftest', '--json'], { home: profileDir })
  expect(selftest.lines.map(({ check, status }) => `${String(check)} ${String(status)}`)).toEqual([
    'runtime passed',
    'encrypted-database passed',
    'encrypted-files passed',
    'codecs passed',
    'model passed',
  ])
  expect(selftest.code).toBe(0)
})

test('analyzes a stored study, keeps the runs and marks the study', async ({ profileDir }) => {
  const chest = await drawnChest()
  const study: Tags = { '0020000D': ['UI', '1.2.826.0.1.3680043.10.1338.77'], '00100020': ['LO', 'E2E-1'], '00100010': ['PN', 'Film^Child'] }
  const films = join(profileDir, 'films')
  await mkdir(films)
  await writeFile(join(films, 'chest.dcm'), asDicom(chest, { ...chestTags, ...study }))
  await writeFile(join(films, 'lateral.dcm'), asDicom(chest, { ...chestTags, ...study, '00185101': ['CS', 'LL'] }))
  const vault = join(profileDir, 'vault')
  await mkdir(vault)
  const run = (...words: string[]) =>
    runHeadless([...words, '--profile', vault, '--json'], {
      home: profileDir,
      env: { VESALIUS_PASSWORD: 'a long enough pass phrase for films 7' },
    })
  expect((await run('vault', 'create')).code).toBe(0)
  expect((await run('import', films)).code).toBe(0)
  const uid = '1.2.826.0.1.3680043.10.1338.77'
  const analyzed = await run('analyze', uid, '--model', 'chest-film')
  expect(analyzed.lines.map(({ status }) => status).sort()).toEqual(['assessed', 'not-assessed'])
  expect(analyzed.code).toBe(1)
  const assessed = analyzed.lines.find(({ status }) => status === 'assessed')
  const [output] = assessed?.['outputs'] as { probability: number; positive: boolean }[]
  expect(Math.abs((output?.probability ?? NaN) - (await goldenProbability()))).toBeLessThan(1e-3)
  const listed = await run('list')
  expect(listed.lines).toMatchObject([{ studyInstanceUid: uid, modelMark: output?.positive ? 'positive' : 'not-assessed' }])
  expect((await run('analyze', '1.2.3', '--model', 'chest-film')).lines).toMatchObject([{ status: 'error', error: { code: 'NOT_FOUND' } }])
  expect((await run('analyze', uid, '--model', 'none')).lines).toMatchObject([{ error: { code: 'MODEL_UNKNOWN' } }])
})
