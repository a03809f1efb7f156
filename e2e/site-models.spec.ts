/**
 * Models shaped like those that other toolkits export, in the built program by its command line: brought in, listed, run on a
 * file and on a stored study, explained; versions side by side; files that would take the computer with them.
 */
import type { Page } from '@playwright/test'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hostile } from '../src/test-support/onnx/hostile'
import {
  writeDenseNet121,
  writeKerasCnn,
  writeLstm,
  writeManyOutputs,
  writeUNet,
} from '../src/test-support/onnx/networks'
import { chooseInFileDialog } from './choose-files'
import { expect, test } from './fixtures'
import { runHeadless } from './headless-program'
import { asDicom, drawGray } from './make-film'
import { VaultScreens } from './pages/vault-screens'
import { WorklistPage } from './pages/worklist-page'

const password = 'green lamp under nine stairs'

/** Two dark fields on a bright ground. */
const picture = drawGray(320, 400, (x, y) =>
  ((x - (x < 200 ? 120 : 280)) / 60) ** 2 + ((y - 160) / 110) ** 2 < 1 ? 60 : 200,
)
const film = asDicom(picture, {
  '00080020': ['DA', '20240305'],
  '00080060': ['CS', 'CR'],
  '00100010': ['PN', 'Fields^Fiona'],
  '00100020': ['LO', 'FIELDS-1'],
  '00180015': ['CS', 'CHEST'],
  '00185101': ['CS', 'PA'],
})
const studyUid = /1\.2\.826\.0\.1\.3680043\.10\.1338\.\d+\.1/.exec(film.toString('latin1'))?.[0] ?? ''

const answers = {
  title: 'A model of somebody else',
  thresholdRule: 'half, for a test',
  gate: { modalities: ['*'], bodyParts: ['*'], views: ['*'], ageYears: { min: 0, max: 130 } },
  intendedUse: 'Tests only',
  licence: 'Apache-2.0',
  source: 'made by the test with random weights',
}
const labels = (count: number) => Array.from({ length: count }, (_, at) => `Label ${at + 1}`)

/** What made each stored result of the one study in the vault. */
const storedModels = (page: Page) =>
  page.evaluate(async () => {
    const found = await window.vesalius.invoke('worklist:search', {
      text: '',
      modalities: [],
      dateFrom: null,
      dateTo: null,
      statuses: [],
      urgencies: [],
      trashed: false,
      sort: { by: 'importedAt', direction: 'asc' },
      offset: 0,
      limit: 1,
    })
    if (!found.ok) throw new Error(found.error.code)
    const history = await window.vesalius.invoke('analysis:history', {
      studyId: found.value.rows[0]?.id ?? '',
    })
    if (!history.ok) throw new Error(history.error.code)
    return history.value.map(({ outcome }) => outcome.model)
  })

/** A site with a vault, a film in it, and a command line that is given its password. */
async function newSite(home: string) {
  const profile = join(home, 'profile')
  const run = (...words: string[]) =>
    runHeadless([...words, '--json', '--profile', profile], { home, env: { VESALIUS_PASSWORD: password } })
  expect((await run('vault', 'create')).code).toBe(0)
  const filmPath = join(home, 'film.dcm')
  await writeFile(filmPath, film)
  expect((await run('import', filmPath)).code).toBe(0)
  /** Writes a model, brings it in and takes the file away again. */
  const add = async (id: string, write: (path: string) => unknown, more: object) => {
    const path = join(home, `${id}.onnx`)
    write(path)
    const file = join(home, `${id}.json`)
    await writeFile(file, JSON.stringify({ ...answers, id, ...more }))
    const added = await run('models', 'add', path, '--answers', file)
    await rm(path)
    expect(added).toMatchObject({
      code: 0,
      lines: [{ status: 'added', model: { id }, origin: 'site', provider: 'cpu', goldenCases: 3 }],
    })
    return added.lines[0]?.['model'] as { id: string; version: string; sha256: string }
  }
  return { profile, run, add, filmPath }
}

test('DenseNet-121 at 224 and 512 px: 18 findings of each', async ({ profileDir }) => {
  test.setTimeout(1_200_000)
  const { run, add, filmPath } = await newSite(profileDir)
  for (const side of [224, 512] as const) {
    const id = `densenet-${side}`
    const model = await add(id, (path) => writeDenseNet121(path, side), { threshold: 0.5 })
    const { code, lines } = await run('predict', id, filmPath)
    expect({ code, lines }).toMatchObject({
      code: 0,
      lines: [{ status: 'assessed', model, provider: 'cpu' }],
    })
    const outputs = lines[0]?.['outputs'] as { label: string }[]
    expect(outputs).toHaveLength(18)
    expect(outputs[0]?.label).toBe('atelectasis')
  }
  expect((await run('analyze', studyUid, '--model', 'densenet-224')).lines).toMatchObject([
    { status: 'assessed', model: { id: 'densenet-224', version: '1.0.0' } },
  ])
})

test('networks of Keras shape, 28 px and 224 px (354 MB), channels first and last', async ({
  profileDir,
}) => {
  test.setTimeout(1_800_000)
  const { run, add, filmPath } = await newSite(profileDir)
  for (const layout of ['NCHW', 'NHWC'] as const)
    for (const kind of ['digits-28', 'film-224'] as const) {
      const id = `${kind}-${layout.toLowerCase()}`
      const count = kind === 'film-224' ? 1 : 10
      const model = await add(id, (path) => writeKerasCnn(path, kind, { layout }), {
        image: { preset: 'unit' },
        labels: labels(count),
        threshold: 0.5,
      })
      const predicted = await run('predict', id, filmPath)
      expect(predicted).toMatchObject({ code: 0, lines: [{ status: 'assessed', model }] })
      expect(predicted.lines[0]?.['outputs']).toHaveLength(count)
    }
  const listed = await run('models', 'list')
  expect(listed.lines.filter(({ origin }) => origin === 'site')).toMatchObject(
    ['digits-28-nchw', 'digits-28-nhwc', 'film-224-nchw', 'film-224-nhwc'].map((id) => ({
      model: { id },
      status: 'available',
    })),
  )
  expect((await run('analyze', studyUid, '--model', 'film-224-nhwc')).lines).toMatchObject([
    { status: 'assessed' },
  ])
  const out = join(profileDir, 'why')
  const explained = await run('explain', 'digits-28-nhwc', filmPath, '--method', 'occlusion', '--out', out)
  expect(explained).toMatchObject({
    code: 0,
    lines: [{ status: 'explained', label: 'label-1', method: 'occlusion', model: { id: 'digits-28-nhwc' } }],
  })
  expect(await readdir(out)).toHaveLength(1)
})

test('an LSTM over a table, a mask as DICOM SEG, a graph of many outputs, weights in two files', async ({
  profileDir,
}) => {
  test.setTimeout(1_200_000)
  const { run, add, filmPath } = await newSite(profileDir)
  const features = Array.from({ length: 6 }, (_, at) => ({
    name: `signal ${at}`,
    unit: 'mV',
    mean: 0,
    spread: 1,
  }))
  const lstm = await add('risk', (path) => writeLstm(path), {
    series: { features },
    labels: labels(2),
    threshold: 0.5,
  })
  const table = join(profileDir, 'course.csv')
  const rows = Array.from({ length: 48 }, (_, step) =>
    features.map((_each, at) => Math.sin(step / 7 + at)).join(','),
  )
  await writeFile(table, [features.map(({ name }) => name).join(','), ...rows].join('\n'))
  const risk = await run('predict', 'risk', table)
  expect(risk).toMatchObject({ code: 0, lines: [{ status: 'assessed', model: lstm }] })
  const shares = risk.lines[0]?.['outputs'] as { probability: number }[]
  expect(shares.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 3)

  await add('unet', (path) => writeUNet(path, { side: 64, labels: 3, answer: 'Softmax' }), {
    image: { preset: 'unit' },
    background: true,
    labels: labels(2),
    maskThreshold: 0.2,
  })
  const seg = join(profileDir, 'seg')
  const marked = await run('predict', 'unet', filmPath, '--seg', seg)
  expect(marked).toMatchObject({
    code: 0,
    lines: [{ regions: [{ label: 'label-1' }, { label: 'label-2' }] }],
  })
  const [segment] = await readdir(seg)
  const written = await readFile(join(seg, segment ?? ''))
  expect(written.subarray(128, 132).toString()).toBe('DICM')
  expect(written.includes('1.2.840.10008.5.1.4.1.1.66.4')).toBe(true)

  const path = join(profileDir, 'many.onnx')
  writeManyOutputs(path)
  const file = join(profileDir, 'many.json')
  const many = {
    ...answers,
    image: { preset: 'unit' },
    activation: 'sigmoid',
    labels: labels(3),
    threshold: 0.5,
  }
  await writeFile(file, JSON.stringify(many))
  const unsaid = await run('models', 'add', path, '--answers', file)
  expect(unsaid.lines).toMatchObject([
    { error: { code: 'MODEL_ANSWERS_INVALID', message: expect.stringContaining('features, logits, cam') } },
  ])
  await writeFile(file, JSON.stringify({ ...many, output: 'logits', map: 'cam' }))
  expect((await run('models', 'add', path, '--answers', file)).lines).toMatchObject([{ status: 'added' }])
  expect((await run('explain', 'many', filmPath, '--method', 'activation-map')).lines).toMatchObject([
    { status: 'explained', method: 'activation-map' },
  ])
  hostile.twoInputs(path)
  expect((await run('models', 'add', path, '--answers', file)).lines).toMatchObject([
    { error: { code: 'MODEL_SHAPE_UNSUPPORTED', message: expect.stringContaining('image, age') } },
  ])

  const folder = join(profileDir, 'apart')
  await mkdir(folder)
  writeKerasCnn(join(folder, 'digits.onnx'), 'digits-28', { weightsIn: 'digits.onnx.data' })
  await writeFile(
    file,
    JSON.stringify({
      ...answers,
      id: 'apart',
      image: { preset: 'unit' },
      labels: labels(10),
      threshold: 0.5,
    }),
  )
  const lone = await run('models', 'add', join(folder, 'digits.onnx'), '--answers', file)
  expect(lone.lines).toMatchObject([{ error: { code: 'MODEL_EXTERNAL_DATA' } }])
  expect((await run('models', 'add', folder, '--answers', file)).lines).toMatchObject([{ status: 'added' }])
  expect((await run('predict', 'apart', filmPath)).lines).toMatchObject([{ status: 'assessed' }])
})

test('two versions side by side: the default is switched, old results keep their model, a retired one gives no new ones', async ({
  profileDir,
  start,
}) => {
  test.setTimeout(900_000)
  const { profile, run, add, filmPath } = await newSite(profileDir)
  const more = { image: { preset: 'unit' }, labels: labels(10), threshold: 0.5 }
  const first = await add('digits', (path) => writeKerasCnn(path, 'digits-28', { seed: 1 }), more)
  const resultOf = async (key: string) => (await run('analyze', studyUid, '--model', key)).lines
  expect(await resultOf('digits')).toMatchObject([{ status: 'assessed', model: first }])
  const second = await add('digits', (path) => writeKerasCnn(path, 'digits-28', { seed: 2 }), {
    ...more,
    version: '2.0.0',
  })
  expect(second.sha256).not.toBe(first.sha256)
  expect((await run('models', 'default', 'digits@1.0.0')).lines).toMatchObject([
    { model: first, isDefault: true },
  ])
  expect(await resultOf('digits')).toMatchObject([{ model: first }])
  expect((await run('models', 'default', 'digits@2.0.0')).lines).toMatchObject([
    { model: second, isDefault: true },
  ])
  expect(await resultOf('digits')).toMatchObject([{ model: second }])
  const listed = (await run('models', 'list')).lines.filter(({ origin }) => origin === 'site')
  expect(listed).toMatchObject([
    { model: second, isDefault: true, retired: false },
    { model: first, isDefault: false, retired: false },
  ])
  expect((await run('models', 'retire', 'digits@1.0.0')).lines).toMatchObject([
    { model: first, retired: true },
  ])
  for (const line of [await resultOf('digits@1.0.0'), (await run('predict', 'digits@1.0.0', filmPath)).lines])
    expect(line).toMatchObject([{ error: { code: 'MODEL_RETIRED' } }])
  expect(await resultOf('digits')).toMatchObject([{ model: second }])

  const { window } = await start({ profileDir: profile })
  await new VaultScreens(window).unlock(password)
  await new WorklistPage(window).expectStudies(1)
  const kept = await storedModels(window)
  // Four results: two of each, named by what made them.
  expect(
    kept.filter(({ version, sha256 }) => version === first.version && sha256 === first.sha256),
  ).toHaveLength(2)
  expect(
    kept.filter(({ version, sha256 }) => version === second.version && sha256 === second.sha256),
  ).toHaveLength(2)
})

test('a graph that eats memory and one that never ends are stopped; nothing else is', async ({
  start,
  profileDir,
}) => {
  test.setTimeout(600_000)
  const { electron, window } = await start()
  await new VaultScreens(window).createAndEnter()
  await window.keyboard.press('Alt+4')
  await expect(window.getByText('Available').first()).toBeVisible({ timeout: 60_000 })
  const processes = () =>
    electron.evaluate(({ app }) =>
      app
        .getAppMetrics()
        .map(({ pid, name, memory }) => ({ pid, name: name ?? '', kb: memory.workingSetSize })),
    )
  const readers = async () => (await processes()).filter(({ name }) => name === 'Vesalius inference')
  const onTrial = async () => (await processes()).filter(({ name }) => name === 'Vesalius model on trial')
  const before = await readers()
  expect(before).toHaveLength(1)
  await window.getByRole('button', { name: 'Add a model' }).click()
  const wizard = window.getByRole('region', { name: 'Add a model' })
  const choose = async (name: string, write: (path: string) => unknown) => {
    const path = join(profileDir, name)
    write(path)
    await chooseInFileDialog(electron, [path])
    await wizard.getByRole('button', { name: 'Choose a file …' }).click()
  }
  await choose('greedy.onnx', hostile.greedy)
  let most = 0
  await expect
    .poll(
      async () => {
        // While memory is short the debugger may lose an answer; the next look has it.
        for (const { kb } of await onTrial().catch(() => [])) most = Math.max(most, kb)
        return wizard.getByText('MODEL_TRIAL_CRASHED', { exact: true }).isVisible()
      },
      { timeout: 120_000, intervals: [100] },
    )
    .toBe(true)
  // It was the limit that ended it: it had grown, and not beyond what may be taken between two looks.
  expect(most).toBeGreaterThan(500_000)
  expect(most).toBeLessThan(9_000_000)
  await expect.poll(onTrial).toEqual([])

  await choose('endless.onnx', hostile.endless)
  await expect(wizard.getByText('INFERENCE_TIMEOUT', { exact: true })).toBeVisible({ timeout: 120_000 })
  await expect.poll(onTrial).toEqual([])
  expect((await readers()).map(({ pid }) => pid)).toEqual(before.map(({ pid }) => pid))
  // Main answers, and the models of the program are where they were.
  await window.keyboard.press('Alt+1')
  await window.keyboard.press('Alt+4')
  await expect(
    window.getByRole('list', { name: 'Installed models' }).getByText('Available').first(),
  ).toBeVisible()
})
