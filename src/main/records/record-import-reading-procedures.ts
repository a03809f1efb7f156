/** What the screens of imports ask of the reader worker. */
import type { IntakeForecast, IntakeOptions } from '../../shared/domain/record/intake'
import type { ReadOptions } from '../../shared/domain/record/read-item'
import type { HeldQuery, RepairRequest } from '../../shared/domain/record-import/held-row'
import type { CsvMapping } from '../../shared/domain/record-import/csv-mapping'
import type { DraftForecast } from '../../shared/domain/record-import/import-draft'
import type { TableText } from '../../shared/domain/record-import/table-preview'
import type { ReadableDatabase } from '../store/open-database'
import { comparePatient } from '../store/queries/compare-patients'
import { listMappings, requireMapping } from '../store/queries/csv-mappings'
import { heldCounts, heldPage } from '../store/queries/held-rows'
import type { CallContext } from '../workers/rpc'
import { countAlike } from './held/repair-held'
import { heldDetail, intakeOverview } from './intake-overview'
import { PatientCount } from './intake/count-patients'
import { forecastFile } from './intake/forecast'
import { planFiles } from './intake/plan-files'
import { surveyFiles } from './intake/survey-files'
import { columnTexts, previewMapped, previewTable } from './table-preview'

export interface ForecastStep {
  bytes: number
  bytesDone: number
  items: number
}

export function recordImportReadingProcedures(db: ReadableDatabase) {
  return {
    surveyFiles: (chosen: string[]) => surveyFiles(chosen),
    previewTable: ({ path, text }: { path: string; text: TableText }) => previewTable(db, path, text),
    previewMapped: ({
      path,
      mapping,
      options,
    }: {
      path: string
      mapping: CsvMapping
      options: ReadOptions
    }) => previewMapped(path, mapping, options),
    columnTexts: (asked: { path: string; text: TableText; column: string }, { signal }: CallContext) =>
      columnTexts(asked.path, asked.text, asked.column, signal),
    forecastDraft: (asked: { options: IntakeOptions; roots: string[] }, context: CallContext) =>
      forecastDraft(db, asked, context),
    intakeOverview: () => intakeOverview(db),
    heldPage: (query: HeldQuery) => heldPage(db, query),
    heldCounts: (intakeId: string | null) => heldCounts(db, intakeId),
    heldDetail: (id: string) => heldDetail(db, id),
    countAlike: (asked: Pick<RepairRequest, 'id' | 'change'>, { signal }: CallContext) =>
      countAlike(db, asked, signal),
    listMappings: () => listMappings(db),
    savedMapping: (id: string) => requireMapping(db, id),
    comparePatients: ([a, b]: readonly [string, string]) =>
      [comparePatient(db, a), comparePatient(db, b)] as const,
  }
}
export type RecordImportReadingProcedures = ReturnType<typeof recordImportReadingProcedures>

const stepEveryMs = 120

/** A dry run of all files of a draft, with the people whom they are about. */
async function forecastDraft(
  db: ReadableDatabase,
  { options, roots }: { options: IntakeOptions; roots: string[] },
  { signal, progress }: CallContext,
): Promise<{ files: IntakeForecast[]; patients: DraftForecast['patients'] }> {
  const planned = await planFiles(options.format, roots)
  const step: ForecastStep = {
    bytes: planned.reduce((sum, { bytes }) => sum + bytes, 0),
    bytesDone: 0,
    items: 0,
  }
  let toldMs = 0
  const people = new PatientCount(db)
  const files: IntakeForecast[] = []
  for (const file of planned) {
    files.push(
      await forecastFile(db, options, file, signal, {
        bytes: (count) => {
          step.bytesDone += count
          if (performance.now() - toldMs < stepEveryMs) return
          toldMs = performance.now()
          progress({ ...step })
        },
        entry: (entry) => {
          step.items += 1
          people.add(entry)
        },
      }),
    )
  }
  return { files, patients: people.counts() }
}
