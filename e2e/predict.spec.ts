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
/** The model that ships, and a tiny one whose every answer is known. */
const chestFilm = await readModel(join(root, 'models/chest-film'))
const tinyFilm = await readModel(join(root, 'src/main/inference/fixtures/tiny-film'))
const withTinyFilm = { VESALIUS_MODELS_DIR: dirname(tinyFilm.folder) }

interface Finding {
  calibration: { slope: number; intercept: number; neutral?: { from: number; to: number } }
  threshold: { value: number }
}
interface Manifest {
  version: string
  weights: { sha256: string }
  outputs: ({ role: 'finding-logits'; labels: Finding[] } | { role: 'other' })[]
}

/** A model with its first golden picture, at the model's own size, and what it must say of it. */
async function readModel(folder: string) {
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest
  const [finding] = manifest.outputs.flatMap((output) =>
    output.role === 'finding-logits' ? output.labels : [],
  )
  const values = await floats(join(folder, 'golden/case-0.image.f32'))
  const [logit = NaN] = await floats(join(folder, 'golden/case-0.logit.f32'))
  const side = Math.sqrt(values.length)
  const picture: GrayPicture = {
    rows: side,
    columns: side,
    data: Uint8Array.from(values, (value) => Math.round(value * 255)),
  }
  const { slope, intercept, neutral } = finding?.calibration ?? { slope: NaN, intercept: NaN }
  const isNeutral = neutral !== undefined && logit >= neutral.from && logit <= neutral.to
  const answered = isNeutral ? (neutral.from + neutral.to) / 2 : logit
  const threshold = finding?.threshold.value ?? NaN
  return {
    folder,
    manifest,
    picture,
    threshold,
    probability: 1 / (1 + Math.exp(-(slope * answered + intercept))),
  }
}
async function floats(path: string): Promise<Float32Array> {
  return new Float32Array(new Uint8Array(await readFile(path)).buffer)
}
const outputOf = (line: ResultLine | undefined) =>
  (line?.['outputs'] as { probability: number; positive: boolean }[] | undefined)?.[0] ?? {
    probability: NaN,
    positive: false,
  }
const nearlyEqual = (one: number, other: number) => Math.abs(one - other) < 1e-3

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
const flagCodes = (line: ResultLine | undefined) =>
  (line?.['flags'] as { code: string }[] | undefined)?.map(({ code }) => code)

test('gives a line for each input, in input order, bad ones included', async ({ profileDir }) => {
  const chest = tinyFilm.picture
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
  await writeFile(join(folder, '9-white.png'), asPng(drawGray(100, 100, (x) => (x < 3 ? 0 : 255))))
  await writeFile(join(folder, 'more/chest.png'), asPng(chest))
  const missing = join(profileDir, 'nowhere')

  const words = ['predict', 'tiny-film', missing, folder, '--age-years', '4', '--json']
  const { code, lines } = await runHeadless(words, { home: profileDir, env: withTinyFilm })
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
    '9-white.png not-assessed UNLIKE_TRAINING_IMAGES',
    'chest.png assessed',
  ])
  expect(code).toBe(1)

  const [, first] = lines
  expect(Object.keys(first ?? {})).toEqual(['input', 'status', 'model', 'provider', 'ms', 'outputs', 'flags'])
  expect(first).toMatchObject({
    model: { id: 'tiny-film', version: tinyFilm.manifest.version, sha256: tinyFilm.manifest.weights.sha256 },
    outputs: [{ label: 'pneumonia', threshold: tinyFilm.threshold }],
    flags: [],
  })
  for (const line of [lines[1], lines[10]]) {
    const output = outputOf(line)
    expect(nearlyEqual(output.probability, tinyFilm.probability)).toBe(true)
    expect(output.positive).toBe(tinyFilm.probability >= tinyFilm.threshold)
    const ms = line?.['ms'] as Record<string, number>
    expect(ms['preprocess']).toBeGreaterThan(0)
    expect(ms['run']).toBeGreaterThan(0)
    expect(ms['total']).toBeGreaterThan(ms['run'] ?? Infinity)
  }
  expect(flagCodes(lines[10])).toEqual([
    'MODALITY_UNSTATED',
    'BODY_PART_UNSTATED',
    'VIEW_UNSTATED',
    'AGE_STATED_BY_READER',
  ])
})

test('does not assess a picture whose age nobody stated', async ({ profileDir }) => {
  await writeFile(join(profileDir, 'film.png'), asPng(tinyFilm.picture))
  const options = { home: profileDir, env: withTinyFilm }
  const unstated = await runHeadless(['predict', 'tiny-film', 'film.png'], options)
  expect(unstated.lines.map(short)).toEqual(['film.png not-assessed AGE_UNKNOWN'])
  expect(unstated.code).toBe(1)
  const stated = await runHeadless(['predict', 'tiny-film', 'film.png', '--age-years', '2'], options)
  expect(stated.lines.map(short)).toEqual(['film.png assessed'])
  expect(stated.code).toBe(0)
})

test('the model that ships says what its training said, in spite of the gates only for evaluation', async ({
  profileDir,
}) => {
  await writeFile(join(profileDir, 'drawn.png'), asPng(chestFilm.picture))
  const words = ['predict', 'chest-film', 'drawn.png', '--ignore-gates']
  const { code, lines } = await runHeadless(words, { home: profileDir })
  expect(code).toBe(0)
  expect(nearlyEqual(outputOf(lines[0]).probability, chestFilm.probability)).toBe(true)
  expect(flagCodes(lines[0])).toEqual(expect.arrayContaining(['GATES_IGNORED', 'AGE_UNKNOWN']))
  const refused = await runHeadless([...words, '--profile', join(profileDir, 'vault')], { home: profileDir })
  expect(refused.lines).toEqual([
    { status: 'error', error: expect.objectContaining({ code: 'USAGE' }) as unknown },
  ])
  expect(refused.code).toBe(2)
})

test('the model that ships gives no number for what is no chest film', async ({ profileDir }) => {
  const rings = drawGray(300, 300, (x, y) => 127 + 127 * Math.cos((x * x + y * y) / 200))
  await writeFile(join(profileDir, 'rings.png'), asPng(rings))
  const { lines } = await runHeadless(['predict', 'chest-film', 'rings.png', '--age-years', '3'], {
    home: profileDir,
  })
  expect(lines.map(short)).toEqual(['rings.png not-assessed NOT_A_CHEST_FILM'])
})

test('writes overlays that share no name', async ({ profileDir }) => {
  const film = asPng(drawGray(200, 150, (x, y) => x + y / 2))
  for (const folder of ['a', 'b']) {
    await mkdir(join(profileDir, folder))
    await writeFile(join(profileDir, folder, 'film.png'), film)
  }
  const words = ['predict', 'tiny-film', 'a', 'b', '--age-years', '3', '--heatmap', 'maps']
  expect((await runHeadless(words, { home: profileDir, env: withTinyFilm })).code).toBe(0)
  expect((await readdir(join(profileDir, 'maps'))).sort()).toEqual([
    'film.png-2.pneumonia.png',
    'film.png.pneumonia.png',
  ])
  const overlay = PNG.sync.read(await readFile(join(profileDir, 'maps/film.png.pneumonia.png')))
  expect(overlay.height).toBeGreaterThan(200)
})

/** The process that runs the models: the node service among the program's descendants. */
function inferencePid(programPid: number): number | null {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args=']).toString('utf8').split('\n')
  const rows = table.map((row) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row)).filter((row) => row !== null)
  const parents = new Map(rows.map(([, pid, parent]) => [Number(pid), Number(parent)]))
  const descends = (pid: number): boolean =>
    pid === programPid || (pid > 1 && descends(parents.get(pid) ?? 0))
  const found = rows.find(
    ([, pid, , args]) => args?.includes('--utility-sub-type=node.mojom.NodeService') && descends(Number(pid)),
  )
  return found ? Number(found[1]) : null
}

test('survives the death of the inference process and retries what it was doing', async ({ profileDir }) => {
  test.skip(process.platform === 'win32', 'no ps')
  const chest = asPng(chestFilm.picture)
  const films = join(profileDir, 'films')
  await mkdir(films)
  for (let index = 0; index < 150; index++)
    await writeFile(join(films, `${String(index).padStart(3, '0')}.png`), chest)
  let killed: number | null = null
  const { code, lines } = await runHeadless(['predict', 'chest-film', films, '--ignore-gates'], {
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
  const words = ['predict', 'tiny-film', 'ramp.png', '--age-years', '3']
  const onCpu = await runHeadless(words, {
    home: profileDir,
    env: { ...withTinyFilm, VESALIUS_PROVIDERS: 'cpu' },
  })
  const webgpu = {
    VESALIUS_PROVIDERS: 'webgpu',
    VK_ICD_FILENAMES: join(dirname(electronBinary), 'vk_swiftshader_icd.json'),
  }
  const onGpu = await runHeadless(words, { home: profileDir, env: { ...withTinyFilm, ...webgpu } })
  expect([onCpu.lines[0]?.['provider'], onGpu.lines[0]?.['provider']]).toEqual(['cpu', 'webgpu'])
  expect(nearlyEqual(outputOf(onCpu.lines[0]).probability, outputOf(onGpu.lines[0]).probability)).toBe(true)
})

test('quarantines a model whose weights were changed and says why', async ({ profileDir }) => {
  const models = join(profileDir, 'models')
  await cp(chestFilm.folder, join(models, 'chest-film'), { recursive: true })
  const weights = join(models, 'chest-film/model.onnx')
  const bytes = await readFile(weights)
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
  await writeFile(weights, bytes)
  const env = { VESALIUS_MODELS_DIR: models }
  const verified = await runHeadless(['models', 'verify'], { home: profileDir, env })
  expect(verified.lines).toMatchObject([
    { model: { id: 'chest-film' }, status: 'quarantined', error: { code: 'MODEL_HASH_MISMATCH' } },
  ])
  expect(verified.code).toBe(1)
  const predicted = await runHeadless(['predict', 'chest-film', 'x.png'], { home: profileDir, env })
  expect(predicted.lines).toMatchObject([{ status: 'error', error: { code: 'MODEL_QUARANTINED' } }])
  expect(predicted.code).toBe(1)
})

test('lists and verifies the shipped models, and passes its self-test', async ({ profileDir }) => {
  const folders = await readdir(dirname(chestFilm.folder), { withFileTypes: true })
  const shipped = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  expect(shipped).toContain('chest-film')
  const listed = await runHeadless(['models', 'list', '--json'], { home: profileDir })
  expect(listed.lines).toMatchObject(shipped.sort().map((id) => ({ model: { id }, status: 'available' })))
  const { sha256 } = chestFilm.manifest.weights
  expect(listed.lines).toContainEqual(
    expect.objectContaining({ model: { id: 'chest-film', version: chestFilm.manifest.version, sha256 } }),
  )
  const selftest = await runHeadless(['selftest', '--json'], { home: profileDir })
  expect(selftest.lines.map(({ check, status }) => `${String(check)} ${String(status)}`)).toEqual([
    'runtime passed',
    'encrypted-database passed',
    'encrypted-files passed',
    'codecs passed',
    ...shipped.map(() => 'model passed'),
  ])
  expect(selftest.code).toBe(0)
})

test('analyzes a stored study, keeps the runs and marks the study', async ({ profileDir }) => {
  const chest = tinyFilm.picture
  const study: Tags = {
    '0020000D': ['UI', '1.2.826.0.1.3680043.10.1338.77'],
    '00100020': ['LO', 'E2E-1'],
    '00100010': ['PN', 'Film^Child'],
  }
  const films = join(profileDir, 'films')
  await mkdir(films)
  await writeFile(join(films, 'chest.dcm'), asDicom(chest, { ...chestTags, ...study }))
  await writeFile(
    join(films, 'lateral.dcm'),
    asDicom(chest, { ...chestTags, ...study, '00185101': ['CS', 'LL'] }),
  )
  const vault = join(profileDir, 'vault')
  await mkdir(vault)
  const run = (...words: string[]) =>
    runHeadless([...words, '--profile', vault, '--json'], {
      home: profileDir,
      env: { ...withTinyFilm, VESALIUS_PASSWORD: 'a long enough pass phrase for films 7' },
    })
  expect((await run('vault', 'create')).code).toBe(0)
  expect((await run('import', films)).code).toBe(0)
  const uid = '1.2.826.0.1.3680043.10.1338.77'
  const analyzed = await run('analyze', uid, '--model', 'tiny-film')
  expect(analyzed.lines.map(({ status }) => status).sort()).toEqual(['assessed', 'not-assessed'])
  expect(analyzed.code).toBe(1)
  const output = outputOf(analyzed.lines.find(({ status }) => status === 'assessed'))
  expect(nearlyEqual(output.probability, tinyFilm.probability)).toBe(true)
  const listed = await run('list')
  expect(listed.lines).toMatchObject([
    { studyInstanceUid: uid, modelMark: output.positive ? 'positive' : 'not-assessed' },
  ])
  expect((await run('analyze', '1.2.3', '--model', 'tiny-film')).lines).toMatchObject([
    { status: 'error', error: { code: 'NOT_FOUND' } },
  ])
  expect((await run('analyze', uid, '--model', 'none')).lines).toMatchObject([
    { error: { code: 'MODEL_UNKNOWN' } },
  ])
})
