/**
 * A published score: who it is for, what it needs, how it is worked out. One descriptor feeds the screen, the headless
 * command and the search for values in the record.
 */
import type { InputId, InputValue } from './score-input'

export interface ScoreSource {
  authors: string
  /** the name under which the version is known */
  title: string
  /** journal, volume and pages, or the publisher */
  where: string
  year: number
  /** null where the source has none */
  doi: string | null
}

/**
 * `required`: without it there is no result. `optional`: the source does without. `population`: whom the score is for; where
 * it is not known, the result says that it was not checked.
 */
export type Need = 'required' | 'optional' | 'population'

export interface InputUse<N extends Need = Need> {
  need: N
  /** how old a value of the record may be, h; null: it does not age. A rule of this program, not of the source */
  greatestAgeHours: number | null
  /** what the source itself says to take where nothing is stated */
  unlessStated?: string
  /** which of several values of the record within that time counts; the latest one where this is absent */
  worst?: 'lowest' | 'highest'
}

const useFor =
  <N extends Need>(need: N) =>
  (greatestAgeHours: number | null = null, worst?: InputUse['worst']): InputUse<N> => ({
    need,
    greatestAgeHours,
    ...(worst && { worst }),
  })

export const required = useFor('required')
export const optional = useFor('optional')
export const population = useFor('population')

export type InputUses = Readonly<Partial<Record<InputId, InputUse>>>

/** What the computation of a score with these inputs is given. */
export type ScoreValues<Uses extends InputUses> = {
  [K in keyof Uses & InputId]: Uses[K] extends InputUse<'required'>
    ? InputValue<K>
    : InputValue<K> | undefined
}

export interface ItemPoints {
  /** the input that the points are for; of several, the first */
  item: InputId
  points: number
}

/** `value` is not rounded; `band` only where more than the value decides. */
export type Outcome<Id extends string = string> =
  { value: number; items: readonly ItemPoints[]; band?: Id } | { missing: readonly InputId[] }

/** A class of results; it holds values (rounded as they are shown) from `from` up to the next one's. */
export interface Band<Id extends string = string> {
  id: Id
  from: number
}

/** Two values that mean something only together. */
export interface Together {
  first: InputId
  second: InputId
  /** the second one is the newest that is at most so much older than the first */
  withinHours: number
  /** of several pairs of the record, the one with the lowest counts */
  rank(first: number, second: number): number
}

export interface ScoreDescriptor {
  id: string
  /** other names by which people ask for it, in small letters without blanks and signs */
  alsoCalled: readonly string[]
  source: ScoreSource
  population: {
    /** completed years, both inclusive; null: no limit */
    ageYears: { min: number | null; max: number | null }
    /** answers without which the score is not for this patient */
    answers: Readonly<Partial<Record<InputId, readonly string[]>>>
  }
  inputs: InputUses
  together?: Together
  result: {
    /** UCUM */
    unit: '{score}' | '%' | 'mL/min/{1.73_m2}'
    /** digits behind the point with which it is shown, and by which a band is chosen */
    decimals: number
    /** least and greatest; null where a formula has no bounds of its own */
    range: { min: number; max: number } | null
  }
  /** ascending; empty where the source has none */
  bands: readonly Band[]
  /**
   * Pure. `values` are inside their possible ranges, `required` ones are there.
   * @param asGiven values in the second unit (`alsoIn[0]`) where they were given in it, for tables with two columns
   */
  compute(values: Readonly<Record<string, number | string | undefined>>, asGiven: AsGiven): Outcome
}

export type AsGiven = Readonly<Partial<Record<InputId, number>>>

type Definition<Id extends string, Uses extends InputUses, BandId extends string> = Omit<
  ScoreDescriptor,
  'id' | 'inputs' | 'bands' | 'compute'
> & {
  id: Id
  inputs: Uses
  bands: readonly Band<BandId>[]
  compute(values: ScoreValues<Uses>, asGiven: AsGiven): Outcome<BandId>
}

/** A descriptor whose computation is checked against its inputs. */
export function defineScore<
  const Id extends string,
  const Uses extends InputUses,
  const BandId extends string,
>(
  definition: Definition<Id, Uses, BandId>,
): ScoreDescriptor & { id: Id; inputs: Uses; bands: readonly Band<BandId>[] } {
  return {
    ...definition,
    // assessScore has put into `values` what `inputs` declares.
    compute: (values, asGiven) => definition.compute(values as ScoreValues<Uses>, asGiven),
  }
}
