/**
 * What hospitals write for units, as UCUM codes. UCUM is asked last: some habits are valid UCUM for something else (K/uL would
 * be kelvin per microlitre, m/uL metre per microlitre). What is in neither is no unit.
 */
import { isTemperature } from './substances'
import { isUcumCode } from './ucum'

/** By the text without spaces and in small letters. The three tables of counts, pressures and words are read as written. */
const byFoldedText: Record<string, string> = {
  // pressure
  'mmhg': 'mm[Hg]', 'mm(hg)': 'mm[Hg]', 'torr': 'mm[Hg]', '毫米汞柱': 'mm[Hg]', 'cmh2o': 'cm[H2O]', 'cmh20': 'cm[H2O]', 'cmwater': 'cm[H2O]', 'kpa': 'kPa',
  // temperature
  '°c': 'Cel', '℃': 'Cel', 'degc': 'Cel', 'deg.c': 'Cel', 'degreesc': 'Cel', 'celsius': 'Cel', 'cel': 'Cel', '摄氏度': 'Cel',
  '°f': '[degF]', '℉': '[degF]', 'degf': '[degF]', 'deg.f': '[degF]', 'degreesf': '[degF]', 'fahrenheit': '[degF]', '华氏度': '[degF]',
  // international and enzyme units
  'iu/l': '[IU]/L', 'miu/l': 'm[IU]/L', 'miu/ml': 'm[IU]/mL', 'uiu/ml': 'u[IU]/mL', 'iu/ml': '[IU]/mL', 'kiu/l': 'k[IU]/L', 'iu': '[IU]', 'iu/kg': '[IU]/kg', 'iu/h': '[IU]/h',
  'u/l': 'U/L', 'u/ml': 'U/mL', 'mu/l': 'mU/L', 'mu/ml': 'mU/mL', 'uu/ml': 'uU/mL', 'units': 'U', 'unit': 'U', 'units/l': 'U/L', 'units/hr': 'U/h', 'units/hour': 'U/h', 'u/hr': 'U/h',
  // equivalents
  'meq/l': 'meq/L', 'meq': 'meq', 'meq/dl': 'meq/dL', 'meq/hr': 'meq/h', 'meq/kg': 'meq/kg',
  // counts
  'k/ul': '10*3/uL', 'k/mm3': '10*3/uL', 'k/mcl': '10*3/uL', 'k/cumm': '10*3/uL', 'th/ul': '10*3/uL', 'thou/ul': '10*3/uL', 'thousand/ul': '10*3/uL', 'thous/mcl': '10*3/uL', 'thousand/mcl': '10*3/uL',
  'm/ul': '10*6/uL', 'm/mm3': '10*6/uL', 'm/mcl': '10*6/uL', 'mil/ul': '10*6/uL', 'mill/mcl': '10*6/uL', 'million/ul': '10*6/uL', 'million/mcl': '10*6/uL',
  'g/l': 'g/L', 'giga/l': '10*9/L', 'tera/l': '10*12/L', '#/ul': '/uL', 'cells/ul': '/uL', 'cells/mm3': '/uL', 'cells/mcl': '/uL', '/cumm': '/uL', '/mm3': '/uL', '/hpf': '/[HPF]', '/lpf': '/[LPF]', '#/hpf': '/[HPF]', '#/lpf': '/[LPF]',
  // rates
  'bpm': '/min', 'beats/min': '/min', 'beats/minute': '/min', 'breaths/min': '/min', 'breaths/minute': '/min', 'insp/min': '/min', 'resp/min': '/min', 'br/min': '/min', '/minute': '/min', '次/分': '/min', '次/分钟': '/min', 'permin': '/min',
  'mm/hr': 'mm/h', 'mm/hour': 'mm/h', 'ml/hr': 'mL/h', 'ml/hour': 'mL/h', 'ml/min': 'mL/min', 'cc/hr': 'mL/h', 'mg/hr': 'mg/h', 'mcg/hr': 'ug/h', 'mcg/min': 'ug/min', 'mcg/kg/min': 'ug/kg/min', 'mg/kg/hr': 'mg/kg/h', 'l/min': 'L/min', 'lpm': 'L/min', 'l/min/m2': 'L/min/m2',
  'ml/min/1.73m2': 'mL/min/{1.73_m2}', 'ml/min/1.73sqm': 'mL/min/{1.73_m2}', 'ml/min/1.73': 'mL/min/{1.73_m2}', 'ml/min/{1.73_m2}': 'mL/min/{1.73_m2}',
  // mass, amount, volume
  'mcg': 'ug', 'mcg/l': 'ug/L', 'mcg/dl': 'ug/dL', 'mcg/ml': 'ug/mL', 'mg/dl': 'mg/dL', 'mg/l': 'mg/L', 'mg/ml': 'mg/mL', 'g/dl': 'g/dL', 'gm/dl': 'g/dL', 'gm/l': 'g/L', 'gm': 'g', 'gms': 'g', 'gram': 'g', 'grams': 'g', 'ug/dl': 'ug/dL', 'ug/l': 'ug/L', 'ug/ml': 'ug/mL', 'ng/dl': 'ng/dL', 'ng/ml': 'ng/mL', 'ng/l': 'ng/L', 'pg/ml': 'pg/mL', 'pg/dl': 'pg/dL',
  'mmol/l': 'mmol/L', 'umol/l': 'umol/L', 'nmol/l': 'nmol/L', 'pmol/l': 'pmol/L', 'mcmol/l': 'umol/L', 'mmol/mol': 'mmol/mol', 'mosm/kg': 'mosm/kg', 'mosm/l': 'mosm/L', 'mosm/kgh2o': 'mosm/kg', 'ng/mlfeu': 'ng/mL{FEU}', 'ug/mlfeu': 'ug/mL{FEU}', 'mg/lfeu': 'mg/L{FEU}', 'ng/mlddu': 'ng/mL{DDU}', 'ug/mlddu': 'ug/mL{DDU}',
  '毫摩尔/升': 'mmol/L', '微摩尔/升': 'umol/L', '克/升': 'g/L', '毫克/分升': 'mg/dL', '毫克/升': 'mg/L', 'cc': 'mL', 'ml': 'mL', 'mls': 'mL', '毫升': 'mL', 'fl': 'fL', 'dl': 'dL',
  // body
  'lb': '[lb_av]', 'lbs': '[lb_av]', 'pound': '[lb_av]', 'pounds': '[lb_av]', 'oz': '[oz_av]', 'kg': 'kg', 'kgs': 'kg', '公斤': 'kg', '千克': 'kg', '克': 'g', 'in': '[in_i]', 'inch': '[in_i]', 'inches': '[in_i]', 'ft': '[ft_i]', 'feet': '[ft_i]', 'cms': 'cm', '厘米': 'cm', '米': 'm', 'kg/m^2': 'kg/m2', 'kg/m²': 'kg/m2', 'kg/sqm': 'kg/m2',
  // time
  'sec': 's', 'secs': 's', 'second': 's', 'seconds': 's', '秒': 's', 'minute': 'min', 'minutes': 'min', 'mins': 'min', '分钟': 'min', 'hr': 'h', 'hrs': 'h', 'hour': 'h', 'hours': 'h', '小时': 'h', 'day': 'd', 'days': 'd', '天': 'd', 'week': 'wk', 'weeks': 'wk', '周': 'wk', 'month': 'mo', 'months': 'mo', '月': 'mo', 'year': 'a', 'years': 'a', 'yr': 'a', 'yrs': 'a', '岁': 'a', '年': 'a', 'msec': 'ms',
  // numbers
  'percent': '%', '％': '%', 'ratio': '{ratio}', 'score': '{score}', 'points': '{score}', 'point': '{score}', '分': '{score}', 'ph': '[pH]', 'phunits': '[pH]', 'inr': '{INR}', 'pack-years': '{pack_years}', 'packyears': '{pack_years}', 'cigarettes/day': '/d', 'drinks/week': '/wk', 'drinks/day': '/d',
} // prettier-ignore

/**
 * The UCUM code for what a source wrote, or null where it is none that the program knows.
 *
 * @param loinc what is measured: a bare C or F is a temperature only where a temperature is measured
 */
export function toUcum(written: string, loinc?: string): string | null {
  const text = written
    .normalize('NFC')
    .replace(/[\u00b5\u03bc]/g, 'u')
    .trim()
  if (text === '') return null
  if (loinc !== undefined && isTemperature(loinc) && /^[cf]$/i.test(text))
    return text.toLowerCase() === 'c' ? 'Cel' : '[degF]'
  // An annotation is no unit but belongs to the code; its letters and spaces are its own.
  const bare = text.replace(/\s+/g, '')
  const known = Object.hasOwn(byFoldedText, bare.toLowerCase())
    ? byFoldedText[bare.toLowerCase()]
    : powerOfTen(bare)
  if (known !== undefined && !isOtherByCase(bare)) return known
  return isUcumCode(bare) ? bare : null
}

/** Where a capital letter changes the meaning: mega is not milli, and femtolitre is not a flow of F. */
const isOtherByCase = (text: string) => /^M(g|mol|eq|osm|U|m|L|IU|iu)(?![a-z])/.test(text)

/** x10^3/uL, 10E9/L, *10(12)/L, 10^9/L, ×10³/µL */
function powerOfTen(text: string): string | undefined {
  const plain = text.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (digit) => String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit)))
  const match = /^[x×*]?10(?:\^|\*|e|E|\*\*|\()?(\d{1,2})\)?\/(ul|mcl|mm3|cumm|l|ml|dl)$/i.exec(plain)
  if (!match?.[1] || !match[2]) return undefined
  const volumes: Record<string, string> = { ul: 'uL', mcl: 'uL', mm3: 'uL', cumm: 'uL', l: 'L', ml: 'mL', dl: 'dL' } // prettier-ignore
  return `10*${Number(match[1])}/${volumes[match[2].toLowerCase()] ?? ''}`
}
