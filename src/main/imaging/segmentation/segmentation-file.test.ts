import { describe, expect, it } from 'vitest'
import { wholeFilm } from '../../../shared/domain/models/input-region'
import { parsedInstance } from '../../../test-support/parsed-instance'
import { memorySource } from '../byte-source'
import { parseInstance } from '../dicom/parse-instance'
import { readDicomFile } from '../dicom/read-file'
import { segmentationFile, type SegmentationInput } from './segmentation-file'

const labels: SegmentationInput['labels'] = [
  { label: 'left', title: 'Left half', code: null, data: Uint8Array.of(1, 0) },
  {
    label: 'lung',
    title: 'Lung',
    code: { system: 'http://snomed.info/sct', code: '39607008', display: 'Lung structure' },
    data: Uint8Array.of(0, 1),
  },
]

const write = (changes: Partial<SegmentationInput> = {}) =>
  segmentationFile({
    source: parsedInstance({ image: { rows: 3, columns: 6 } }),
    rows: 1,
    columns: 2,
    region: wholeFilm,
    labels,
    model: { id: 'halves', version: '1.0.0', sha256: 'a'.repeat(64) },
    madeAt: '2026-11-21T10:11:12',
    softwareVersion: '0.1.0',
    ...changes,
  })

describe('segmentationFile', () => {
  it('is a Segmentation of the same patient and study, with one frame a label', () => {
    const source = parsedInstance({ image: { rows: 3, columns: 6 } })
    const { parsed } = parseInstance(memorySource(write({ source })))
    expect(parsed.patient).toEqual(source.patient)
    expect(parsed.study.studyInstanceUid).toBe(source.study.studyInstanceUid)
    expect(parsed.instance.sopClassUid).toBe('1.2.840.10008.5.1.4.1.1.66.4')
    expect(parsed.series.modality).toBe('SEG')
    expect(parsed.series.seriesInstanceUid).not.toBe(source.series.seriesInstanceUid)
    expect(parsed.image).toMatchObject({ rows: 3, columns: 6, frames: 2, bitsAllocated: 1 })
  })

  it('holds its frames bit after bit, without padding between them', () => {
    const file = readDicomFile(memorySource(write()))
    const element = file.dataSet.elements.get(0x7fe00010)
    const bits = element ? [...file.dataSet.reader.bytes(element.offset, element.length)] : []
    const places = Array.from({ length: 36 }, (_, at) => ((bits[at >> 3] ?? 0) >> (at & 7)) & 1)
    expect(places.slice(0, 18)).toEqual([1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0])
    expect(places.slice(18)).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1])
  })

  it('names the image that it was made of, and the kinds of its segments', () => {
    const source = parsedInstance({ image: { rows: 3, columns: 6 } })
    const { dataSet } = readDicomFile(memorySource(write({ source })))
    const frames = dataSet.items(0x52009230)
    expect(frames).toHaveLength(2)
    const from = frames[1]?.item(0x00089124)?.item(0x00082112)
    expect(from?.text(0x00081155)).toBe(source.instance.sopInstanceUid)
    expect(frames[1]?.item(0x0062000a)?.number(0x0062000b)).toBe(2)
    const kinds = dataSet.items(0x00620002).map((item) => item.item(0x0062000f)?.text(0x00080102))
    expect(kinds).toEqual(['99VESALIUS', 'SCT'])
  })

  it('lies in the plane and frame of reference of its source, where that has one', () => {
    const source = parsedInstance({
      image: {
        rows: 3,
        columns: 6,
        frameOfReferenceUid: '1.2.3.4',
        pixelSpacingMm: [0.7, 0.8],
        pixelSpacingAt: 'patient',
        geometry: [{ imagePositionPatientMm: [1.5, -2.25, 3], imageOrientationPatient: [1, 0, 0, 0, 1, 0] }],
      },
    })
    const { image } = parseInstance(memorySource(write({ source }))).parsed
    expect(image).toMatchObject({ frameOfReferenceUid: '1.2.3.4', pixelSpacingMm: [0.7, 0.8] })
    expect(image?.geometry[1]).toEqual({
      imagePositionPatientMm: [1.5, -2.25, 3],
      imageOrientationPatient: [1, 0, 0, 0, 1, 0],
    })
  })

  it('is not made of what has no single image', () => {
    const none = parsedInstance({ image: null })
    const cine = parsedInstance({ image: { frames: 3 } })
    const codeOf = (code: string) => expect.objectContaining({ code }) as Error
    expect(() => write({ source: none })).toThrow(codeOf('DICOM_NO_PIXELS'))
    expect(() => write({ source: cine })).toThrow(codeOf('DICOM_UNSUPPORTED_PIXELS'))
  })
})
