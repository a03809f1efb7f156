/** A measured value in another unit: UCUM, what is known of the substance, and the cases in which UCUM alone would be wrong. */
import { hba1cCodes, isEnzyme, substanceOf } from './substances'
import { convertUcum, isUcumCode } from './ucum'
import { toUcum } from './unit-habits'

export type ConversionRefusal = 'unit-missing' | 'unit-unknown' | 'unit-not-commensurable' | 'value-invalid'

export type Converted = { ok: true; value: number } | { ok: false; reason: ConversionRefusal }

const refuse = (reason: ConversionRefusal): Converted => ({ ok: false, reason })

/**
 * `value` from unit `from` in unit `to`. Both may be UCUM codes or what hospitals write for them. There is no default unit,
 * and units that do not measure the same are refused.
 *
 * @param loinc what is measured. With it mass and amount convert (1 mg/dL of creatinine is 88.4 umol/L), equivalents of
 *   ions, international units of enzymes, and haemoglobin A1c between its two scales.
 */
export function convertValue(value: number, from: string, to: string, loinc?: string): Converted {
  if (!Number.isFinite(value)) return refuse('value-invalid')
  if (from.trim() === '' || to.trim() === '') return refuse('unit-missing')
  const [source, target] = [toUcum(from, loinc), toUcum(to, loinc)]
  if (source === null || target === null) return refuse('unit-unknown')
  if (source === target) return { ok: true, value }
  if (loinc !== undefined && hba1cCodes.has(loinc)) return convertHba1c(value, source, target)
  if (meaningOf(source) !== meaningOf(target)) return refuse('unit-not-commensurable')
  const substance = loinc === undefined ? null : substanceOf(loinc)
  const converted = convertUcum(
    value,
    comparable(source, loinc),
    comparable(target, loinc),
    substance ?? undefined,
  )
  return converted === null ? refuse('unit-not-commensurable') : { ok: true, value: converted }
}

/** Whether values in the one unit can be said in the other. */
export const isCommensurable = (from: string, to: string, loinc?: string): boolean =>
  convertValue(1, from, to, loinc).ok

/**
 * UCUM passes over annotations, but these change the amount: fibrinogen equivalent and D-dimer units, a rate for a standard
 * body surface and a patient's own.
 */
const meaningOf = (code: string) =>
  [...code.matchAll(/\{(FEU|DDU|1\.73_m2)\}/g)].map(([, annotation]) => annotation).join()

/**
 * The library converts no arbitrary unit, not even to a thousandth of itself. Prefixes work on any unit, so the arbitrary one
 * is replaced on both sides by one that it converts: for an enzyme by U, else by the candela, which no laboratory reports and
 * which is commensurable with itself only.
 */
function comparable(code: string, loinc: string | undefined): string {
  const stand = loinc !== undefined && isEnzyme(loinc) ? 'U' : 'cd'
  return code.replace(/\[(?:IU|iU)\]/g, stand)
}

/** NGSP % = 0.09148 * IFCC mmol/mol + 2.152 (Hoelzel et al., Clin Chem 2004;50:166, as NGSP publishes it: ngsp.org/ifcc.asp). */
const ngspSlope = 0.09148
const ngspOffset = 2.152

function convertHba1c(value: number, from: string, to: string): Converted {
  const isIfcc = (code: string) => code === 'mmol/mol'
  const isNgsp = (code: string) => code === '%' || code === '%{HbA1c}'
  if (isNgsp(from) && isIfcc(to))
    return { ok: true, value: Number(((value - ngspOffset) / ngspSlope).toPrecision(12)) }
  if (isIfcc(from) && isNgsp(to))
    return { ok: true, value: Number((value * ngspSlope + ngspOffset).toPrecision(12)) }
  if (isNgsp(from) && isNgsp(to)) return { ok: true, value }
  return refuse('unit-not-commensurable')
}

/** The unit in UCUM, or why there is none. */
export function canonicalUnit(
  written: string,
  loinc?: string,
): { ok: true; unit: string } | { ok: false; reason: ConversionRefusal } {
  if (written.trim() === '') return { ok: false, reason: 'unit-missing' }
  const unit = toUcum(written, loinc)
  return unit !== null && isUcumCode(unit) ? { ok: true, unit } : { ok: false, reason: 'unit-unknown' }
}
