/**
 * Where the record holds the measurements of a stay in intensive care. The model's manifest names one LOINC code for each;
 * here are the others under which the same thing is sent, and the unit that the model's numbers really have.
 */
import { codeSystems } from '../record/coding'
import type { EncounterEntry } from '../record/entry'
import type { RecordCode } from '../record/reading'

/** Names of the challenge whose stays the model was made with; a value that carries one is taken as it is. */
export const challengeSystem = 'local:physionet-challenge-2012'

/** Other LOINC codes of the same measurement. A pressure of which the method is not said is a cuff's: lines say so. */
const otherCodes: Readonly<Record<string, readonly string[]>> = {
  NISysABP: ['8480-6'],
  NIDiasABP: ['8462-4'],
  NIMAP: ['8478-0'],
  FiO2: ['3150-0', '19996-8'],
  pH: ['11558-4'],
  HCO3: ['1959-6', '14627-4'],
  Lactate: ['32693-4', '14118-4'],
  BUN: ['6299-2', '14937-7'],
  Creatinine: ['14682-9', '38483-4'],
  K: ['6298-4'],
  Na: ['2947-0'],
  Mg: ['2601-3'],
  Bilirubin: ['14631-6'],
  HCT: ['20570-8'],
  Platelets: ['26515-7', '778-1'],
  WBC: ['26464-8', '804-5'],
  Glucose: ['14749-6', '2339-0'],
  Cholesterol: ['14647-2'],
  Height: ['3137-7'],
  Weight: ['3141-9'],
}

/** The challenge's table says mmol/L of magnesium; its numbers are those of mg/dL, and the model was fed them. */
const trueUnits: Readonly<Record<string, string>> = { Mg: 'mg/dL' }

export interface ParameterPlace {
  parameter: string
  codes: readonly RecordCode[]
  /** UCUM, of the model's numbers */
  unit: string
}

export function placeOfParameter(measurement: {
  name: string
  loinc: string | null
  unit: string
}): ParameterPlace {
  const { name, loinc, unit } = measurement
  const codes = [...(loinc === null ? [] : [loinc]), ...(otherCodes[name] ?? [])]
  return {
    parameter: name,
    codes: [
      ...codes.map((code) => ({ system: codeSystems.loinc, code })),
      { system: challengeSystem, code: name },
    ],
    unit: trueUnits[name] ?? unit,
  }
}

const words = /intensive|critical care|\b(?:icu|micu|sicu|ccu|csru|tsicu|cvicu|cicu|nsicu|itu)\b|重症|监护/i
/** SNOMED CT: admission to intensive care unit, intensive care unit */
const codes = new Set(['305351004', '309904001', '309905000', 'ICU'])

/** Whether an encounter is a stay on an intensive care unit: by its type, or by what its place is called. */
export function isIntensiveCare({ type, location, service }: EncounterEntry): boolean {
  if (
    type.some(({ codings }) =>
      codings.some(
        ({ system, code }) => codes.has(code) || (system === challengeSystem && code.startsWith('ICUType=')),
      ),
    )
  )
    return true
  const said = [
    location,
    service,
    ...type.flatMap(({ codings, text }) => [text, ...codings.map(({ display }) => display)]),
  ]
  return said.some((each) => each !== undefined && words.test(each))
}

/** Kinds of units as the model knows them: 1 coronary, 2 cardiac surgery, 3 medical, 4 surgical; null where nothing says. */
export function kindOfUnit({ type, location, service }: EncounterEntry): number | null {
  const coded = type
    .flatMap(({ codings }) => codings)
    .find(({ system, code }) => system === challengeSystem && /^ICUType=[1-4]$/.test(code))
  if (coded) return Number(coded.code.at(-1))
  const said = [location ?? '', service ?? '', ...type.map(({ text }) => text ?? '')].join(' ')
  if (/\b(?:csru|cvicu)\b|cardiac surgery|cardiothoracic|心脏外科|心外/i.test(said)) return 2
  if (/\bccu\b|coronary|冠心病|心内|心脏监护/i.test(said)) return 1
  if (/\b(?:t?sicu|nsicu)\b|surgical|trauma|外科/i.test(said)) return 4
  return /\bmicu\b|medical|内科/i.test(said) ? 3 : null
}
