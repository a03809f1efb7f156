/** What a model once said of a patient, as it is kept in the vault: whose word it is, of what, and when it was worked out. */
import { z } from 'zod'
import { ExecutionProvider, Flag, ModelIdentity, QuantityOutput } from '../analysis/analysis'
import { LocalText } from '../models/local-text'
import { KnownAt } from '../record/reading'
import { RiskReason } from './risk-reason'
import { Estimate } from './risk-estimate'

export const RiskOutcome = z.discriminatedUnion('status', [
  z.object({ status: z.literal('assessed'), estimate: Estimate, flags: z.array(Flag) }),
  z.object({ status: z.literal('not-assessed'), reasons: z.array(RiskReason).min(1) }),
])
export type RiskOutcome = z.infer<typeof RiskOutcome>

/** When an estimate was worked out, and on what. */
export const WorkedOut = z.object({
  atMs: z.number(),
  /** null where the model was not asked, since a reason stood against it */
  provider: ExecutionProvider.nullable(),
  /** false: it rests on what was entered by hand, and is kept nowhere */
  isKept: z.boolean(),
})
export type WorkedOut = z.infer<typeof WorkedOut>

export const KeptEstimate = z.object({
  model: ModelIdentity,
  /** as the model's package named itself and its finding */
  title: LocalText,
  finding: z.object({ label: z.string(), title: LocalText }),
  /** values dated up to then, ms since 1970 */
  atMs: z.number(),
  /** null: all that was known when it was worked out */
  knownAt: KnownAt.nullable(),
  workedOutAtMs: z.number(),
  provider: ExecutionProvider.nullable(),
  outcome: RiskOutcome,
  /** words of the columns that its reasons are about */
  titles: z.record(z.string(), LocalText),
  /** how unusual the row was, 0..1 of the people of the model's table; null where nothing said so */
  unusual: z.object({ share: z.number(), unusual: z.boolean() }).nullable(),
  quantity: QuantityOutput.nullable(),
  /** of a table: how many of its columns were known */
  inputs: z.object({ known: z.number().int(), columns: z.number().int() }).nullable(),
  /** of a stay: its beginning, and the hours of it that were over */
  stay: z.object({ startMs: z.number(), hour: z.number().int() }).nullable(),
})
export type KeptEstimate = z.infer<typeof KeptEstimate>

/** An answer that is not today's any more: of other values, or of another model. */
export const EarlierEstimate = KeptEstimate.pick({
  model: true,
  title: true,
  finding: true,
  atMs: true,
  knownAt: true,
  workedOutAtMs: true,
  provider: true,
  outcome: true,
  titles: true,
  stay: true,
}).extend({
  /** another package than today's answered; else the record has changed since */
  isOtherModel: z.boolean(),
})
export type EarlierEstimate = z.infer<typeof EarlierEstimate>
