import { createWriteStream, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { deflateRawSync } from 'node:zlib'
import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import type { ImportLine, Job, PictureForm } from '../../../shared/domain/jobs/job'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import { testStore } from '../../../test-support/test-vault'
import { readBlob, removeOrphanBlobs } from '../../store/blobs/blob-store'
import { findInstance, isBlobReferenced } from '../../store/queries/instances'
import { createJob, importReport, requireJob } from '../../store/queries/jobs'
import { listWaitingPictures } from '../../store/queries/waiting-pictures'
import { memorySource } from '../byte-source'
import { decodeFrame } from '../dicom/decode-frame'
import { element, imageElements, writeFile, type Written } from '../dicom/fixtures/dicom-writer'
import { parseInstance } from '../dicom/parse-instance'
import { importProcedures } from './import-procedures'
import { runImport } from './run-import'
import { secondaryCapture } from './secondary-capture'
import type { ImportContext, PicturePolicy } from './stage-input'

function open(pictures: PicturePolicy = { kind: 'wait' }): ImportContext {
  return { ...testStore(), pictures, sync: 'later' }
}

const quiet = { signal: new AbortController().signal, progress: () => undefined }

async function importPaths(
  context: ImportContext,
  paths: string[],
  run: Partial<typeof quiet> = {},
): Promise<{ job: Job; lines: ImportLine[] }> {
  const { id } = createJob(context.db, 'import', paths)
  const job = await runImport(context, id, { ...quiet, ...run })
  return { job, lines: report(context, id) }
}
const report = ({ db }: ImportContext, jobId: string) =>
  importReport(db, { jobId, onlyProblems: false, offset: 0, limit: 500 }).lines
const summary = (lines: ImportLine[]) =>
  lines.map(({ input, status, error }) => `${basename(input)} ${error?.code ?? status}`)

const dicom = (uid: string, pixels = [1, 2, 3, 4], extra: Written[] = []) =>
  writeFile(
    [
      ...imageElements(pixels, { rows: 2, columns: 2 }).filter(({ tag }) => tag !== 0x00080018),
      element(0x00080018, 'UI', uid),
      ...extra,
    ].sort((one, other) => one.tag - other.tag),
  )

function files(contents: Record<string, Uint8Array | string>): string {
  const folder = temporaryFolder()
  for (const [name, content] of Object.entries(contents)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

async function zip(members: [name: string, content: Uint8Array][]): Promise<string> {
  const archive = new ZipFile()
  for (const [name, content] of members) archive.addBuffer(Buffer.from(content), name)
  archive.end()
  const path = join(temporaryFolder(), 'study.zip')
  await pipeline(archive.outputStream, createWriteStream(path))
  return path
}

const png = (() => {
  const picture = new PNG({ width: 3, height: 2 })
  for (let at = 0; at < 6; at += 1) picture.data.set([at * 40, at * 40, at * 40, 255], at * 4)
  return PNG.sync.write(picture)
})()
const form: PictureForm = {
  patientName: '王^小东',
  patientId: 'P-1',
  birthDate: null,
  ageYears: 4,
  sex: 'F',
  studyDate: '2026-03-05',
  bodyPart: 'CHEST',
  viewPosition: 'PA',
  description: 'Film 片',
}
const count = ({ db }: ImportContext, table: 'instance' | 'conflict' | 'study') =>
  (db.prepare(`SELECT count(*) AS found FROM ${table}`).get() as { found: number }).found

describe('an import', () => {
  it('gives each input one line, in order, with what is wrong; the rest goes on', async () => {
    const context = open()
    const folder = files({
      'a.dcm': dicom('2.25.1'),
      'b/cut.dcm': dicom('2.25.2').subarray(0, -2),
      'b/empty.dcm': '',
      'c/letter.txt': 'Dear colleague, thank you.',
      'd.dcm': dicom('2.25.3'),
      'e.dcm': writeFile(imageElements([1], { rows: 1, columns: 1 }), {
        transferSyntaxUid: '1.2.840.10008.1.2.4.102',
      }),
    })
    const { job, lines } = await importPaths(context, [folder, join(folder, 'gone.dcm')])
    expect(summary(lines)).toEqual([
      'a.dcm imported',
      'cut.dcm DICOM_TRUNCATED',
      'empty.dcm FILE_EMPTY',
      'letter.txt NOT_DICOM',
      'd.dcm imported',
      'e.dcm DICOM_UNSUPPORTED_TRANSFER_SYNTAX',
      'gone.dcm FILE_NOT_FOUND',
    ])
    expect(job).toMatchObject({
      state: 'done',
      done: 7,
      total: 7,
      counts: { imported: 2, duplicate: 0, conflict: 0, error: 5 },
    })
    expect(count(context, 'instance')).toBe(2)
  })

  it('is idempotent, and keeps the same UID with other content as a conflict', async () => {
    const context = open()
    const folder = files({
      '1.dcm': dicom('2.25.1'),
      '2.dcm': dicom('2.25.1'),
      '3.dcm': dicom('2.25.1', [9, 9, 9, 9]),
    })
    expect(summary((await importPaths(context, [folder])).lines)).toEqual([
      '1.dcm imported',
      '2.dcm duplicate',
      '3.dcm IMPORT_CONFLICT',
    ])
    expect(summary((await importPaths(context, [folder])).lines)).toEqual([
      '1.dcm duplicate',
      '2.dcm duplicate',
      '3.dcm IMPORT_CONFLICT',
    ])
    expect([count(context, 'instance'), count(context, 'conflict')]).toEqual([1, 1])
    expect(removeOrphanBlobs(context.profileDir, (blobId) => isBlobReferenced(context.db, blobId))).toBe(0)
  })

  it('stores what it read, to the byte', async () => {
    const context = open()
    const bytes = dicom('2.25.1')
    await importPaths(context, [files({ 'one.dcm': bytes })])
    const row = context.db.prepare('SELECT id FROM instance').get() as { id: string }
    const blobId = findInstance(context.db, row.id)?.blobId ?? ''
    expect(Buffer.from(readBlob(context.profileDir, context.keys, blobId)).equals(Buffer.from(bytes))).toBe(
      true,
    )
  })

  it('takes files without a UID as what their content says, each a study of its own', async () => {
    const bare = (value: number) =>
      writeFile(
        imageElements([value], { rows: 1, columns: 1 }).filter(({ tag }) => tag > 0x0020ffff),
        { meta: false },
      )
    const withName = (value: number) =>
      Buffer.concat([
        bare(value).subarray(0, 132),
        Buffer.from('08006000435302004f54', 'hex'),
        bare(value).subarray(132),
      ])
    const context = open()
    const folder = files({ '1.dcm': withName(1), '2.dcm': withName(2), '3.dcm': withName(1) })
    expect(summary((await importPaths(context, [folder])).lines)).toEqual([
      '1.dcm imported',
      '2.dcm imported',
      '3.dcm duplicate',
    ])
    expect(count(context, 'study')).toBe(2)
  })

  it('stores objects without pixels', async () => {
    const context = open()
    const noImage = writeFile(
      imageElements([], { rows: 1, columns: 1 }).filter(({ tag }) => tag < 0x00280000),
    )
    expect(summary((await importPaths(context, [files({ 'sr.dcm': noImage })])).lines)).toEqual([
      'sr.dcm imported',
    ])
  })

  it('can be cancelled and resumed without doubles', async () => {
    const context = open()
    const folder = files(
      Object.fromEntries(
        Array.from({ length: 60 }, (_, nth) => [
          `${String(nth).padStart(2, '0')}.dcm`,
          dicom(`2.25.${nth + 1}`),
        ]),
      ),
    )
    const { id } = createJob(context.db, 'import', [folder])
    const abort = new AbortController()
    const listed = runImport(context, id, {
      signal: abort.signal,
      progress: ({ done }) => done > 0 && abort.abort(),
    })
    expect((await listed).state).toBe('cancelled')
    const before = requireJob(context.db, id).done
    expect(before).toBeGreaterThan(0)
    expect(before).toBeLessThan(60)
    expect((await runImport(context, id, quiet)).counts.imported).toBe(60)
    expect(report(context, id)).toHaveLength(60)
    expect(count(context, 'instance')).toBe(60)
  })
})

describe('archives', () => {
  it('give a line for each member, nested folders and odd names included', async () => {
    const path = await zip([
      ['deep/er/1.dcm', dicom('2.25.1')],
      ['letter.txt', Buffer.from('hello, this is a letter')],
      ['__MACOSX/._1.dcm', Buffer.from('fork')],
      ['deep/片.dcm', dicom('2.25.2')],
    ])
    const context = open()
    const { job, lines } = await importPaths(context, [path])
    expect(
      lines.map(({ input, status, error }) => `${input.slice(path.length)} ${error?.code ?? status}`),
    ).toEqual(['!deep/er/1.dcm imported', '!letter.txt NOT_DICOM', '!deep/片.dcm imported'])
    expect(job).toMatchObject({ done: 1, total: 1, counts: { imported: 2, error: 1 } })
  })

  it('that are large go on behind the members that are reported', async () => {
    const path = await zip(Array.from({ length: 70 }, (_, nth) => [`${nth}.dcm`, dicom(`2.25.${nth + 1}`)]))
    const context = open()
    const { id } = createJob(context.db, 'import', [path])
    const abort = new AbortController()
    await runImport(context, id, {
      signal: abort.signal,
      progress: ({ counts }) => counts.imported > 0 && abort.abort(),
    })
    const before = report(context, id).length
    expect(before).toBeGreaterThan(0)
    expect(before).toBeLessThan(70)
    await runImport(context, id, quiet)
    expect(report(context, id).map(({ status }) => status)).toEqual(
      Array.from({ length: 70 }, () => 'imported'),
    )
    expect(requireJob(context.db, id)).toMatchObject({
      state: 'done',
      done: 1,
      counts: { imported: 70, duplicate: 0 },
    })
  })

  it('that are broken, protected, empty or bombs are refused', async () => {
    const good = readFileSync(await zip([['1.dcm', dicom('2.25.1')]]))
    const encrypted = Buffer.from(good)
    for (const [signature, flags] of [
      ['504b0304', 6],
      ['504b0102', 8],
    ] as const) {
      const at = encrypted.indexOf(Buffer.from(signature, 'hex')) + flags
      encrypted.writeUInt16LE(encrypted.readUInt16LE(at) | 1, at)
    }
    const bomb = await zip([['bomb.dcm', Buffer.alloc(1)]])
    const huge = Buffer.from(readFileSync(await zip([['bomb.dcm', Buffer.alloc(40 << 20)]])))
    expect(deflateRawSync(Buffer.alloc(40 << 20)).length).toBeLessThan(50_000)
    const central = huge.indexOf(Buffer.from('504b0102', 'hex'))
    huge.writeUInt32LE(0x3fffffff, central + 24)
    const folder = files({
      'a-cut.zip': good.subarray(0, -30),
      'b-locked.zip': encrypted,
      'c-empty.zip': readFileSync(await zip([])),
      'd-bomb.zip': huge,
    })
    const { lines } = await importPaths(open(), [folder])
    expect(summary(lines)).toEqual([
      'a-cut.zip ARCHIVE_MALFORMED',
      'b-locked.zip!1.dcm ARCHIVE_ENCRYPTED',
      'c-empty.zip FILE_EMPTY',
      'd-bomb.zip!bomb.dcm ARCHIVE_TOO_LARGE',
    ])
    rmSync(bomb)
  })
})

describe('a DICOMDIR', () => {
  const directory = (...ids: string[]) => {
    const records = ids.map((id) => [element(0x00041430, 'CS', 'IMAGE'), element(0x00041500, 'CS', id)])
    const bytes = Buffer.from(writeFile([element(0x00041220, 'SQ', records)]))
    // Media Storage Directory Storage in place of Secondary Capture
    return bytes
  }

  it('brings what it names, also in other case, and says what is missing', async () => {
    const folder = files({
      DICOMDIR: directory('IMAGES\\ONE', 'IMAGES\\TWO', 'IMAGES\\THREE'),
      'images/one': dicom('2.25.1'),
      'images/two;1': dicom('2.25.2'),
    })
    const context = open()
    const { lines } = await importPaths(context, [join(folder, 'DICOMDIR')])
    expect(summary(lines)).toEqual(['DICOMDIR DICOMDIR_MISSING_FILE', 'one imported', 'two;1 imported'])
    expect(count(context, 'instance')).toBe(2)
  })

  it('never leads out of its folder', async () => {
    const folder = files({ 'disc/DICOMDIR': directory('..\\SECRET'), SECRET: dicom('2.25.1') })
    const { lines } = await importPaths(open(), [join(folder, 'disc', 'DICOMDIR')])
    expect(summary(lines)).toEqual(['DICOMDIR DICOMDIR_MISSING_FILE'])
  })
})

describe('pictures', () => {
  it('wait for their form and become an image of its patient', async () => {
    const context = open()
    const { job } = await importPaths(context, [files({ 'film.png': png })])
    expect(job).toMatchObject({ state: 'done', picturesWaiting: 1, counts: { imported: 0, error: 0 } })
    const [picture] = listWaitingPictures(context.db)
    expect(picture).toMatchObject({ fileName: 'film.png', rows: 2, columns: 3 })
    const lines = importProcedures(context.db, context).completePictures({
      pictureIds: [picture?.id ?? ''],
      form,
    })
    expect(summary(lines)).toEqual(['film.png imported'])
    expect(listWaitingPictures(context.db)).toEqual([])
    expect(
      readdirSync(join(context.profileDir, 'blobs')).filter(
        (name) =>
          /^[0-9a-f]{2}$/.test(name) && readdirSync(join(context.profileDir, 'blobs', name)).length > 0,
      ),
    ).toHaveLength(1)
  })

  it('are refused without a form, taken with one, and broken ones are neither', async () => {
    const folder = files({ 'film.png': png, 'half.png': png.subarray(0, 50) })
    expect(summary((await importPaths(open({ kind: 'refuse' }), [folder])).lines)).toEqual([
      'film.png PICTURE_NEEDS_FORM',
      'half.png PICTURE_MALFORMED',
    ])
    const context = open({ kind: 'form', form })
    expect(summary((await importPaths(context, [folder, folder])).lines)).toEqual([
      'film.png imported',
      'half.png PICTURE_MALFORMED',
    ])
    expect(summary((await importPaths(context, [folder])).lines)).toEqual([
      'film.png duplicate',
      'half.png PICTURE_MALFORMED',
    ])
  })

  it('hold every pixel and every word of the form', async () => {
    const source = memorySource(secondaryCapture(png, form))
    const { parsed } = parseInstance(source)
    expect(parsed.patient).toMatchObject({ name: { alphabetic: '王^小东' }, patientId: 'P-1', sex: 'F' })
    expect(parsed.study).toMatchObject({ description: 'Film 片', date: '2026-03-05', patientAgeYears: 4 })
    expect(parsed.series).toMatchObject({ bodyPart: 'CHEST', viewPosition: 'PA' })
    expect(parsed.image?.lossyCompressed).toBe(false)
    const { samples } = await decodeFrame(source, 0)
    expect([...samples].slice(0, 6)).toEqual([0, 0, 0, 40, 40, 40])
    const jpeg = readFileSync(join(import.meta.dirname, '../../inference/fixtures/jpeg/grey-q75.jpg'))
    expect(parseInstance(secondaryCapture(jpeg, form)).parsed.image).toMatchObject({
      lossyCompressed: true,
      samplesPerPixel: 1,
    })
  })
})

it('stops at a fault of the storage and says so, instead of failing each file', async () => {
  const context = open()
  const folder = files({ 'a.dcm': dicom('2.25.1'), 'b.dcm': dicom('2.25.2') })
  const { id } = createJob(context.db, 'import', [folder])
  writeFileSync(join(context.profileDir, 'blobs'), 'a file where the folder should be')
  const job = await runImport(context, id, quiet)
  expect(job).toMatchObject({ state: 'failed', error: { code: 'STORAGE_UNWRITABLE' } })
  rmSync(join(context.profileDir, 'blobs'))
  expect((await runImport(context, id, quiet)).counts.imported).toBe(2)
})
