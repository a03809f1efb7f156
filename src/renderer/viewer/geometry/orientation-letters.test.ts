import { describe, expect, it } from 'vitest'
import {
  directionLetters,
  lettersFromCosines,
  lettersFromPatientOrientation,
  oppositeLetters,
} from './orientation-letters'
import { flipHorizontally, flipVertically, rotateBy, upright } from './view-turn'

const axial = [1, 0, 0, 0, 1, 0] as const
const coronal = [1, 0, 0, 0, 0, -1] as const
const sagittal = [0, 1, 0, 0, 0, -1] as const

describe('directionLetters', () => {
  it('names the axes of the patient (LPS)', () => {
    expect(directionLetters([1, 0, 0])).toBe('L')
    expect(directionLetters([-1, 0, 0])).toBe('R')
    expect(directionLetters([0, 1, 0])).toBe('P')
    expect(directionLetters([0, -1, 0])).toBe('A')
    expect(directionLetters([0, 0, 1])).toBe('H')
    expect(directionLetters([0, 0, -1])).toBe('F')
  })

  it('names an oblique direction by its strongest share first and leaves out a slight tilt', () => {
    expect(directionLetters([0.8, 0, 0.6])).toBe('LH')
    expect(directionLetters([-0.6, -0.8, 0])).toBe('AR')
    expect(directionLetters([0.998, 0.06, 0])).toBe('L')
  })
})

describe('oppositeLetters', () => {
  it('turns every letter', () => {
    expect(oppositeLetters('LH')).toBe('RF')
    expect(oppositeLetters('AP')).toBe('PA')
  })
  it('says nothing for letters without an opposite', () => {
    expect(oppositeLetters('LE')).toBe('')
  })
})

describe('lettersFromCosines', () => {
  it('labels the three standard planes as radiologists see them', () => {
    expect(lettersFromCosines(axial, upright)).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' })
    expect(lettersFromCosines(coronal, upright)).toEqual({ left: 'R', right: 'L', top: 'H', bottom: 'F' })
    expect(lettersFromCosines(sagittal, upright)).toEqual({ left: 'A', right: 'P', top: 'H', bottom: 'F' })
  })

  it('turns clockwise with the image: what was on top comes to the right', () => {
    expect(lettersFromCosines(axial, rotateBy(upright, 90))).toEqual({
      left: 'P',
      right: 'A',
      top: 'R',
      bottom: 'L',
    })
    expect(lettersFromCosines(axial, rotateBy(upright, -90))).toEqual({
      left: 'A',
      right: 'P',
      top: 'L',
      bottom: 'R',
    })
  })

  it('exchanges sides when flipped', () => {
    expect(lettersFromCosines(axial, flipHorizontally(upright))).toEqual({
      left: 'L',
      right: 'R',
      top: 'A',
      bottom: 'P',
    })
    expect(lettersFromCosines(axial, flipVertically(upright))).toEqual({
      left: 'R',
      right: 'L',
      top: 'P',
      bottom: 'A',
    })
  })

  it('flips what is seen, also after a rotation', () => {
    const rotated = lettersFromCosines(axial, rotateBy(upright, 90))
    const flipped = lettersFromCosines(axial, flipHorizontally(rotateBy(upright, 90)))
    expect(flipped).toEqual({ ...rotated, left: rotated.right, right: rotated.left })
  })
})

describe('lettersFromPatientOrientation', () => {
  it('labels a frontal chest film: its rows run to the patient’s left, its columns to the feet', () => {
    expect(lettersFromPatientOrientation(['L', 'F'], upright)).toEqual({
      left: 'R',
      right: 'L',
      top: 'H',
      bottom: 'F',
    })
    expect(lettersFromPatientOrientation(['L', 'F'], flipHorizontally(upright)).left).toBe('L')
    expect(lettersFromPatientOrientation(['L', 'F'], rotateBy(upright, 180))).toEqual({
      left: 'L',
      right: 'R',
      top: 'F',
      bottom: 'H',
    })
  })
})
