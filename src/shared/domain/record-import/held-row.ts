/** Rows that were held back from the record, and the ways to repair them. */
import { z } from 'zod'
import { PatientKey } from '../record/entry'
import { Quarantined, RecordFormat } from '../record/intake'

const count = z.number().int().nonnegative()

export const HeldRow = Quarantined.omit({ path: true, raw: true }).extend({
  fileName: z.string(),
  format: RecordFormat,
  sender: z.string(),
  startedAtMs: z.number(),
})
export type HeldRow = z.infer<typeof HeldRow>

export const HeldQuery = z.object({
  intakeId: z.string().max(64).nullable(),
  reason: z.string().max(64).nullable(),
  offset: count,
  limit: z.number().int().positive().max(500),
})
export type HeldQuery = z.infer<typeof HeldQuery>

export const HeldPage = z.object({
  /** rows that wait and that the query means */
  total: count,
  rows: z.array(HeldRow),
})
export type HeldPage = z.infer<typeof HeldPage>

/** What waits, was repaired and was discarded for each reason, of one import or of all. */
export const HeldCounts = z.array(
  z.object({ reason: z.string(), waiting: count, repaired: count, dropped: count }),
)
export type HeldCounts = z.infer<typeof HeldCounts>

/** A row to look at and to repair. */
export const HeldDetail = z.object({
  row: HeldRow,
  /** as it came: text that the reader of its format takes, or the statement as JSON */
  raw: z.string(),
  /** of a table's row: its cells under the header */
  table: z
    .object({
      header: z.array(z.string()),
      cells: z.array(z.string()),
      /** columns that the mapping speaks of; empty where there is none */
      mapped: z.array(z.string()),
    })
    .nullable(),
  /** of a statement: what most often keeps it back */
  statement: z
    .object({ patient: PatientKey, what: z.string(), value: z.string(), unit: z.string().nullable() })
    .nullable(),
})
export type HeldDetail = z.infer<typeof HeldDetail>

const rawText = z.string().max(256 * 1024)

/** How a row is repaired. `again`: as it is, after the program or the record learned something. */
export const RepairChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('again') }),
  z.object({ kind: z.literal('text'), text: rawText }),
  z.object({ kind: z.literal('cells'), cells: z.array(z.string().max(64 * 1024)).max(20_000) }),
  /** of a table's row: this text of the column becomes that */
  z.object({ kind: z.literal('cell'), column: z.string().max(500), from: z.string(), to: z.string() }),
  /** of an observation: this unit, as the source wrote it, becomes that */
  z.object({ kind: z.literal('unit'), from: z.string().max(100), to: z.string().min(1).max(100) }),
  z.object({ kind: z.literal('patient'), patient: PatientKey }),
])
export type RepairChange = z.infer<typeof RepairChange>

export const RepairRequest = z.object({
  id: z.string().min(1).max(64),
  change: RepairChange,
  /** also of every row that is held back for the same reason and has the same fault; see the use case */
  alike: z.boolean(),
})
export type RepairRequest = z.infer<typeof RepairRequest>

export const RepairOutcome = z.object({
  repaired: count,
  /** rows that were tried and wait on */
  waiting: count,
  /** why the row that was asked for waits on */
  problem: z.object({ reason: z.string(), detail: z.string() }).nullable(),
})
export type RepairOutcome = z.infer<typeof RepairOutcome>

/** Which rows a step is about: those named, or all that wait for the reason. */
export const HeldChoice = z.union([
  z.object({ ids: z.array(z.string().min(1).max(64)).min(1).max(500) }),
  z.object({ intakeId: z.string().max(64).nullable(), reason: z.string().max(64).nullable() }),
])
export type HeldChoice = z.infer<typeof HeldChoice>
