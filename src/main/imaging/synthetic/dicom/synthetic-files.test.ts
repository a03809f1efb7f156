import dicomParser from 'dicom-parser'
import { describe, expect, it } from 'vitest'
import { makeFilm, markRow } from '../film/synthetic-film'
import { sampleFilms } from '../write-samples'
import { ctFiles } from './ct-file'
import { filmFile } from './film-file'
import { birthDate, dicomAge, stableUid, type SyntheticPatient } from './synthetic-patient'

const patient: SyntheticPatient = { seed: 77, givenName: 'ADA', ageYears: 3, sex: 'F', studyDate: '20260105' }

describe('a film as DICOM', () => {
  const film = makeFilm({ seed: 77, ageYears: 3, sex: 'F', consolidation: null }, 160)
  const bytes = filmFile(film, { patient, view: 'AP', description: 'Chest film' })
  const read = dicomParser.parseDicom(bytes)

  it('says everywhere that there is no patient', () => {
    expect(read.string('x00100010')).toBe('SYNTHETIC^ADA')
    expect(read.string('x00100020')).toBe('SYNTH-0077')
    expect(read.string('x00080008')).toBe('DERIVED\\PRIMARY\\\\SYNTHETIC')
    expect(read.string('x00280301')).toBe('YES')
    expect(read.string('x0008001c')).toBe('YES')
    expect(read.string('x00181020')).toBe('analytic-thorax 1')
  })

  it('says what it shows', () => {
    expect(read.string('x00080016')).toBe('1.2.840.10008.5.1.4.1.1.1.1')
    expect(read.string('x00080060')).toBe('DX')
    expect(read.string('x00180015')).toBe('CHEST')
    expect(read.string('x00185101')).toBe('AP')
    expect(read.string('x00101010')).toBe('003Y')
    expect(read.string('x00200020')).toBe('L\\F')
    expect(read.string('x00280004')).toBe('MONOCHROME2')
    expect(read.uint16('x00280101')).toBe(12)
  })

  it('holds the pixels as they are', () => {
    const element = read.elements['x7fe00010']
    expect(element?.length).toBe(film.pixels.byteLength)
    const at = element?.dataOffset ?? 0
    const stored = new Uint16Array(bytes.slice(at, at + film.pixels.byteLength).buffer)
    expect(stored).toEqual(film.pixels)
    expect(read.uint16('x00280010')).toBe(film.rows)
    expect(read.uint16('x00280011')).toBe(film.columns)
  })

  it('is byte for byte the same when made again', () => {
    expect(filmFile(film, { patient, view: 'AP', description: 'Chest film' })).toEqual(bytes)
  })
})

describe('a CT as DICOM', () => {
  const chest = { seed: 78, ageYears: 50, sex: 'M', consolidation: null } as const
  const files = [
    ...ctFiles({ patient: { ...patient, ageYears: 50 }, chest, slices: 9, size: 96, description: 'CT' }),
  ]
  const read = files.map(({ bytes }) => dicomParser.parseDicom(bytes))
  const huOf = (index: number): Int16Array => {
    const file = files[index]
    const element = read[index]?.elements['x7fe00010']
    if (!file || !element) throw new Error('no pixels')
    return new Int16Array(file.bytes.slice(element.dataOffset, element.dataOffset + element.length).buffer)
  }

  it('rises evenly from the feet to the head in one frame of reference', () => {
    const heights = read.map((slice) => slice.floatString('x00200032', 2) ?? NaN)
    const spacing = read[0]?.floatString('x00180088') ?? NaN
    for (const [index, height] of heights.entries()) {
      if (index > 0) expect(height - (heights[index - 1] ?? NaN)).toBeCloseTo(spacing, 3)
    }
    expect(new Set(read.map((slice) => slice.string('x00200052'))).size).toBe(1)
    expect(new Set(read.map((slice) => slice.string('x0020000e'))).size).toBe(1)
    expect(new Set(read.map((slice) => slice.string('x00080018'))).size).toBe(9)
    expect(read[0]?.string('x00200037')).toBe('1\\0\\0\\0\\1\\0')
  })

  it('holds air, lung, soft tissue and bone in HU', () => {
    const middle = huOf(4)
    const share = (low: number, high: number): number =>
      middle.filter((hu) => hu >= low && hu <= high).length / middle.length
    expect(share(-1024, -930)).toBeGreaterThan(0.25)
    expect(share(-860, -740)).toBeGreaterThan(0.1)
    expect(share(0, 100)).toBeGreaterThan(0.12)
    expect(share(500, 1200)).toBeGreaterThan(0.002)
  })

  it('has the heart on the patient’s left', () => {
    const level = huOf(3)
    let left = 0
    let right = 0
    for (let row = 30; row < 50; row += 1) {
      for (let off = 4; off < 22; off += 1) {
        if ((level[row * 96 + 48 + off] ?? 0) > 0) left += 1
        if ((level[row * 96 + 47 - off] ?? 0) > 0) right += 1
      }
    }
    expect(left).toBeGreaterThan(right + 20)
  })

  it('says in the pixels of each slice that it is synthetic', () => {
    for (const index of files.keys()) expect(huOf(index)[markRow(96) * 96 + 3 + 1]).toBe(1500)
  })
})

describe('a made-up patient', () => {
  it('is as old as its birth date says', () => {
    expect(birthDate(3, '20260105')).toBe('20220701')
    expect(birthDate(1.5, '20260105')).toBe('20240701')
    expect(dicomAge(1.5)).toBe('018M')
    expect(dicomAge(45)).toBe('045Y')
  })

  it('has UIDs that are short enough, valid and depend on the words only', () => {
    const uid = stableUid('study', 1)
    expect(uid).toBe(stableUid('study', 1))
    expect(uid).not.toBe(stableUid('study', 2))
    expect(uid).toMatch(/^2\.25\.[1-9]\d{0,38}$/)
    expect(uid.length).toBeLessThanOrEqual(64)
  })

  it('of the samples covers the ages that the first model is for, and an adult that it is not for', () => {
    const ages = sampleFilms.map((sample) => sample.patient.ageYears)
    expect(ages.filter((age) => age >= 1 && age <= 5)).toHaveLength(4)
    expect(ages.some((age) => age >= 18)).toBe(true)
    expect(sampleFilms.some((sample) => sample.consolidation)).toBe(true)
  })
})
