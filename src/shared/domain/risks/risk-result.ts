/** The risks of a patient as they cross the bridge: each number with what it rests on, and each gap with its reason. */
import { z } from 'zod'
import { Flag, ModelIdentity, QuantityOutput } from '../analysis/analysis'
import { LocalText } from '../models/local-text'
import { KnownAt } from '../record/reading'
import { EarlierEstimate, RiskOutcome, WorkedOut } from './kept-estimate'
import { keepingTimes, type KeepingTime } from './keeping-times'
import { populationFacts } from './risk-binding'
import { Estimate } from './risk-estimate'
import { RiskReason } from './risk-reason'

const text = z.string().max(300)

/** What the user says beside the record, for this session only. */
export const SaidHere = z.object({
  /** cells by column by model, as the model's table writes them */
  cells: z.record(z.string().max(64), z.record(z.string().max(100), z.string().max(100))),
  facts: z.partialRecord(z.enum(populationFacts), z.boolean()),
})
export type SaidHere = z.infer<typeof SaidHere>

export const nothingSaid: SaidHere = { cells: {}, facts: {} }

export const RiskRequest = z.object({
  patientId: z.string().min(1).max(64),
  /** null: all that is known now */
  knownAt: KnownAt.nullable(),
  said: SaidHere,
})
export type RiskRequest = z.infer<typeof RiskRequest>

export const inputStates = ['record', 'entered', 'missing', 'too-old', 'out-of-range'] as const

export const RiskInput = z.object({
  column: text,
  title: LocalText,
  state: z.enum(inputStates),
  /** as the model's table writes it; null where there is nothing to use */
  cell: z.string().nullable(),
  /** number of the cell, in `unit` (UCUM); null for an answer */
  value: z.number().nullable(),
  unit: z.string().nullable(),
  /** as the record has it, where that is another number or unit; of an answer the number that it follows from */
  recorded: z.object({ value: z.number(), unit: z.string() }).nullable(),
  /** ISO date or instant of the (oldest) value behind it */
  date: z.string().nullable(),
  ageDays: z.number().nullable(),
  keeps: z.enum(Object.keys(keepingTimes) as [KeepingTime, ...KeepingTime[]]).nullable(),
  /** the record's entries that it follows from; empty for what was entered or is missing */
  entryIds: z.array(z.number().int()),
  /** what may be entered */
  allowed: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('number'), low: z.number(), high: z.number() }),
    z.object({
      kind: z.literal('choice'),
      choices: z.array(z.object({ cell: z.string(), title: LocalText })),
    }),
  ]),
})
export type RiskInput = z.infer<typeof RiskInput>

export const PopulationFact = z.object({
  fact: z.enum(populationFacts),
  rule: z.enum(['required', 'excluded']),
  answer: z.enum(['yes', 'no', 'unknown']),
  from: z.enum(['record', 'entered', 'nowhere']),
  entryId: z.number().int().nullable(),
})
export type PopulationFact = z.infer<typeof PopulationFact>

const share = z.number().min(0).max(1)

/** On whom the model was checked, and how well it did there; from its manifest. */
export const Validation = z.object({
  cohort: z.union([z.string(), LocalText]),
  n: z.number().int(),
  positives: z.number().int(),
  auc: z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable(),
  /** expected calibration error */
  ece: z.number().nullable(),
  /** share of the condition to which the probabilities are calibrated */
  prevalence: share.nullable(),
})
export type Validation = z.infer<typeof Validation>

export const RiskCard = z.object({
  model: ModelIdentity,
  title: LocalText,
  finding: z.object({ label: z.string(), title: LocalText, positive: LocalText, negative: LocalText }),
  tense: z.enum(['present', 'future']).nullable(),
  /** what the probability is the probability of */
  estimates: LocalText,
  validation: Validation.nullable(),
  inputs: z.array(RiskInput),
  population: z.array(PopulationFact),
  outcome: RiskOutcome,
  workedOut: WorkedOut,
  /** how unusual the row is for the model; null where nothing says so */
  unusual: z.object({ share: z.number(), unusual: z.boolean(), n: z.number().int() }).nullable(),
  /** tests that a guideline names, with the newest value that the record has */
  checks: z.array(
    z.object({
      id: z.enum(['hba1c', 'fasting-glucose']),
      unit: z.string(),
      latest: z.object({ value: z.number(), date: z.string(), entryId: z.number().int() }).nullable(),
      source: z.object({ title: z.string(), doi: z.string() }),
    }),
  ),
})
export type RiskCard = z.infer<typeof RiskCard>

export const RiskReport = z.object({
  /** the instant for which it was worked out, ms since 1970 */
  atMs: z.number(),
  /** by need: above the threshold first, then by how near it; what was not assessed stands last */
  cards: z.array(RiskCard),
  /** models of tables that may not be used now */
  unavailable: z.array(z.object({ id: z.string(), title: LocalText.nullable() })),
  /** the newest kept word of each model that is asked no more: retired, removed or not to be used now */
  former: z.array(EarlierEstimate),
})
export type RiskReport = z.infer<typeof RiskReport>

/** Why an estimate is what it is, and what would tell more. Only of one that was assessed. */
export const RiskExplanation = z.object({
  /** probability of people with usual values, from which the drivers lead to the estimate */
  usual: share,
  drivers: z.array(
    z.object({
      column: text,
      /** added to the natural logarithm of the odds */
      logOdds: z.number(),
      known: z.boolean(),
    }),
  ),
  /** of the columns that are not known: where the probability would go with usual values of it, widest first */
  askNext: z.array(z.object({ column: text, low: share, high: share })),
  /** columns without which the row would be less unusual, first the one that matters most; empty where it is not unusual */
  unusualColumns: z.array(text),
})
export type RiskExplanation = z.infer<typeof RiskExplanation>

export const RiskTrend = z.object({
  /** ascending; the last one is that of the report. Values dated up to then, as they are known now */
  points: z.array(z.object({ atMs: z.number(), estimate: Estimate.nullable(), known: z.number().int() })),
  columns: z.number().int(),
  /** what was said at other times of values that were others since, or by another version; newest first */
  earlier: z.array(EarlierEstimate),
})
export type RiskTrend = z.infer<typeof RiskTrend>

export const OneRiskRequest = RiskRequest.extend({ modelId: z.string().min(1).max(64) })
export type OneRiskRequest = z.infer<typeof OneRiskRequest>

export const WhatIfRequest = z.discriminatedUnion('kind', [
  OneRiskRequest.extend({
    kind: z.literal('table'),
    /** cells by column; '' for not known */
    changes: z.record(z.string().max(100), z.string().max(100)),
  }),
  z.object({
    kind: z.literal('stay'),
    patientId: z.string().min(1).max(64),
    knownAt: KnownAt.nullable(),
    stayEntryId: z.number().int(),
    /** hours of the stay that are over */
    hour: z.number().int().min(1).max(48),
    changes: z
      .array(z.object({ parameter: z.string().max(40), value: z.number() }))
      .min(1)
      .max(20),
  }),
])
export type WhatIfRequest = z.infer<typeof WhatIfRequest>

export const WhatIfAnswer = z.object({
  before: Estimate.nullable(),
  after: Estimate.nullable(),
  /** why there is no `after` */
  reasons: z.array(RiskReason),
})
export type WhatIfAnswer = z.infer<typeof WhatIfAnswer>

export const StayRequest = z.object({
  patientId: z.string().min(1).max(64),
  knownAt: KnownAt.nullable(),
  /** null: the newest stay */
  stayEntryId: z.number().int().nullable(),
})
export type StayRequest = z.infer<typeof StayRequest>

export const IntensiveStay = z.object({
  entryId: z.number().int(),
  startMs: z.number(),
  endMs: z.number().nullable(),
  place: z.string(),
})
export type IntensiveStay = z.infer<typeof IntensiveStay>

export const StayPoint = z.object({
  /** hours that were over */
  hour: z.number().int(),
  estimate: Estimate,
  quantity: QuantityOutput.nullable(),
})
export type StayPoint = z.infer<typeof StayPoint>

/** What the record had of one measurement in the window. */
export const StayMeasurement = z.object({
  parameter: z.string(),
  title: LocalText,
  group: z.string(),
  unit: z.string(),
  low: z.number(),
  high: z.number(),
  /** null where it was never taken */
  latest: z.object({ value: z.number(), minute: z.number(), entryId: z.number().int() }).nullable(),
  count: z.number().int(),
})
export type StayMeasurement = z.infer<typeof StayMeasurement>

export const StayRisk = z.object({
  stays: z.array(IntensiveStay),
  /** null where the patient has no stay */
  stay: IntensiveStay.nullable(),
  model: z
    .object({
      identity: ModelIdentity,
      title: LocalText,
      finding: LocalText,
      positive: LocalText,
      negative: LocalText,
      quantity: LocalText.nullable(),
      groups: z.array(z.object({ name: z.string(), title: LocalText })),
      hours: z.number().int(),
      validation: Validation.nullable(),
    })
    .nullable(),
  points: z.array(StayPoint),
  measurements: z.array(StayMeasurement),
  reasons: z.array(RiskReason),
  flags: z.array(Flag),
  /** of the newest point, or of the reasons; null where no model was asked */
  workedOut: WorkedOut.nullable(),
  /** of this stay, newest first */
  earlier: z.array(EarlierEstimate),
})
export type StayRisk = z.infer<typeof StayRisk>

const GroupShare = z.object({ group: z.string(), logOdds: z.number() })

export const StayChangeRequest = StayRequest.extend({
  stayEntryId: z.number().int(),
  hour: z.number().int().min(1).max(48),
})
export type StayChangeRequest = z.infer<typeof StayChangeRequest>

/** What the hour that ends at `hour` changed. */
export const StayChange = z.object({
  hour: z.number().int(),
  before: share.nullable(),
  after: share,
  timeAlone: z.number(),
  shares: z.array(GroupShare),
})
export type StayChange = z.infer<typeof StayChange>

export const StayDrivers = z.object({
  hour: z.number().int(),
  usual: share,
  risk: share,
  shares: z.array(GroupShare),
})
export type StayDrivers = z.infer<typeof StayDrivers>
