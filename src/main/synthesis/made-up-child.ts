/** The child that a generated film is filed under. Nobody is behind it; the same film has the same child. */
import type { SyntheticPatient } from '../imaging/synthetic/dicom/synthetic-patient'
import { SeededRandom } from '../imaging/synthetic/random'

/** Short, known in many countries, and of none of the sample patients. */
const names = {
  F: ['ALMA', 'IDA', 'JUNE', 'LIA', 'MAYA', 'NORA', 'ROSA', 'TESS', 'UNA', 'VERA', 'YARA', 'ZOE'],
  M: ['ABEL', 'HUGO', 'IVAN', 'JAN', 'LEO', 'MILO', 'NOEL', 'OTTO', 'PAUL', 'RAY', 'TOM', 'VITO'],
} as const

/** Day of every generated study: a film that is made again is the same file. */
const studyDate = '20260106'

/** 1 to 5 years old, as the children of the training. */
export function madeUpChild(seed: number): SyntheticPatient {
  // Its own stream: age and sex have nothing to do with what the noise draws.
  const random = new SeededRandom(seed ^ 0x5bd1e995)
  const sex = random.next() < 0.5 ? 'F' : 'M'
  const ageYears = 1 + Math.floor(5 * random.next())
  const given = names[sex][Math.floor(random.next() * names[sex].length)] ?? names[sex][0]
  return { seed, givenName: given, ageYears, sex, studyDate }
}
