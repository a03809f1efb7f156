/** Scores and inputs month by month against the site's first months. Truth is not needed for it. */
import type { CheckTable, WordColumn } from './check-table'
import {
  controlChart,
  countInBins,
  kolmogorovSmirnov,
  kolmogorovSmirnovP,
  moments,
  quantileEdges,
  stabilityIndex,
} from './drift'
import { type DriftFigures, type DriftMonth, imagesForMonth, imagesForReference } from './local-check'

interface Month {
  number: number
  assessed: number[]
  notAssessed: number
}

export function driftByMonth(table: CheckTable): DriftFigures {
  const { months, withoutDate } = rowsByMonth(table)
  const reference = referenceRows(months)
  if (!reference) {
    const have = months.reduce((sum, { assessed }) => sum + assessed.length, 0)
    return {
      reference: null,
      // There may be enough images, but then they are all of one time: a later month is what is missing.
      shortage: { what: 'images', have, need: Math.max(imagesForReference, have) + imagesForMonth },
      withoutDate,
      months: months.map((month) => emptyMonth(month, false)),
    }
  }
  return {
    reference: {
      from: monthName(months[0]!.number),
      to: monthName(months[reference.months - 1]!.number),
      images: reference.rows.length,
    },
    shortage: null,
    withoutDate,
    months: compareMonths(table, months, reference),
  }
}

function rowsByMonth(table: CheckTable): { months: Month[]; withoutDate: number } {
  const found = new Map<number, Month>()
  let withoutDate = 0
  for (let row = 0; row < table.scores.length; row++) {
    const number = table.months[row]!
    if (number < 0) {
      withoutDate++
      continue
    }
    let month = found.get(number)
    if (!month) found.set(number, (month = { number, assessed: [], notAssessed: 0 }))
    if (Number.isNaN(table.scores[row])) month.notAssessed++
    else month.assessed.push(row)
  }
  return { months: [...found.values()].sort((a, b) => a.number - b.number), withoutDate }
}

interface Reference {
  /** how many of the first months */
  months: number
  rows: number[]
}

/** The first months that together have enough images, if any month comes after them. */
function referenceRows(months: readonly Month[]): Reference | null {
  const rows: number[] = []
  for (const [index, { assessed }] of months.entries()) {
    rows.push(...assessed)
    if (rows.length >= imagesForReference)
      return index + 1 < months.length ? { months: index + 1, rows } : null
  }
  return null
}

export const monthName = (number: number): string =>
  `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`

/** How one input is compared: the rows' counts in classes that the reference fixed. */
type InputCounts = (rows: readonly number[]) => number[]

function compareMonths(table: CheckTable, months: readonly Month[], reference: Reference): DriftMonth[] {
  const scoresOf = (rows: readonly number[]) => Float64Array.from(rows, (row) => table.scores[row]!)
  const before = scoresOf(reference.rows)
  const edges = quantileEdges(before)
  const expected = countInBins(before, edges)
  const inputs = {
    age: numberCounts(table.ages, reference.rows),
    sex: wordCounts(table.sex),
    device: wordCounts(table.device),
    view: wordCounts(table.view),
    imageSize: numberCounts(table.megapixels, reference.rows),
  }
  const means = months.map(({ assessed }, index) =>
    index < reference.months || assessed.length < imagesForMonth ? null : moments(scoresOf(assessed)),
  )
  const chart = controlChart(moments(before), means)
  return months.map((month, index) => {
    const rows = month.assessed
    const inReference = index < reference.months
    if (rows.length < imagesForMonth) return emptyMonth(month, inReference)
    const now = scoresOf(rows)
    const ks = inReference ? null : kolmogorovSmirnov(before, now)
    const psi = (counts: InputCounts) =>
      inReference ? null : stabilityIndex(counts(reference.rows), counts(rows))
    const point = chart[index]
    return {
      ...emptyMonth(month, inReference),
      tooFew: false,
      meanScore: moments(now).mean,
      positiveShare: rows.reduce((sum, row) => sum + table.called[row]!, 0) / rows.length,
      z: point?.z ?? null,
      cusumUpper: point?.upper ?? null,
      cusumLower: point?.lower ?? null,
      alarm: point?.alarm ?? false,
      scorePsi: inReference ? null : stabilityIndex(expected, countInBins(now, edges)),
      ks,
      ksP: ks === null ? null : kolmogorovSmirnovP(ks, before.length, now.length),
      inputs: {
        age: psi(inputs.age),
        sex: psi(inputs.sex),
        device: psi(inputs.device),
        view: psi(inputs.view),
        imageSize: psi(inputs.imageSize),
      },
    }
  })
}

function emptyMonth({ number, assessed, notAssessed }: Month, inReference: boolean): DriftMonth {
  return {
    month: monthName(number),
    assessed: assessed.length,
    notAssessed,
    inReference,
    tooFew: true,
    meanScore: null,
    positiveShare: null,
    z: null,
    cusumUpper: null,
    cusumLower: null,
    alarm: false,
    scorePsi: null,
    ks: null,
    ksP: null,
    inputs: { age: null, sex: null, device: null, view: null, imageSize: null },
  }
}

/** Fifths of the reference's values, and one class for those unknown. */
function numberCounts(values: Float64Array, reference: readonly number[]): InputCounts {
  const known = (rows: readonly number[]) =>
    rows.map((row) => values[row]!).filter((value) => !Number.isNaN(value))
  const edges = quantileEdges(known(reference), 5)
  return (rows) => {
    const numbers = known(rows)
    return [...countInBins(numbers, edges), rows.length - numbers.length]
  }
}

function wordCounts({ names, codes }: WordColumn): InputCounts {
  return (rows) => {
    const counts = new Array<number>(names.length).fill(0)
    for (const row of rows) counts[codes[row]!]!++
    return counts
  }
}
