import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ParsedInstance, type TagNode } from '../../../shared/domain/imaging/instance'
import {
  element,
  imageElements,
  type ImageOptions,
  type Item,
  writeFile,
  type Written,
} from './fixtures/dicom-writer'
import { parseInstance } from './parse-instance'
import { toTagNodes } from './tag-nodes'
import { toAgeYears, toClockTime, toIsoDate, yearsBetween } from './values'

const small: ImageOptions = { rows: 2, columns: 2 }
const bytesOf = (extra: Written[], options: Partial<ImageOptions> = {}) =>
  writeFile(imageElements(new Uint8Array(4 * (options.frames ?? 1)), { ...small, ...options, extra }))
const parse = (extra: Written[], options: Partial<ImageOptions> = {}) =>
  ParsedInstance.parse(parseInstance(bytesOf(extra, options)).parsed)
const imageOf = (extra: Written[], options: Partial<ImageOptions> = {}) => {
  const { image } = parse(extra, options)
  if (!image) throw new Error('there is no image')
  return image
}
const group = (tag: number, item: Item) => element(tag, 'SQ', [item])

describe('who and what', () => {
  it('reads patient, study, series and instance', () => {
    const parsed = parse([
      element(0x00080005, 'CS', 'ISO_IR 192'),
      element(0x0008001c, 'CS', 'YES'),
      element(0x00080020, 'DA', '20260305'),
      element(0x00080030, 'TM', '101530.250'),
      element(0x00080050, 'SH', ' A-17 '),
      element(0x00100010, 'PN', Buffer.from('Wang^XiaoDong=王^小东')),
      element(0x00100020, 'LO', 'P1 '),
      element(0x00100030, 'DA', '20210905'),
      element(0x00100040, 'CS', 'F'),
      element(0x00180015, 'CS', 'CHEST'),
      element(0x00185101, 'CS', 'PA'),
      element(0x00200011, 'IS', ' 3 '),
    ])
    expect(parsed.patient).toEqual({
      patientId: 'P1',
      issuer: '',
      sex: 'F',
      birthDate: '2021-09-05',
      name: { alphabetic: 'Wang^XiaoDong', ideographic: '王^小东', phonetic: '' },
    })
    expect(parsed.study).toMatchObject({
      studyInstanceUid: '2.25.78',
      date: '2026-03-05',
      time: '10:15:30',
      accessionNumber: 'A-17',
    })
    expect(parsed.study.patientAgeYears).toBeCloseTo(4.5, 1)
    expect(parsed.series).toMatchObject({ number: 3, modality: 'OT', bodyPart: 'CHEST', viewPosition: 'PA' })
    expect(parsed.instance).toMatchObject({ sopInstanceUid: '2.25.77', synthetic: true })
  })

  it('takes the stated age before the computed one, and codes where terms are missing', () => {
    const parsed = parse([
      element(0x00080020, 'DA', '20260305'),
      element(0x00082218, 'SQ', [[element(0x00080104, 'LO', 'Chest')]]),
      element(0x00100030, 'DA', '20000101'),
      element(0x00101010, 'AS', '018M'),
      element(0x00540220, 'SQ', [[element(0x00080104, 'LO', 'postero-anterior')]]),
    ])
    expect(parsed.study.patientAgeYears).toBe(1.5)
    expect(parsed.series).toMatchObject({ bodyPart: 'Chest', viewPosition: 'postero-anterior' })
  })

  it('makes missing UIDs from the content, the same each time', () => {
    const bare = writeFile(
      imageElements([1, 2, 3, 4], small).filter(({ tag }) => tag === 0x00080060 || tag > 0x00210000),
      { meta: false },
    )
    const uids = ({ study, series, instance }: ParsedInstance) => [
      study.studyInstanceUid,
      series.seriesInstanceUid,
      instance.sopInstanceUid,
    ]
    const once = uids(parseInstance(bare).parsed)
    expect(once.every((uid) => /^2\.25\.\d{1,39}$/.test(uid))).toBe(true)
    expect(new Set(once).size).toBe(3)
    expect(uids(parseInstance(bare).parsed)).toEqual(once)
    const nothing = writeFile([element(0x00080060, 'CS', 'OT')], { meta: false })
    expect(() => parseInstance(nothing)).toThrow(expect.objectContaining({ code: 'DICOM_MISSING_UID' }))
  })
})

describe('image attributes', () => {
  it('says where the spacing is measured', () => {
    const spacing = element(0x00280030, 'DS', '0.5\\0.25')
    const detector = element(0x00181164, 'DS', '0.5\\0.25')
    const film = element(0x00080060, 'CS', 'DX')
    const of = (extra: Written[]) => {
      const bytes = writeFile(
        imageElements(new Uint8Array(4), { ...small, extra }).filter(
          ({ tag, value }) => tag !== 0x00080060 || value === 'DX' || !extra.includes(film),
        ),
      )
      const { image } = parseInstance(bytes).parsed
      return [image?.pixelSpacingMm, image?.pixelSpacingAt]
    }
    expect(of([])).toEqual([null, 'none'])
    expect(of([spacing])).toEqual([[0.5, 0.25], 'patient'])
    expect(of([detector])).toEqual([[0.5, 0.25], 'detector'])
    expect(of([film, detector, spacing])).toEqual([[0.5, 0.25], 'detector'])
    expect(of([film, detector, element(0x00280030, 'DS', '0.4\\0.2')])).toEqual([[0.4, 0.2], 'patient'])
    expect(of([element(0x00280030, 'DS', '0\\0')])).toEqual([null, 'none'])
  })

  it('reads windows that can be used, rescale and its unit', () => {
    const image = imageOf([
      element(0x00281050, 'DS', '40\\-600\\1'),
      element(0x00281051, 'DS', '400\\1500\\0'),
      element(0x00281052, 'DS', '-1024'),
      element(0x00281053, 'DS', '2'),
      element(0x00281054, 'LO', 'US'),
      element(0x00281055, 'LO', 'SOFT\\LUNG'),
    ])
    expect(image.windows).toEqual([
      { center: 40, width: 400, explanation: 'SOFT', lutFunction: 'LINEAR' },
      { center: -600, width: 1500, explanation: 'LUNG', lutFunction: 'LINEAR' },
    ])
    expect(image).toMatchObject({ rescaleSlope: 2, rescaleIntercept: -1024, rescaleType: 'US' })
  })

  it('reads enhanced multi-frame objects: shared and per-frame groups', () => {
    const plane = (z: number): Item => [group(0x00209113, [element(0x00200032, 'DS', `1\\2\\${z}`)])]
    const image = imageOf(
      [
        element(0x52009229, 'SQ', [
          [
            group(0x00209116, [element(0x00200037, 'DS', '1\\0\\0\\0\\1\\0')]),
            group(0x00289110, [element(0x00180050, 'DS', '3'), element(0x00280030, 'DS', '0.5\\0.5')]),
            group(0x00289132, [element(0x00281050, 'DS', '40'), element(0x00281051, 'DS', '400')]),
            group(0x00289145, [
              element(0x00281052, 'DS', '-1000'),
              element(0x00281053, 'DS', '1'),
              element(0x00281054, 'LO', 'HU'),
            ]),
          ],
        ]),
        element(0x52009230, 'SQ', [plane(10), plane(13)], { undefinedLength: true }),
      ],
      { frames: 2 },
    )
    expect(image).toMatchObject({
      frames: 2,
      pixelSpacingMm: [0.5, 0.5],
      sliceThicknessMm: 3,
      rescaleIntercept: -1000,
      rescaleType: 'HU',
    })
    expect(image.windows).toHaveLength(1)
    expect(image.geometry.map(({ imagePositionPatientMm }) => imagePositionPatientMm)).toEqual([
      [1, 2, 10],
      [1, 2, 13],
    ])
    expect(image.geometry[1]?.imageOrientationPatient).toEqual([1, 0, 0, 0, 1, 0])
  })

  it('stacks the planes of a dose along their normal', () => {
    const image = imageOf(
      [
        element(0x00200032, 'DS', '0\\0\\5'),
        element(0x00200037, 'DS', '1\\0\\0\\0\\1\\0'),
        element(0x3004000c, 'DS', '0\\2.5\\5'),
      ],
      { frames: 3 },
    )
    expect(image.geometry.map(({ imagePositionPatientMm }) => imagePositionPatientMm?.[2])).toEqual([
      5, 7.5, 10,
    ])
  })

  it('reads cine times of multi-frame images only', () => {
    expect(imageOf([element(0x00181063, 'DS', '40')], { frames: 3 }).frameTimeMs).toBe(40)
    expect(imageOf([element(0x00180040, 'IS', '25')], { frames: 3 }).frameTimeMs).toBe(40)
    expect(imageOf([element(0x00181063, 'DS', '40')]).frameTimeMs).toBeNull()
  })
})

describe('text formats', () => {
  it('reads dates, times and ages, and nothing else', () => {
    expect(['20240229', '2024.02.29', '20230229', '', '0000', '99999999'].map(toIsoDate)).toEqual([
      '2024-02-29',
      '2024-02-29',
      null,
      null,
      null,
      null,
    ])
    expect(['101530', '1015', '10', '10:15:30.5', '250000', 'x'].map(toClockTime)).toEqual([
      '10:15:30',
      '10:15:00',
      '10:00:00',
      '10:15:30',
      null,
      null,
    ])
    expect(['042Y', '018M', '010D', '5Y', 'old', ''].map(toAgeYears)).toEqual([
      42,
      1.5,
      10 / 365.25,
      5,
      null,
      null,
    ])
    expect([yearsBetween('2020-01-01', '2024-12-31'), yearsBetween('2024-01-02', '2024-01-01')]).toEqual([
      expect.closeTo(5, 2),
      null,
    ])
  })
})

describe('the tag browser', () => {
  it('shows names, values and sequences', () => {
    const nodes = toTagNodes(
      parseInstance(
        bytesOf([
          element(0x00081032, 'SQ', [[element(0x00080100, 'SH', 'X')]]),
          element(0x00091001, 'LO', 'own'),
        ]),
      ).file,
    )
    const find = (tag: string): TagNode | undefined => nodes.find((node) => node.tag === tag)
    expect(find('0008,0060')).toMatchObject({ keyword: 'Modality', vr: 'CS', value: 'OT' })
    expect(find('0028,0010')).toMatchObject({ keyword: 'Rows', value: '2' })
    expect(find('0009,1001')).toMatchObject({ keyword: '', value: 'own' })
    expect(find('7FE0,0010')).toMatchObject({ keyword: 'PixelData', bytes: 4 })
    expect(find('0008,1032')?.children[0]).toMatchObject({
      tag: 'FFFE,E000',
      children: [{ keyword: 'CodeValue', value: 'X' }],
    })
  })
})

const dataFolder = join(process.env['VESALIUS_DATA'] ?? '', 'dicom')
describe.runIf(process.env['VESALIUS_DATA'] && existsSync(dataFolder))('the data folder', () => {
  it('parses as the schema says, or is refused with a code', () => {
    const refused = new Map<string, string>()
    for (const name of readdirSync(dataFolder, { recursive: true, encoding: 'utf8' })) {
      if (!/^(pydicom|fo-dicom|cornerstone3D)[^]*\.dcm$/.test(name)) continue
      try {
        const { parsed, file } = parseInstance(readFileSync(join(dataFolder, name)))
        ParsedInstance.parse(parsed)
        toTagNodes(file)
      } catch (thrown) {
        refused.set(name, (thrown as { code: string }).code)
      }
    }
    expect(Object.fromEntries(refused)).toMatchObject({
      'pydicom/rtplan_truncated.dcm': 'DICOM_TRUNCATED',
      'pydicom/no_meta.dcm': 'NOT_DICOM',
      'fo-dicom/GH179B.dcm': 'DICOM_MALFORMED',
    })
    expect([...refused.values()].every((code) => /^(DICOM|NOT_DICOM)/.test(code))).toBe(true)
    expect(refused.size).toBeLessThan(8)
  })
})
