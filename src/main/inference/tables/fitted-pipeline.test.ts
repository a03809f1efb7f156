import { createHash } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PreparationPipeline } from '../../../shared/domain/preparation/pipeline'
import type { PreparationState } from '../../../shared/domain/preparation/state'
import { pipelineHash } from '../../preparation/pipeline-file'
import { readPackage } from '../model-package'

const shipped = join(import.meta.dirname, '../../../../models')
interface File {
  pipeline: PreparationPipeline
  state: PreparationState
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vesalius-preparation-'))
  for (const name of ['manifest.json', 'preparation.json'])
    await cp(join(shipped, 'heart-disease', name), join(folder, name))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const preparation = () => join(folder, 'preparation.json')
const read = () => readPackage(folder, 'heart-disease')

/** Puts another preparation into the package, and its hash into the manifest: nothing is damaged, it only does not belong. */
async function exchange(content: string): Promise<void> {
  await writeFile(preparation(), content)
  const manifest = join(folder, 'manifest.json')
  const said = JSON.parse(await readFile(manifest, 'utf8')) as Record<string, unknown>
  const sha256 = createHash('sha256').update(content).digest('hex')
  said['preparation'] = { file: 'preparation.json', sha256, bytes: Buffer.byteLength(content) }
  await writeFile(manifest, JSON.stringify(said))
}

/** The shipped one, changed, as a sound file of its own. */
async function exchangeChanged(change: (file: File) => void, keepHash = false): Promise<void> {
  const file = JSON.parse(await readFile(preparation(), 'utf8')) as File
  change(file)
  if (!keepHash) file.state.pipeline = pipelineHash(file.pipeline)
  await exchange(JSON.stringify(file))
}

describe('the preparation of a package', () => {
  it('is read with what it has learnt', async () => {
    const { preparation: found, error } = await read()
    expect(error).toBeNull()
    expect(found).toMatchObject({ fittedOn: 780, pipeline: { name: 'heart-disease' } })
    expect(found!.learnt.map(({ step }) => step)).toEqual(['median'])
  })

  it('is refused where the file is damaged or gone, and the model is still named', async () => {
    const text = await readFile(preparation(), 'utf8')
    await writeFile(preparation(), text.replace('"value": 240.0', '"value": 140.0'))
    expect(await read()).toMatchObject({
      manifest: { id: 'heart-disease' },
      preparation: null,
      error: { code: 'MODEL_HASH_MISMATCH' },
    })
    await rm(preparation())
    expect(await read()).toMatchObject({ error: { code: 'MODEL_PREPARATION_INVALID' } })
  })

  it.each<[string, (file: File) => void]>([
    ['of another range', (file) => (file.pipeline.parameters[4]!.plausible!.high = 2_000)],
    ['that takes a zero for a value', (file) => (file.pipeline.parameters[3]!.missing = [])],
    ['with columns in another order', (file) => file.pipeline.parameters.reverse()],
    ['with a column too few', (file) => file.pipeline.parameters.pop()],
    [
      'that scales',
      (file) =>
        file.pipeline.steps.push({
          step: 'normalise',
          id: 'scale',
          on: true,
          only: null,
          method: 'standard',
        }),
    ],
    [
      'that removes rows',
      (file) =>
        file.pipeline.steps.unshift({
          step: 'duplicates',
          id: 'twice',
          on: true,
          same: 'row',
          keep: 'first',
        }),
    ],
    ['that has learnt nothing', (file) => (file.state.learnt = [])],
    [
      'that has learnt too little',
      (file) => {
        const [fill] = file.state.learnt
        if (fill?.step === 'median') fill.fills.pop()
      },
    ],
    ['of a long table', (file) => (file.pipeline.table.time = { column: 'at', unit: 'min' })],
  ])('is refused where it is one %s', async (_, change) => {
    await exchangeChanged(change)
    expect(await read()).toMatchObject({ preparation: null, error: { code: 'MODEL_PREPARATION_INVALID' } })
  })

  it('is refused where what was learnt is another pipeline’s, or where it is no pipeline', async () => {
    await exchangeChanged((file) => (file.pipeline.name = 'another'), true)
    expect(await read()).toMatchObject({ error: { code: 'MODEL_PREPARATION_INVALID' } })
    await exchange('{}')
    expect(await read()).toMatchObject({ error: { code: 'MODEL_PREPARATION_INVALID' } })
  })
})
