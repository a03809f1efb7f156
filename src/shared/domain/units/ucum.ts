/**
 * UCUM codes (ucum.org) checked and converted by the National Library of Medicine's library. What a conversion does to any
 * number is asked of it once and kept, so that millions of values are converted by one multiplication each.
 */
import { UcumLhcUtils } from '@lhncbc/ucum-lhc'

/** What a conversion between amount and mass, or between equivalents and amount, needs to know of the substance. */
export interface SubstanceFigures {
  gramsPerMole?: number
  /** absolute charge of the ion */
  valence?: number
}

const valid = new Map<string, boolean>()

/** Whether the text is a UCUM code as it stands (case-sensitive). */
export function isUcumCode(code: string): boolean {
  let answer = valid.get(code)
  if (answer === undefined) {
    answer =
      code !== '' &&
      !/\s/.test(code) &&
      !namesObjectMember(code) &&
      UcumLhcUtils.getInstance().validateUnitString(code).ucumCode === code
    remember(valid, code, answer)
  }
  return answer
}

/** The library looks units up in plain objects, where `toString` is found as well. */
const namesObjectMember = (code: string) => code.split(/[^A-Za-z_]+/).some((word) => word in Object.prototype)

/** value -> slope * value + offset, or null where the units do not measure the same. Logarithmic units are asked each time. */
type Conversion = { slope: number; offset: number } | 'curved' | null
const conversions = new Map<string, Conversion>()

/** Odd units in files must not fill the memory. */
const mostRemembered = 10_000

function remember<K, V>(map: Map<K, V>, key: K, value: V): void {
  if (map.size >= mostRemembered) map.clear()
  map.set(key, value)
}

/**
 * The value in the other unit, rounded to 12 significant digits (so that 1 x10*3/uL is 1 x10*9/L and not 0.9999999999999999);
 * null where the two codes do not measure the same thing, or the figures for it are missing.
 */
export function convertUcum(
  value: number,
  from: string,
  to: string,
  { gramsPerMole, valence }: SubstanceFigures = {},
): number | null {
  if (from === to) return isUcumCode(from) ? value : null
  const key = `${from}\n${to}\n${gramsPerMole ?? ''}\n${valence ?? ''}`
  let conversion = conversions.get(key)
  const ask = (number: number) => askLibrary(number, from, to, { gramsPerMole, valence })
  if (conversion === undefined) {
    conversion = shapeOf(ask)
    remember(conversions, key, conversion)
  }
  if (conversion === null) return null
  const converted = conversion === 'curved' ? ask(value) : conversion.slope * value + conversion.offset
  return converted === null || !Number.isFinite(converted) ? null : Number(converted.toPrecision(12))
}

function shapeOf(ask: (value: number) => number | null): Conversion {
  const [zero, one, ten] = [ask(0), ask(1), ask(10)]
  if (one === null || ten === null) return null
  if (zero === null || !Number.isFinite(zero)) return 'curved'
  const slope = one - zero
  return Math.abs(zero + 10 * slope - ten) <= 1e-9 * Math.max(1e-300, Math.abs(ten))
    ? { slope, offset: zero }
    : 'curved'
}

function askLibrary(
  value: number,
  from: string,
  to: string,
  { gramsPerMole, valence }: { gramsPerMole: number | undefined; valence: number | undefined },
): number | null {
  const { status, toVal } = UcumLhcUtils.getInstance().convertUnitTo(from, value, to, {
    molecularWeight: gramsPerMole ?? null,
    charge: valence ?? null,
  })
  return status === 'succeeded' ? toVal : null
}
