/** Readings from their courses: each quantity scatters around its line, in steps of the digits with which it is written. */
import { SeededRandom } from '../../imaging/synthetic/random'
import { type Course, valueOnCourse } from './course'
import { quantities, type QuantityName, type SampleQuantity } from './quantities'
import type { SamplePerson, SampleReadings } from './sample-person'

export interface Reading {
  name: QuantityName
  hoursAgo: number
  value: number
  encounter: string | undefined
}

export function* readingsOf(person: SamplePerson): Generator<Reading> {
  for (const [index, series] of person.readings.entries()) {
    const random = new SeededRandom(seedOf(`${person.number} ${index}`))
    yield* seriesOf(series, random)
  }
}

function* seriesOf(series: SampleReadings, random: SeededRandom): Generator<Reading> {
  const { fromHours, toHours, everyHours, encounter, courses } = series
  const named = Object.entries(courses) as [QuantityName, Course | number][]
  // whole minutes, so that times are exact
  for (
    let minutes = Math.round(fromHours * 60);
    minutes >= Math.round(toHours * 60) - 0.5;
    minutes -= Math.round(everyHours * 60)
  ) {
    // prettier-ignore
    const hoursAgo = minutes / 60
    const now = new Map(named.map(([name, course]) => [name, drawn(name, course, hoursAgo, random)]))
    for (const [name, value] of withMeans(now)) yield { name, hoursAgo, value, encounter }
  }
}

function drawn(name: QuantityName, course: Course | number, hoursAgo: number, random: SeededRandom): number {
  const { scatter, decimals, limits }: SampleQuantity = quantities[name]
  const line = typeof course === 'number' ? course : valueOnCourse(course, hoursAgo)
  const [low, high] = limits ?? [0, Number.POSITIVE_INFINITY]
  return rounded(Math.min(high, Math.max(low, line + scatter * random.normal())), decimals)
}

const rounded = (value: number, decimals: number) => Number(value.toFixed(decimals))

/** A monitor works out the mean pressure from the two that it shows: a third of the way from diastolic to systolic. */
function withMeans(readings: Map<QuantityName, number>): Map<QuantityName, number> {
  const pairs = [
    ['systolicPressure', 'diastolicPressure', 'meanPressure'],
    ['arterialSystolic', 'arterialDiastolic', 'arterialMean'],
  ] as const
  for (const [upper, lower, mean] of pairs) {
    const [systolic, diastolic] = [readings.get(upper), readings.get(lower)]
    if (systolic !== undefined && diastolic !== undefined)
      readings.set(mean, rounded(diastolic + (systolic - diastolic) / 3, 0))
  }
  return readings
}

/** FNV-1a: neighbouring words give seeds that have nothing to do with each other. */
function seedOf(words: string): number {
  let hash = 0x811c9dc5
  for (const sign of words) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}
