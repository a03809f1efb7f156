/** The regions that a segmentation marked on an image, one bit a place. */
import { z } from 'zod'
import { InputRegion } from '../../../shared/domain/models/input-region'
import { AppException } from '../../../shared/result'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, insert } from '../statements'

export interface NewMask {
  rows: number
  columns: number
  /** the part of the film that the grid lies on */
  region: InputRegion
  /** in the order of the model; `data` is 1 inside and 0 outside, row by row */
  regions: readonly { label: string; data: Uint8Array }[]
}

export function insertMask(db: WritableDatabase, runRow: number, mask: NewMask): void {
  const { rows, columns, region, regions } = mask
  for (const [ordinal, { label, data }] of regions.entries()) {
    if (data.length !== rows * columns)
      throw new AppException('INTERNAL', 'A mask has another size than stated.')
    insert(
      db,
      `INSERT INTO region_mask (run_row, label, ordinal, region, rows, columns, bits)
       VALUES (:runRow, :label, :ordinal, :region, :rows, :columns, :bits)`,
      { runRow, label, ordinal, region: JSON.stringify(region), rows, columns, bits: pack(data) },
    )
  }
}

const MaskRow = z.object({
  label: z.string(),
  region: z.string(),
  rows: z.number(),
  columns: z.number(),
  bits: z.instanceof(Uint8Array),
})

/** The stored mask of a run with its labels in the order of the model; null where the run has none. */
export function findMask(db: ReadableDatabase, runId: string): NewMask | null {
  const found = all(
    db,
    MaskRow,
    `SELECT label, region, region_mask.rows, region_mask.columns, bits
     FROM region_mask JOIN analysis_run ON analysis_run.row = run_row WHERE id = :runId ORDER BY ordinal`,
    { runId },
  )
  const [first] = found
  if (!first) return null
  const { rows, columns } = first
  return {
    rows,
    columns,
    region: InputRegion.parse(JSON.parse(first.region)),
    regions: found.map(({ label, bits }) => ({ label, data: unpack(bits, rows * columns) })),
  }
}

function pack(data: Uint8Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(data.length / 8))
  for (let at = 0; at < data.length; at += 1)
    if (data[at]) bits[at >> 3] = (bits[at >> 3] as number) | (1 << (at & 7))
  return bits
}

function unpack(bits: Uint8Array, count: number): Uint8Array {
  const data = new Uint8Array(count)
  for (let at = 0; at < count; at += 1) data[at] = ((bits[at >> 3] as number) >> (at & 7)) & 1
  return data
}
