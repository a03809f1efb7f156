/** A made-up table of an intensive care ward with the flaws that such tables have, and how many of each. */

export interface MessyTable {
  csv: string
  /** rows without the header; the doubles are among them */
  rows: number
  doubles: number
  /** a pH written as 735 */
  bigPh: number
  fahrenheit: number
  inches: number
  zeroPressures: number
  gaps: number
}

const patients = 60
const timesEach = 5
const every = (row: number, step: number, first: number) => row % step === first

/** Always the same numbers: spread without chance, so that a test knows what to expect. */
const wave = (row: number, middle: number, reach: number) => middle + reach * Math.sin(row * 1.7)

export function messyTable(): MessyTable {
  const counts = { bigPh: 0, fahrenheit: 0, inches: 0, zeroPressures: 0, gaps: 0 }
  const lines: string[] = []
  for (let row = 0; row < patients * timesEach; row++) {
    const patient = Math.floor(row / timesEach)
    const ph = wave(row, 7.38, 0.08).toFixed(2)
    const celsius = wave(row, 37.2, 1)
    const height = Math.round(wave(patient, 172, 12))
    const [isBigPh, isFahrenheit, isInches, isZero, isGap] = [
      every(row, 25, 3),
      every(row, 20, 7),
      every(patient, 12, 5),
      every(row, 15, 2),
      every(row, 11, 4),
    ]
    counts.bigPh += Number(isBigPh)
    counts.fahrenheit += Number(isFahrenheit)
    counts.inches += Number(isInches)
    counts.zeroPressures += Number(isZero)
    counts.gaps += Number(isGap)
    lines.push(
      [
        `P${String(patient).padStart(3, '0')}`,
        (row % timesEach) * 60,
        isBigPh ? ph.replace('.', '') : ph,
        (isFahrenheit ? celsius * 1.8 + 32 : celsius).toFixed(1),
        isInches ? (height / 2.54).toFixed(1) : height,
        isZero ? 0 : Math.round(wave(row, 118, 20)),
        isGap ? '' : Math.round(wave(row, 88, 18)),
        every(patient, 4, 0) ? 1 : 0,
      ].join(','),
    )
  }
  const doubled = lines.filter((_, row) => every(row, 37, 1))
  return {
    csv: `patient,minute,pH,Temp,Height,SysABP,HR,died\n${[...lines, ...doubled].join('\n')}\n`,
    rows: lines.length + doubled.length,
    doubles: doubled.length,
    ...counts,
  }
}
