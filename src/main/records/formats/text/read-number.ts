/** Numbers as people and instruments write them into tables. */
import type { Comparator, Quantity } from '../../../../shared/domain/record/coding'

export type ReadNumber = Pick<Quantity, 'value' | 'decimals' | 'comparator'>

const comparators: Record<string, Comparator> = {
  '<': '<',
  '>': '>',
  '<=': '<=',
  '>=': '>=',
  '≤': '<=',
  '≥': '>=',
  '=<': '<=',
  '=>': '>=',
}

const form = /^(<=|>=|=<|=>|<|>|≤|≥)?\s*([+-]?)(\d+)?(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/

/** As nearly all numbers are written; what it takes means the same to the form above. */
const plainForm = /^-?\d{1,15}(?:\.\d{1,15})?$/

function readPlain(text: string): ReadNumber {
  const point = text.indexOf('.')
  const value = Number(text)
  return point >= 0 && text.endsWith('0') ? { value, decimals: text.length - point - 1 } : { value }
}

/**
 * Reads one number, with a comparator before it where there is one (`<0.01`). Full-width digits and signs are taken; signs
 * for thousands are not, since `1,234` and `1.234` are other numbers elsewhere.
 *
 * @param decimal sign before the decimals
 * @returns null for anything that is not wholly a finite number
 */
export function readNumber(text: string, decimal: '.' | ',' = '.'): ReadNumber | null {
  if (decimal === '.' && plainForm.test(text)) return readPlain(text)
  const plain = text.normalize('NFKC').trim().replace('\u2212', '-')
  if (decimal === ',' && plain.includes('.')) return null
  const match = form.exec(decimal === ',' ? plain.replace(',', '.') : plain)
  if (!match) return null
  const [, sign, minus = '', whole, fraction, exponent] = match
  if (whole === undefined && (fraction === undefined || fraction === '')) return null
  const value = Number(`${minus}${whole ?? '0'}.${fraction ?? '0'}e${exponent ?? '0'}`)
  if (!Number.isFinite(value)) return null
  const result: ReadNumber = { value }
  if (fraction?.endsWith('0') && exponent === undefined && fraction.length <= 20)
    result.decimals = fraction.length
  if (sign !== undefined) result.comparator = comparators[sign]!
  return result
}
