/** Imports and held rows as screens show them: by names, never by paths. */
import { type Intake, senderOf } from '../../shared/domain/record/intake'
import type { HeldDetail } from '../../shared/domain/record-import/held-row'
import { mappedColumns } from '../../shared/domain/record-import/csv-mapping'
import type { IntakeSummary } from '../../shared/domain/record-import/intake-summary'
import type { ReadableDatabase } from '../store/open-database'
import { heldOfIntakes, toHeldRow } from '../store/queries/held-rows'
import { listIntakes } from '../store/queries/record-imports'
import { requireHeld } from '../store/queries/record-quarantine'
import { shortName } from '../store/short-name'
import { heldStatement } from './held/held-statement'
import { heldTable } from './held/held-table'

const none = { waiting: 0, repaired: 0, dropped: 0 }

/** The newest first. */
export function intakeOverview(db: ReadableDatabase): IntakeSummary[] {
  const held = heldOfIntakes(db)
  return listIntakes(db).map((intake) => summarise(intake, held.get(intake.id) ?? none))
}

function summarise({ options, files, ...intake }: Intake, held: IntakeSummary['held']): IntakeSummary {
  return {
    ...intake,
    format: options.format,
    sender: senderOf(options),
    files: files.map(({ path, ...file }) => ({ ...file, name: shortName(path) })),
    held,
  }
}

/** @throws AppException NOT_FOUND where it does not wait any more */
export async function heldDetail(db: ReadableDatabase, id: string): Promise<HeldDetail> {
  const row = requireHeld(db, id)
  const { raw, ...held } = row.held
  const table = await heldTable(row)
  return {
    row: toHeldRow({ ...held, options: JSON.stringify(row.options), startedAtMs: row.startedAtMs }),
    raw: row.held.form === 'entry' ? indented(raw) : raw,
    table: table && {
      header: table.header,
      cells: table.cells,
      mapped: row.options.mapping ? mappedColumns(row.options.mapping) : [],
    },
    statement: row.held.form === 'entry' ? heldStatement(raw) : null,
  }
}

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2)
  } catch {
    return json
  }
}
