import { createHash } from 'node:crypto'
import {
  createWriteStream,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { describe, expect, it } from 'vitest'
import { hostile, type WeightPlace } from '../../../test-support/onnx/hostile'
import { writeKerasCnn } from '../../../test-support/onnx/networks'
import { isPlainDataName } from './join-external'
import { answered, draftOf, testSite } from './test-site.fixture'

type Site = ReturnType<typeof testSite>

async function zip(path: string, files: Record<string, Buffer>): Promise<void> {
  const archive = new ZipFile()
  for (const [name, content] of Object.entries(files)) archive.addBuffer(content, name)
  archive.end()
  await pipeline(archive.outputStream, createWriteStream(path))
}

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')
const scoresOf = async (site: Site, id: string) => {
  const model = await site.inference.registry.require(id)
  const data = Float32Array.from({ length: 28 * 28 }, (_, at) => Math.sin(at))
  const { outputs } = await site.inference.run(model, { conv2d_input: { data, dims: [1, 28, 28, 1] } })
  return [...(outputs['dense_1']?.data ?? [])]
}

describe('weights in a file beside the model', { timeout: 60_000 }, () => {
  it('are joined with it: the answers are those of the same model in one file', async () => {
    const site = testSite()
    writeKerasCnn(site.path('whole.onnx'), 'digits-28')
    await site.models.add(answered(await draftOf(site, site.path('whole.onnx'))))
    mkdirSync(site.path('apart'))
    const [model, data] = [
      join(site.path('apart'), 'apart.onnx'),
      join(site.path('apart'), 'apart.onnx.data'),
    ]
    writeKerasCnn(model, 'digits-28', { weightsIn: 'apart.onnx.data' })
    await zip(site.path('apart.zip'), {
      'apart/apart.onnx': readFileSync(model),
      'apart/apart.onnx.data': readFileSync(data),
      'apart/LICENSE': Buffer.from('nobody asks for this'),
    })
    for (const [index, path] of [site.path('apart'), site.path('apart.zip')].entries()) {
      const draft = await site.models.open(path)
      expect(draft.error).toBeNull()
      expect(draft.report?.externalFiles).toEqual([])
      expect(draft.report?.joined).toEqual([
        { file: 'apart.onnx', bytes: readFileSync(model).length, sha256: sha256(readFileSync(model)) },
        { file: 'apart.onnx.data', bytes: readFileSync(data).length, sha256: sha256(readFileSync(data)) },
      ])
      await site.models.add(answered(draft.proposals[0]?.form as never, { id: `apart-${index}` }))
    }
    const folder = join(site.profileDir, 'models', 'apart-1', '1.0.0')
    expect(readdirSync(folder).sort()).toEqual(['CARD.md', 'apart.onnx', 'golden', 'manifest.json'])
    expect(readFileSync(join(folder, 'CARD.md'), 'utf8')).toContain(sha256(readFileSync(data)))
    const whole = await scoresOf(site, 'whole')
    expect(whole).toHaveLength(10)
    expect(await scoresOf(site, 'apart-0')).toEqual(whole)
    expect(await scoresOf(site, 'apart-1')).toEqual(whole)

    // The whole of it is under one hash: a changed weight is noticed.
    const stored = readFileSync(join(folder, 'apart.onnx'))
    stored[stored.length - 9] = (stored[stored.length - 9] ?? 0) ^ 1
    writeFileSync(join(folder, 'apart.onnx'), stored)
    expect(await site.inference.registry.verify('apart-1')).toMatchObject({
      error: { code: 'MODEL_HASH_MISMATCH' },
    })
  })

  it('that a package with a manifest keeps apart are joined too, and the manifest then names the joined file', async () => {
    const maker = testSite()
    writeKerasCnn(maker.path('digits.onnx'), 'digits-28')
    await maker.models.add(answered(await draftOf(maker, maker.path('digits.onnx'))))
    const site = testSite()
    const folder = site.path('package')
    await cp(join(maker.profileDir, 'models', 'digits', '1.0.0'), folder, { recursive: true })
    writeKerasCnn(join(folder, 'model.onnx'), 'digits-28', { weightsIn: 'weights.bin' })
    const apart = readFileSync(join(folder, 'model.onnx'))
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { weights: object }
    const weights = { ...manifest.weights, sha256: sha256(apart), bytes: apart.length }
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, weights }))
    const draft = await site.models.open(folder)
    expect(draft.error).toBeNull()
    expect(draft.manifest?.weights.sha256).toBe(draft.report?.sha256)
    expect(draft.manifest?.weights.sha256).not.toBe(weights.sha256)
    await site.models.add(null)
    expect(site.inference.registry.list()[0]?.state).toMatchObject({ state: 'available', goldenCases: 3 })
  })
})

describe('a model that misleads about where its weights lie', () => {
  const opened = async (place: Partial<WeightPlace>, fill: (folder: string) => void) => {
    const site = testSite()
    const folder = site.path('package')
    mkdirSync(folder)
    hostile.externalWeights(join(folder, 'model.onnx'), { location: 'weights.bin', ...place })
    fill(folder)
    const draft = await site.models.open(folder)
    expect(readdirSync(join(site.profileDir, 'models')).length).toBe(draft.stage === 'ready' ? 1 : 0)
    return draft.error?.code ?? 'none'
  }
  const four = (folder: string) => writeFileSync(join(folder, 'weights.bin'), Buffer.alloc(4, 63))

  it('is taken when it does not', async () => {
    expect(await opened({}, four)).toBe('none')
    expect(await opened({ offset: '0', length: '4' }, four)).toBe('none')
  })

  it.each<[string, Partial<WeightPlace>]>([
    ['a parent folder', { location: '../weights.bin' }],
    ['an absolute path', { location: '/etc/hostname' }],
    ['a folder inside', { location: 'inside/weights.bin' }],
    ['a hidden file', { location: '.weights.bin' }],
    ['a drive', { location: 'C:weights.bin' }],
    ['a backslash', { location: '..\\weights.bin' }],
    ['another model', { location: 'model.onnx' }],
    ['nothing', { location: '' }],
    ['a file that is not there', { location: 'none.bin' }],
  ])('in %s: MODEL_EXTERNAL_DATA', async (_, place) => {
    expect(
      await opened(place, (folder) => {
        four(folder)
        mkdirSync(join(folder, 'inside'))
        writeFileSync(join(folder, 'inside', 'weights.bin'), Buffer.alloc(4))
        writeFileSync(join(folder, '..', 'weights.bin'), Buffer.alloc(4))
      }),
    ).toBe('MODEL_EXTERNAL_DATA')
  })

  it.each<[string, Partial<WeightPlace>]>([
    ['beyond the end', { offset: '1' }],
    ['at a negative place', { offset: '-4' }],
    ['at no number', { offset: '0x0' }],
    ['at an immense place', { offset: '9007199254740993' }],
    ['with another length', { length: '8' }],
    ['with no length at all', { length: '0' }],
    ['twice', { twice: true }],
    ['outside and inside at once', { raw: true }],
    ['as text', { type: 8 }],
  ])('%s: MODEL_FILE_MALFORMED', async (_, place) => {
    expect(await opened(place, four)).toBe('MODEL_FILE_MALFORMED')
  })

  it('by a link to somewhere else is refused', async () => {
    expect(await opened({}, (folder) => symlinkSync('/etc/hostname', join(folder, 'weights.bin')))).toBe(
      'MODEL_EXTERNAL_DATA',
    )
  })

  it('counts with its weights: above 500 MB it is too large, whatever it uses of them', async () => {
    const large = (folder: string) => {
      four(folder)
      truncateSync(join(folder, 'weights.bin'), 500_000_000)
    }
    expect(await opened({}, large)).toBe('MODEL_FILE_TOO_LARGE')
  })

  it('cannot grow without end by naming the same bytes often', async () => {
    const site = testSite()
    const folder = site.path('package')
    mkdirSync(folder)
    hostile.manyTimes(join(folder, 'model.onnx'), { location: 'weights.bin', floats: 2_000_000, times: 64 })
    writeFileSync(join(folder, 'weights.bin'), '')
    truncateSync(join(folder, 'weights.bin'), 8_000_000)
    expect((await site.models.open(folder)).error?.code).toBe('MODEL_FILE_TOO_LARGE')
  })

  it('is a lone file: what lies beside it was not chosen and is not read', async () => {
    const site = testSite()
    hostile.externalWeights(site.path('m.onnx'), { location: 'weights.bin' })
    writeFileSync(site.path('weights.bin'), Buffer.alloc(4, 63))
    expect((await site.models.open(site.path('m.onnx'))).error?.code).toBe('MODEL_EXTERNAL_DATA')
  })

  it.each(['weights.bin', 'model.onnx.data', 'model.onnx_data', 'onnx__Conv_12', 'a-b'])(
    '%s is a plain name',
    (name) => {
      expect(isPlainDataName(name)).toBe(true)
    },
  )
  it.each(['', '.', '..', '.x', 'a/b', 'a\\b', 'a b', 'C:x', 'x.onnx', 'manifest.json', 'CARD.md', 'a\0'])(
    '%j is none',
    (name) => {
      expect(isPlainDataName(name)).toBe(false)
    },
  )
})
