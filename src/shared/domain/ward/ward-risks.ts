/** What models and SOFA say of one person of the ward's list, each with when, or with the reason why there is nothing. */
import { z } from 'zod'
import { AppError } from '../../result'
import { LocalText } from '../models/local-text'
import { Estimate } from '../risks/risk-estimate'
import { RiskReason } from '../risks/risk-reason'
import { WorkedOut } from '../risks/kept-estimate'
import { ModelIdentity } from '../analysis/analysis'
import { ScoreReasonCode } from '../scores/score-result'

/** `atMs` null: now. Values dated until then count. */
export const WardRisksQuery = z.object({ patientId: z.string().min(1).max(64), atMs: z.number().nullable() })
export type WardRisksQuery = z.infer<typeof WardRisksQuery>

export const WardSofa = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('assessed'),
    /** 0 to 24 */
    value: z.number().int(),
    /** of the oldest value that went in */
    oldestMs: z.number(),
  }),
  z.object({
    /** what the rest adds up to where the record is silent on a treatment that could only raise it */
    status: z.literal('at-least'),
    value: z.number().int(),
    oldestMs: z.number(),
    /** ids of the inputs that nobody stated */
    unsaid: z.array(z.string()).min(1),
  }),
  z.object({
    status: z.literal('not-assessed'),
    /** `input`: id of the score's input */
    reasons: z.array(z.object({ code: ScoreReasonCode, input: z.string() })).min(1),
    /** the score is not for this patient */
    isForOthers: z.boolean(),
  }),
])
export type WardSofa = z.infer<typeof WardSofa>

export const WardEstimate = z.object({
  model: ModelIdentity,
  title: LocalText,
  finding: LocalText,
  /** people that the model was checked on; null where its manifest does not say */
  n: z.number().int().nullable(),
  answer: z.discriminatedUnion('status', [
    z.object({
      status: z.literal('assessed'),
      estimate: Estimate,
      /** the newest of what was seen: values dated until then */
      atMs: z.number(),
      /** hours of a stay that were over; null for a model of tables */
      hour: z.number().int().nullable(),
      /** what was seen is older than counts as news of a patient */
      isStale: z.boolean(),
    }),
    z.object({
      status: z.literal('not-assessed'),
      reasons: z.array(RiskReason).min(1),
      /** of the columns that the reasons are about */
      titles: z.record(z.string(), LocalText),
      /** the model is not for this patient: no gap that somebody could close */
      isForOthers: z.boolean(),
    }),
  ]),
  /** null where no model was asked, since the patient is in no stay */
  workedOut: WorkedOut.nullable(),
})
export type WardEstimate = z.infer<typeof WardEstimate>

export const WardRisks = z.object({
  patientId: z.string(),
  sofa: WardSofa,
  /** of the stay in intensive care; null where no model of stays may be asked */
  stay: WardEstimate.nullable(),
  /** of the models of tables, by id */
  tables: z.array(WardEstimate),
  /** why `stay` or `tables` are empty: a model failed while it was asked */
  failed: z.object({ stay: AppError.nullable(), tables: AppError.nullable() }),
})
export type WardRisks = z.infer<typeof WardRisks>
