/**
 * What a LOINC code measures, as far as its units need it: the molar mass between mg/dL and mmol/L, the charge between mEq/L
 * and mmol/L, whether its international unit is the enzyme unit.
 *
 * Molar masses follow from the formula and the abridged standard atomic weights (CIAAW 2021, ciaaw.org). The two proteins
 * have the figures of their reference systems: haemoglobin as the monomer, 16,114.5 g/mol (ICSH reference method, J Clin
 * Pathol 1996;49:271); albumin 66,438 g/mol (mature chain, UniProt P02768). LOINC codes: loinc.org.
 */

/** g/mol, CIAAW abridged standard atomic weights 2021 */
const atomicWeights = {
  H: 1.008,
  C: 12.011,
  N: 14.007,
  O: 15.999,
  P: 30.974,
  S: 32.06,
  Na: 22.99,
  Mg: 24.305,
  Cl: 35.45,
  K: 39.098,
  Ca: 40.078,
  Fe: 55.845,
  I: 126.9,
  Co: 58.933,
} as const
type Element = keyof typeof atomicWeights
type Formula = Partial<Record<Element, number>>

/** g/mol */
export function molarMass(formula: Formula): number {
  const sum = Object.entries(formula).reduce(
    (grams, [element, count]) => grams + atomicWeights[element as Element] * count,
    0,
  )
  return Number(sum.toFixed(3))
}

export interface Substance {
  name: string
  gramsPerMole: number
  valence?: number
}

interface Described extends Omit<Substance, 'gramsPerMole'> {
  formula?: Formula
  gramsPerMole?: number
  loinc: readonly string[]
}

const described: readonly Described[] = [
  {
    name: 'creatinine',
    formula: { C: 4, H: 7, N: 3, O: 1 },
    loinc: ['2160-0', '14682-9', '38483-4', '59826-8', '2161-8', '14683-7'],
  },
  {
    name: 'glucose',
    formula: { C: 6, H: 12, O: 6 },
    loinc: ['2345-7', '14749-6', '2339-0', '15074-8', '1558-6', '14771-0', '41653-7', '14743-9'],
  },
  { name: 'urea', formula: { C: 1, H: 4, N: 2, O: 1 }, loinc: ['22664-7', '3091-6'] },
  // reported as the mass of the two nitrogen atoms; a mole of it is a mole of urea
  { name: 'urea nitrogen', formula: { N: 2 }, loinc: ['3094-0', '6299-2', '14937-7'] },
  {
    name: 'bilirubin',
    formula: { C: 33, H: 36, N: 4, O: 6 },
    loinc: ['1975-2', '14631-6', '1968-7', '14629-0', '1971-1', '14630-8'],
  },
  {
    name: 'cholesterol',
    formula: { C: 27, H: 46, O: 1 },
    loinc: ['2093-3', '14647-2', '2085-9', '14646-4', '2089-1', '13457-7', '18262-6', '22748-8', '39469-2'],
  },
  // as triolein, the usual convention
  { name: 'triglycerides', formula: { C: 57, H: 104, O: 6 }, loinc: ['2571-8', '14927-8'] },
  { name: 'uric acid', formula: { C: 5, H: 4, N: 4, O: 3 }, loinc: ['3084-1', '14933-6'] },
  { name: 'lactate', formula: { C: 3, H: 6, O: 3 }, loinc: ['2524-7', '32693-4', '14118-4'] },
  { name: 'iron', formula: { Fe: 1 }, loinc: ['2498-4', '14798-3'] },
  { name: 'calcium', formula: { Ca: 1 }, valence: 2, loinc: ['17861-6', '2000-8', '1994-3', '1995-0'] },
  { name: 'magnesium', formula: { Mg: 1 }, valence: 2, loinc: ['19123-9', '2601-3'] },
  // reported as phosphorus
  { name: 'phosphate', formula: { P: 1 }, loinc: ['2777-1', '14879-1'] },
  { name: 'sodium', formula: { Na: 1 }, valence: 1, loinc: ['2951-2', '2947-0'] },
  { name: 'potassium', formula: { K: 1 }, valence: 1, loinc: ['2823-3', '6298-4'] },
  { name: 'chloride', formula: { Cl: 1 }, valence: 1, loinc: ['2075-0', '2069-3'] },
  {
    name: 'bicarbonate',
    formula: { H: 1, C: 1, O: 3 },
    valence: 1,
    loinc: ['1963-8', '2028-9', '1959-6', '1960-4'],
  },
  { name: 'cortisol', formula: { C: 21, H: 30, O: 5 }, loinc: ['2143-6', '14675-3'] },
  {
    name: 'thyroxine',
    formula: { C: 15, H: 11, I: 4, N: 1, O: 4 },
    loinc: ['3024-7', '14920-3', '3026-2', '14921-1'],
  },
  { name: 'folate', formula: { C: 19, H: 19, N: 7, O: 6 }, loinc: ['2284-8', '14732-2'] },
  { name: 'cobalamin', formula: { C: 63, H: 88, Co: 1, N: 14, O: 14, P: 1 }, loinc: ['2132-9', '14685-2'] },
  { name: 'haemoglobin', gramsPerMole: 16_114.5, loinc: ['718-7', '59260-0'] },
  { name: 'albumin', gramsPerMole: 66_438, loinc: ['1751-7', '54347-0'] },
]

const substances = new Map<string, Substance>(
  described.flatMap(({ name, formula, gramsPerMole, valence, loinc }) => {
    const substance: Substance = {
      name,
      gramsPerMole: gramsPerMole ?? molarMass(formula ?? {}),
      ...(valence === undefined ? {} : { valence }),
    }
    return loinc.map((code) => [code, substance] as const)
  }),
)

/** What the LOINC code measures, or null where the program has no figures for it. */
export const substanceOf = (loinc: string): Substance | null => substances.get(loinc) ?? null

/**
 * Enzymes whose international unit is the enzyme unit U, 1 umol/min (IUB Enzyme Nomenclature 1978): ALT, AST, ALP, GGT, CK,
 * LDH, amylase, lipase, CK-MB activity. For all else an international unit is the preparation's own and converts to nothing.
 */
const enzymes = new Set([
  '1742-6',
  '1743-4',
  '1744-2',
  '1920-8',
  '30239-8',
  '6768-6',
  '2324-2',
  '2157-6',
  '2532-0',
  '14804-9',
  '14805-6',
  '1798-8',
  '3040-3',
  '32673-6',
])

export const isEnzyme = (loinc: string): boolean => enzymes.has(loinc)

/** Haemoglobin A1c as NGSP per cent and as IFCC mmol/mol: two scales, not two units of one. */
export const hba1cCodes: ReadonlySet<string> = new Set(['4548-4', '17856-6', '59261-8', '4549-2'])

/** Body temperatures, where a bare C or F is a degree and not a coulomb or farad. */
const temperatures = new Set(['8310-5', '8329-5', '8331-1', '8332-9', '8333-7', '8328-7', '76010-8'])

export const isTemperature = (loinc: string): boolean => temperatures.has(loinc)
