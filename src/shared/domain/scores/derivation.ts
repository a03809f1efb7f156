/**
 * Values that follow from two others by a published formula, where nobody measured the value itself. The result says so and
 * keeps both values, each with its date and where it is from.
 */
import { z } from 'zod'
import type { InputId } from './score-input'

/** Each has a text under `scores.derived.<rule>`. `oxygen-given`: an answer that follows from a flow or a concentration. */
export const derivationRules = ['mean-arterial-pressure', 'body-mass-index', 'oxygen-given'] as const
const DerivationRule = z.enum(derivationRules)

/** A value as it was measured or given, of which another one was made. */
const SourceValue = z.object({
  /** id of the input that it is, where a score could ask for it */
  input: z.string().max(64).optional(),
  /** LOINC */
  loinc: z.string().max(20).optional(),
  value: z.number(),
  /** UCUM or as the source writes it */
  unit: z.string().max(100),
  /** ISO date or instant */
  date: z.string().max(40).optional(),
  source: z.string().max(1_000).optional(),
})

export const Derived = z.object({ rule: DerivationRule, from: z.array(SourceValue).min(1).max(2) })
export type Derived = z.infer<typeof Derived>

export interface Derivation {
  rule: z.infer<typeof DerivationRule>
  from: readonly [InputId, InputId]
  /** LOINC codes of both: what was measured in one way is not put together with what was measured in another */
  pairs: readonly (readonly [string, string])[]
  /** the two are at most so far apart. A rule of this program */
  withinMinutes: number
  /** in the unit of the derived input, from values in the units of theirs; null where the two contradict each other */
  compute(first: number, second: number): number | null
}

/** A cuff measures both pressures within a minute; lines write both at once. */
const onePressureMinutes = 5
/** The height of an adult holds; a weight and a height of one year's check-ups belong together. */
const oneYearMinutes = 366 * 24 * 60

const derivations: Readonly<Partial<Record<InputId, Derivation>>> = {
  // One third systolic and two thirds diastolic: the standard formula as of Razminia M et al., Catheter Cardiovasc Interv
  // 2004;63:419-425 (doi 10.1002/ccd.20217), who also show that it falls short at fast heart rates.
  meanArterialPressure: {
    rule: 'mean-arterial-pressure',
    from: ['systolicPressure', 'diastolicPressure'],
    pairs: [
      ['8480-6', '8462-4'],
      ['76534-7', '76535-4'],
      ['76215-3', '76213-8'],
    ],
    withinMinutes: onePressureMinutes,
    compute: (systolic, diastolic) => (systolic < diastolic ? null : (systolic + 2 * diastolic) / 3),
  },
  // WHO Technical Report Series 894 (2000): weight in kg by the square of the height in m.
  bodyMassIndex: {
    rule: 'body-mass-index',
    from: ['bodyWeight', 'bodyHeight'],
    pairs: [
      ['29463-7', '8302-2'],
      ['3141-9', '8302-2'],
      ['29463-7', '3137-7'],
      ['3141-9', '3137-7'],
    ],
    withinMinutes: oneYearMinutes,
    compute: (weightKg, heightCm) => weightKg / (heightCm / 100) ** 2,
  },
}

export const derivationOf = (id: InputId): Derivation | undefined => derivations[id]

/** Inputs of which others are made, and that no score asks for by itself as well. */
export const ingredientsOf = (id: InputId): readonly InputId[] => derivations[id]?.from ?? []
