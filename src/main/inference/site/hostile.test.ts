import { fork } from 'node:child_process'
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
import { beforeAll, describe, expect, it } from 'vitest'
import { buildScripts } from '../../../test-support/build-script'
import { hostile } from '../../../test-support/onnx/hostile'
import { answered, codeOf, draftOf, testSite } from './test-site.fixture'
import type { StartChild } from '../inference-client'
import { checkMemberName } from './package-members'

type Site = ReturnType<typeof testSite>

/** Ends in a code, and leaves no file and no model. */
async function refusalOf(site: Site, path: string): Promise<string> {
  const draft = await site.models.open(path)
  expect(readdirSync(join(site.profileDir, 'models'))).toEqual(
    draft.stage === 'ready' ? [expect.anything()] : [],
  )
  expect(site.inference.registry.list()).toEqual([])
  return draft.error?.code ?? 'none'
}

async function zip(
  path: string,
  files: Record<string, Buffer>,
  options: { mode?: number } = {},
): Promise<void> {
  const archive = new ZipFile()
  for (const [name, content] of Object.entries(files)) archive.addBuffer(content, name, options)
  archive.end()
  await pipeline(archive.outputStream, createWriteStream(path))
}

describe('a hostile model file', () => {
  it.each([
    ['notANumber', 'MODEL_NOT_FINITE'],
    ['wholeNumbersIn', 'MODEL_TYPE_UNSUPPORTED'],
    ['noRank', 'MODEL_SHAPE_UNSUPPORTED'],
    ['twoInputs', 'MODEL_SHAPE_UNSUPPORTED'],
    ['unknownOperator', 'MODEL_LOAD_FAILED'],
    ['missingWeights', 'MODEL_LOAD_FAILED'],
    ['liesAboutShape', 'MODEL_LOAD_FAILED'],
  ] as const)('%s is refused as %s', async (kind, code) => {
    const site = testSite()
    hostile[kind](site.path('m.onnx'))
    expect(await refusalOf(site, site.path('m.onnx'))).toBe(code)
  })

  it('is refused when it is empty, too large, cut off, or no model', async () => {
    const site = testSite()
    writeFileSync(site.path('empty.onnx'), '')
    expect(await refusalOf(site, site.path('empty.onnx'))).toBe('FILE_EMPTY')
    writeFileSync(site.path('large.onnx'), '')
    truncateSync(site.path('large.onnx'), 500_000_001)
    expect(await refusalOf(site, site.path('large.onnx'))).toBe('MODEL_FILE_TOO_LARGE')
    hostile.sound(site.path('sound.onnx'))
    const sound = readFileSync(site.path('sound.onnx'))
    writeFileSync(site.path('cut.onnx'), sound.subarray(0, sound.length - 7))
    expect(await refusalOf(site, site.path('cut.onnx'))).toBe('MODEL_FILE_MALFORMED')
    writeFileSync(site.path('text.onnx'), 'no model')
    expect(await refusalOf(site, site.path('text.onnx'))).toBe('MODEL_FILE_MALFORMED')
    expect(await refusalOf(site, site.path('none.onnx'))).toBe('FILE_NOT_FOUND')
  })

  it.each(['weights.bin', '../weights.bin', '/etc/hostname'])(
    'is refused with weights in %s',
    async (location) => {
      const site = testSite()
      hostile.externalWeights(site.path('m.onnx'), { location })
      writeFileSync(site.path('weights.bin'), Buffer.alloc(4))
      expect(await refusalOf(site, site.path('m.onnx'))).toBe('MODEL_EXTERNAL_DATA')
    },
  )
})

describe('a package', () => {
  /** A complete package as this program writes it. */
  async function madePackage(): Promise<{ site: Site; folder: string }> {
    const maker = testSite()
    hostile.sound(maker.path('brightness.onnx'))
    await maker.models.add(answered(await draftOf(maker, maker.path('brightness.onnx'))))
    const site = testSite()
    const folder = site.path('package')
    await cp(join(maker.profileDir, 'models', 'brightness', '1.0.0'), folder, { recursive: true })
    return { site, folder }
  }
  const filesOf = (folder: string): Record<string, Buffer> => ({
    'manifest.json': readFileSync(join(folder, 'manifest.json')),
    'CARD.md': readFileSync(join(folder, 'CARD.md')),
    'model.onnx': readFileSync(join(folder, 'model.onnx')),
    ...Object.fromEntries(
      readdirSync(join(folder, 'golden')).map((name) => [
        `golden/${name}`,
        readFileSync(join(folder, 'golden', name)),
      ]),
    ),
  })
  const changeManifest = (folder: string, change: (text: string) => string) =>
    writeFileSync(join(folder, 'manifest.json'), change(readFileSync(join(folder, 'manifest.json'), 'utf8')))

  it('as a folder or a ZIP is taken with its manifest, card and reference cases', async () => {
    const { site, folder } = await madePackage()
    await zip(site.path('p.zip'), filesOf(folder))
    const draft = await site.models.open(site.path('p.zip'))
    expect(draft).toMatchObject({
      stage: 'ready',
      proposals: [],
      hasGolden: true,
      manifest: { id: 'brightness' },
    })
    expect(await site.models.add(null)).toEqual({ id: 'brightness', version: '1.0.0' })
    expect((await site.models.open(folder)).stage).toBe('ready')
    expect(await codeOf(site.models.add(null))).toBe('MODEL_VERSION_EXISTS')
  })

  it('packed with its folder is taken too', async () => {
    const { site, folder } = await madePackage()
    const files = Object.entries(filesOf(folder)).map(([name, content]) => [
      `brightness-1.0/${name}`,
      content,
    ])
    await zip(site.path('p.zip'), Object.fromEntries(files) as Record<string, Buffer>)
    expect((await site.models.open(site.path('p.zip'))).stage).toBe('ready')
  })

  it('whose manifest lies about its graph is refused', async () => {
    const { site, folder } = await madePackage()
    changeManifest(folder, (text) => text.replace('"name": "scores"', '"name": "other"'))
    expect(await refusalOf(site, folder)).toBe('MODEL_LOAD_FAILED')
  })

  it('whose weights are not those of its manifest is refused', async () => {
    const { site, folder } = await madePackage()
    hostile.notANumber(join(folder, 'model.onnx'))
    expect(await refusalOf(site, folder)).toBe('MODEL_HASH_MISMATCH')
  })

  it('whose manifest is not valid is refused', async () => {
    const { site, folder } = await madePackage()
    changeManifest(folder, (text) => text.replace('"schemaVersion": 1', '"schemaVersion": 99'))
    expect(await refusalOf(site, folder)).toBe('MODEL_MANIFEST_INVALID')
    changeManifest(folder, () => '{')
    expect(await refusalOf(site, folder)).toBe('MODEL_MANIFEST_INVALID')
  })

  it('whose reference cases do not come out is refused by the gate, and nothing stays', async () => {
    const { site, folder } = await madePackage()
    writeFileSync(join(folder, 'golden', 'case-0.out-0.f32'), Buffer.from(Float32Array.of(0.9).buffer))
    await site.models.open(folder)
    expect(await codeOf(site.models.add(null))).toBe('MODEL_GOLDEN_FAILED')
    expect(site.inference.registry.list()).toEqual([])
    expect(readdirSync(join(site.profileDir, 'models'))).toEqual([])
  })

  it.each(['../evil.onnx', '/evil.onnx', 'a/../../evil', 'a\\..\\evil', 'C:evil', './evil', 'nul\0'])(
    'member name %j leads out of it',
    (name) => {
      expect(() => checkMemberName(name)).toThrow(
        expect.objectContaining({ code: 'MODEL_PACKAGE_UNSAFE' }) as Error,
      )
    },
  )

  it('with a name that leads out of it writes nothing', async () => {
    const { site, folder } = await madePackage()
    // yazl refuses such names; the bytes are changed after it has written them.
    await zip(site.path('p.zip'), { ...filesOf(folder), 'xx/xx/evil': Buffer.from('evil') })
    const bytes = readFileSync(site.path('p.zip')).toString('latin1').replaceAll('xx/xx/evil', '../../evil')
    writeFileSync(site.path('p.zip'), Buffer.from(bytes, 'latin1'))
    expect(await refusalOf(site, site.path('p.zip'))).toBe('MODEL_PACKAGE_UNSAFE')
  })

  it('with a link in place of a file is refused', async () => {
    const { site, folder } = await madePackage()
    await zip(site.path('p.zip'), { 'model.onnx': Buffer.from('/etc/passwd') }, { mode: 0o120777 })
    expect(await refusalOf(site, site.path('p.zip'))).toBe('MODEL_PACKAGE_UNSAFE')
    const linked = site.path('linked')
    mkdirSync(linked)
    symlinkSync(join(folder, 'model.onnx'), join(linked, 'model.onnx'))
    expect(await refusalOf(site, linked)).toBe('MODEL_PACKAGE_UNSAFE')
  })

  it('that unpacks to far more than it holds is refused', async () => {
    const site = testSite()
    await zip(site.path('bomb.zip'), { 'model.onnx': Buffer.alloc(40_000_000) })
    expect(await refusalOf(site, site.path('bomb.zip'))).toBe('ARCHIVE_TOO_LARGE')
  })

  it('that is damaged or empty is refused', async () => {
    const { site, folder } = await madePackage()
    await zip(site.path('p.zip'), filesOf(folder))
    const whole = readFileSync(site.path('p.zip'))
    writeFileSync(site.path('cut.zip'), whole.subarray(0, whole.length - 30))
    expect(await refusalOf(site, site.path('cut.zip'))).toBe('ARCHIVE_MALFORMED')
    await zip(site.path('none.zip'), { 'readme.txt': Buffer.from('x') })
    expect(await refusalOf(site, site.path('none.zip'))).toBe('MODEL_PACKAGE_UNSAFE')
  })
})

describe('a model that does not come to an end, or takes its process with it', () => {
  let scripts: string
  beforeAll(async () => {
    scripts = await buildScripts({ child: join(import.meta.dirname, 'inference-child.fixture.ts') })
  })
  const started: ReturnType<typeof fork>[] = []
  const startReal: StartChild = ({ message, exit }) => {
    const child = fork(join(scripts, 'child.js'), { serialization: 'advanced', stdio: 'ignore' })
    started.push(child)
    child.on('message', message as (value: unknown) => void)
    child.once('exit', exit)
    return { send: (request) => void child.send(request), kill: () => void child.kill('SIGKILL') }
  }

  it('is stopped when its time is over', async () => {
    const site = testSite({ startChild: startReal, runTimeoutMs: 2_000 })
    hostile.endless(site.path('m.onnx'))
    expect(await refusalOf(site, site.path('m.onnx'))).toBe('INFERENCE_TIMEOUT')
  })

  it('is refused when it asks for more memory than there is, which ends its process', async () => {
    const site = testSite({ startChild: startReal })
    hostile.hugeTensor(site.path('m.onnx'))
    expect(await refusalOf(site, site.path('m.onnx'))).toBe('MODEL_TRIAL_CRASHED')
  })

  it('is refused when its process dies', async () => {
    const site = testSite({
      startChild: (listeners) => {
        const child = startReal(listeners)
        return { ...child, send: (request) => (request.kind === 'run' ? child.kill() : child.send(request)) }
      },
    })
    hostile.sound(site.path('m.onnx'))
    expect(await refusalOf(site, site.path('m.onnx'))).toBe('MODEL_TRIAL_CRASHED')
  })

  it('leaves no process behind', async () => {
    const site = testSite({ startChild: startReal })
    hostile.sound(site.path('m.onnx'))
    expect(await refusalOf(site, site.path('m.onnx'))).toBe('none')
    await expect
      .poll(() => started.every(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null))
      .toBe(true)
  })
})
