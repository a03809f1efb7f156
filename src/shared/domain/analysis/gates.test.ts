import { describe, expect, it } from 'vitest'
import { qualityClasses } from '../models/manifest'
import {
  ageMatters,
  checkFamiliarity,
  checkGates,
  checkQuality,
  type ImageFacts,
  ignoreGates,
  type PixelFacts,
} from './gates'

const gate = {
  modalities: ['CR', 'DX', 'SC', 'OT'],
  bodyParts: ['CHEST', 'THORAX', 'LUNG'],
  views: ['PA', 'AP'],
  ageYears: { min: 1, max: 5 },
}
const pixels: PixelFacts = { rows: 1200, columns: 1400, frames: 1, colour: false, contrast: 180 }
const film: ImageFacts = {
  modality: 'DX',
  bodyPart: 'CHEST',
  viewPosition: 'AP',
  patientOrientation: ['L', 'F'],
  descriptions: ['Thorax'],
  ageYears: 3,
  lossyCompressed: false,
  burnedInAnnotation: false,
  synthetic: false,
  pixels,
}

const answer = (changes: Partial<ImageFacts>, stated: number | null = null) => {
  const { failures, flags } = checkGates({ ...film, ...changes }, gate, 144, stated)
  return [...failures.map(({ code }) => code), ...flags.map(({ code, severity }) => `${severity}:${code}`)]
}

describe('the gates of a chest model for children', () => {
  it.each<[string, Partial<ImageFacts>, number | null, string[]]>([
    ['a film that says everything', {}, null, []],
    ['a CT slice', { modality: 'CT' }, null, ['MODALITY_OUTSIDE_USE']],
    ['a modality in lower case with padding', { modality: 'cr ' }, null, []],
    ['no modality', { modality: '' }, null, ['info:MODALITY_UNSTATED']],
    ['a hand', { bodyPart: 'HAND' }, null, ['BODY_PART_OUTSIDE_USE']],
    ['chest to abdomen', { bodyPart: 'CHEST_TO_ABDOMEN' }, null, ['BODY_PART_OUTSIDE_USE']],
    ['chest abdomen pelvis', { bodyPart: 'CHESTABDPELVIS' }, null, ['BODY_PART_OUTSIDE_USE']],
    ['thorax', { bodyPart: 'Thorax' }, null, []],
    ['lung', { bodyPart: 'LUNG' }, null, []],
    ['tórax', { bodyPart: 'TÓRAX' }, null, []],
    ['Chinese chest', { bodyPart: '胸部' }, null, []],
    ['a SNOMED code of the chest', { bodyPart: '51185008' }, null, []],
    ['chest with its projection', { bodyPart: 'CHEST PA' }, null, []],
    ['no body part', { bodyPart: '' }, null, ['info:BODY_PART_UNSTATED']],
    [
      'no body part, described as a knee',
      { bodyPart: '', descriptions: ['Knee left'] },
      null,
      ['BODY_PART_OUTSIDE_USE'],
    ],
    [
      'no body part, described as a chest',
      { bodyPart: '', descriptions: ['Chest'] },
      null,
      ['info:BODY_PART_UNSTATED'],
    ],
    ['a stated chest wins over a description', { descriptions: ['abdomen'] }, null, []],
    ['PA', { viewPosition: 'PA' }, null, []],
    ['AP supine', { viewPosition: 'AP SUPINE' }, null, []],
    ['antero-posterior in words', { viewPosition: 'Antero-Posterior' }, null, []],
    ['left lateral', { viewPosition: 'LL' }, null, ['VIEW_OUTSIDE_USE']],
    ['lateral', { viewPosition: 'LATERAL' }, null, ['VIEW_OUTSIDE_USE']],
    ['oblique', { viewPosition: 'RAO' }, null, ['VIEW_OUTSIDE_USE']],
    ['no view', { viewPosition: '' }, null, ['info:VIEW_UNSTATED']],
    [
      'no view, described as lateral',
      { viewPosition: '', descriptions: ['Thorax lat.'] },
      null,
      ['VIEW_OUTSIDE_USE'],
    ],
    [
      'no view, described as both',
      { viewPosition: '', descriptions: ['CHEST PA/LAT'] },
      null,
      ['info:VIEW_UNSTATED'],
    ],
    [
      'rows from front to back',
      { viewPosition: '', patientOrientation: ['A', 'F'] },
      null,
      ['VIEW_OUTSIDE_USE'],
    ],
    ['the first birthday', { ageYears: 1 }, null, []],
    ['eleven months', { ageYears: 11 / 12 }, null, ['AGE_OUTSIDE_POPULATION']],
    ['five years and eleven months', { ageYears: 5.92 }, null, []],
    ['six years', { ageYears: 6 }, null, ['AGE_OUTSIDE_POPULATION']],
    ['an adult', { ageYears: 54 }, null, ['AGE_OUTSIDE_POPULATION']],
    ['no age', { ageYears: null }, null, ['AGE_UNKNOWN']],
    ['a stated age', { ageYears: null }, 4, ['info:AGE_STATED_BY_READER']],
    ['a stated age outside', { ageYears: null }, 40, ['AGE_OUTSIDE_POPULATION', 'info:AGE_STATED_BY_READER']],
    ['the age in the file wins over a stated one', { ageYears: 40 }, 4, ['AGE_OUTSIDE_POPULATION']],
    ['no pixels', { pixels: null }, null, ['NO_PIXELS']],
    ['a cine', { pixels: { ...pixels, frames: 96 } }, null, ['MULTI_FRAME']],
    ['a colour photograph', { pixels: { ...pixels, colour: true } }, null, ['COLOUR_IMAGE']],
    ['an empty exposure', { pixels: { ...pixels, contrast: 4 } }, null, ['IMAGE_WITHOUT_CONTRAST']],
    ['a stamp of 64 px', { pixels: { ...pixels, rows: 64, columns: 64 } }, null, ['IMAGE_TOO_SMALL']],
    ['a small picture', { pixels: { ...pixels, rows: 100, columns: 300 } }, null, ['warning:LOW_RESOLUTION']],
    ['lossy compression', { lossyCompressed: true }, null, ['info:LOSSY_COMPRESSED']],
    ['a drawn patient', { synthetic: true }, null, ['warning:SYNTHETIC_IMAGE']],
    [
      'a bare picture with a stated age',
      {
        modality: '',
        bodyPart: '',
        viewPosition: '',
        patientOrientation: null,
        descriptions: [],
        ageYears: null,
      },
      2,
      [
        'info:MODALITY_UNSTATED',
        'info:BODY_PART_UNSTATED',
        'info:VIEW_UNSTATED',
        'info:AGE_STATED_BY_READER',
      ],
    ],
  ])('%s', (_name, changes, stated, expected) => {
    expect(answer(changes, stated)).toEqual(expected)
  })

  it('takes the least side from the manifest where it has one, else half of the input', () => {
    const sized = (side: number, smallestSidePx?: number) => {
      const { failures, flags } = checkGates(
        { ...film, pixels: { ...pixels, rows: side } },
        smallestSidePx === undefined ? gate : { ...gate, smallestSidePx },
        160,
        null,
      )
      return [...failures, ...flags].map(({ code }) => code)
    }
    expect(sized(79)).toEqual(['IMAGE_TOO_SMALL'])
    expect(sized(80)).toEqual(['LOW_RESOLUTION'])
    expect(sized(64, 56)).toEqual(['LOW_RESOLUTION'])
    expect(sized(55, 56)).toEqual(['IMAGE_TOO_SMALL'])
    expect(sized(160, 56)).toEqual([])
    expect(sized(200, 256)).toEqual(['IMAGE_TOO_SMALL'])
  })

  it('refuses a score above the limit, and one that is not a number', () => {
    expect(checkFamiliarity(1.2, 1.2)).toBeNull()
    expect(checkFamiliarity(1.3, 1.2)?.code).toBe('UNLIKE_TRAINING_IMAGES')
    expect(checkFamiliarity(Number.NaN, 1.2)?.code).toBe('UNLIKE_TRAINING_IMAGES')
  })

  it('turns failures into warnings when the gates are ignored, except for missing pixels', () => {
    const failed = checkGates({ ...film, modality: 'CT', ageYears: 70 }, gate, 144, null)
    expect(ignoreGates(failed)).toEqual({
      failures: [],
      flags: [
        { code: 'GATES_IGNORED', severity: 'warning' },
        { code: 'MODALITY_OUTSIDE_USE', severity: 'warning' },
        { code: 'AGE_OUTSIDE_POPULATION', severity: 'warning' },
      ],
    })
    const empty = ignoreGates(checkGates({ ...film, pixels: null }, gate, 144, null))
    expect(empty.failures.map(({ code }) => code)).toEqual(['NO_PIXELS'])
  })
})

describe('a gate that is open', () => {
  const open = {
    modalities: ['*'],
    bodyParts: ['*'],
    views: ['*'],
    ageYears: { min: 0, max: 130 },
  }
  it.each<[string, Partial<ImageFacts>, string[]]>([
    [
      'any modality, part, view and age',
      { modality: 'MR', bodyPart: 'KNEE', viewPosition: 'LL', ageYears: 80 },
      [],
    ],
    [
      'a file that says nothing, without a word on it',
      { modality: '', bodyPart: '', viewPosition: '', patientOrientation: null, ageYears: null },
      [],
    ],
    ['a lateral film', { viewPosition: '', patientOrientation: ['A', 'F'], descriptions: ['lateral'] }, []],
    ['what pixels say still counts', { pixels: { ...pixels, contrast: 1 } }, ['IMAGE_WITHOUT_CONTRAST']],
  ])('lets through %s', (_name, changes, expected) => {
    const { failures, flags } = checkGates({ ...film, ...changes }, open, 144, null)
    expect([...failures, ...flags].map(({ code }) => code)).toEqual(expected)
  })
  it('asks for an age only where it has a limit', () => {
    expect(ageMatters(open)).toBe(false)
    expect(ageMatters({ ...open, ageYears: { min: 0, max: 17 } })).toBe(true)
    expect(ageMatters({ ...open, ageYears: { min: 18, max: 130 } })).toBe(true)
  })
})

describe('checkQuality', () => {
  const rule = { classes: [...qualityClasses], usableAtLeast: 0.6 }
  const logits = (values: Partial<Record<(typeof qualityClasses)[number], number>>) =>
    qualityClasses.map((name) => values[name] ?? -20)
  it('lets a usable film pass, at its limit too', () => {
    expect(checkQuality(logits({ usable: 3, noise: 0 }), rule)).toBeNull()
    const even = { classes: ['usable', 'noise'] as const, usableAtLeast: 0.5 }
    expect(checkQuality([1, 1], { ...even, classes: [...even.classes] })).toBeNull()
  })
  it('gives the likeliest other class as the reason, even where `usable` is likeliest of all', () => {
    expect(checkQuality(logits({ usable: 1, lateral: 0.9, noise: 0.8 }), rule)?.code).toBe('LATERAL_VIEW')
    expect(checkQuality(logits({ usable: -9, adult: 1, cropped: 2 }), rule)?.code).toBe('CROPPED')
  })
  it('refuses what is not a number', () => {
    expect(
      checkQuality(
        qualityClasses.map(() => NaN),
        rule,
      ),
    ).not.toBeNull()
  })
})
