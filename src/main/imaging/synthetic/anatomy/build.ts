/**
 * Proportions of a chest by age, in mm. Widths and heights follow the course of published chest measurements in the large
 * (a small child's chest is as wide as it is high, deep, with level ribs and a heart that takes half of its width); they
 * are made to look right on a film, not to be an atlas.
 */
import type { SeededRandom } from '../random'
import { mix } from './solid'

export interface Build {
  ageYears: number
  /** inner half width of the rib cage at its widest */
  halfWidth: number
  /** inner half depth of the rib cage at its deepest */
  halfDepth: number
  /** from the right dome of the diaphragm to the apex of the lung */
  lungHeight: number
  /** heart width over inner chest width */
  cardioThoracicRatio: number
  /** 0 = level ribs of an infant, 1 = sloping ribs of an adult */
  ribSlope: number
  /** thickness of bones relative to an adult */
  bone: number
  /** thickness of fat and muscle over the ribs */
  wall: number
  /** 1 at one year, 0 from five years on */
  thymus: number
  /** 0 in a child, 1 in an adult: how far the aortic arch stands out */
  aorta: number
  apexZ: number
  /** height of the lowest corner between diaphragm and ribs */
  angleZ: number
  domeRightZ: number
  domeLeftZ: number
  /** height of one thoracic vertebra with its disc */
  vertebraPitch: number
}

type Course = readonly (readonly [ageYears: number, value: number])[]

const halfWidths: Course = [
  [0, 58],
  [1, 72],
  [3, 84],
  [5, 92],
  [10, 110],
  [15, 130],
  [18, 138],
]
const lungHeights: Course = [
  [0, 76],
  [1, 96],
  [3, 118],
  [5, 134],
  [10, 168],
  [15, 205],
  [18, 216],
]
const heartRatios: Course = [
  [0, 0.57],
  [1, 0.54],
  [3, 0.51],
  [5, 0.49],
  [10, 0.46],
  [18, 0.45],
]
const depthRatios: Course = [
  [0, 0.82],
  [1, 0.79],
  [3, 0.75],
  [5, 0.73],
  [18, 0.68],
]
const boneSizes: Course = [
  [0, 0.4],
  [1, 0.5],
  [3, 0.58],
  [5, 0.64],
  [10, 0.78],
  [18, 1],
]

export function buildFor(ageYears: number, random: SeededRandom): Build {
  const vary = (share: number) => random.between(1 - share, 1 + share)
  const halfWidth = along(halfWidths, ageYears) * vary(0.03)
  const lungHeight = along(lungHeights, ageYears) * vary(0.04)
  const grown = Math.min(1, ageYears / 18)
  const domeRightZ = -0.47 * lungHeight
  return {
    ageYears,
    halfWidth,
    halfDepth: halfWidth * along(depthRatios, ageYears) * vary(0.03),
    lungHeight,
    cardioThoracicRatio: along(heartRatios, ageYears) * vary(0.03),
    ribSlope: mix(0.3, 1, Math.sqrt(grown)) * vary(0.06),
    bone: along(boneSizes, ageYears),
    wall: mix(8, 19, grown) * vary(0.15),
    thymus: Math.min(1, Math.max(0, (5 - ageYears) / 4)),
    aorta: Math.max(0.15, grown),
    apexZ: 0.53 * lungHeight,
    angleZ: domeRightZ - mix(0.2, 0.17, grown) * lungHeight,
    domeRightZ,
    domeLeftZ: domeRightZ - 0.045 * lungHeight * vary(0.3),
    vertebraPitch: lungHeight / 9.2,
  }
}

function along(course: Course, ageYears: number): number {
  let [fromAge, fromValue] = course[0] ?? [0, 0]
  for (const [toAge, toValue] of course) {
    if (ageYears <= toAge) {
      return toAge === fromAge ? toValue : mix(fromValue, toValue, (ageYears - fromAge) / (toAge - fromAge))
    }
    fromAge = toAge
    fromValue = toValue
  }
  return fromValue
}
