/** What main may ask of the reader worker about records. */
import type { IntakeForecast, IntakeOptions } from '../../shared/domain/record/intake'
import type { EntryPageQuery, PeopleQuery, PersonQuery } from '../../shared/domain/record/person'
import type { LatestQuery, ListQuery, TimelineQuery } from '../../shared/domain/record/reading'
import type { ReadableDatabase } from '../store/open-database'
import { mergeHistory, type SuggestionQuery, suggestMerges } from '../store/queries/patient-merges'
import { observedCodes } from '../store/queries/record-observed'
import { entryPage, wholeEntry } from '../store/queries/record-pages'
import { personSummary, searchPeople } from '../store/queries/record-summary'
import { listIntakes } from '../store/queries/record-imports'
import { findPeople, listPeople } from '../store/queries/record-people'
import { listQuarantine, quarantineCounts } from '../store/queries/record-quarantine'
import {
  codesOfPatient,
  latestValue,
  listEntries,
  patientStatements,
  timeline,
  traceEntry,
} from '../store/queries/record-reading'
import type { CallContext } from '../workers/rpc'
import { forecastFile } from './intake/forecast'
import { planFiles } from './intake/plan-files'

export function recordReadingProcedures(db: ReadableDatabase) {
  return {
    /** A dry run of each file; what is done is told as progress. */
    forecastIntake: async (
      { options, roots }: { options: IntakeOptions; roots: string[] },
      { signal, progress }: CallContext,
    ): Promise<IntakeForecast[]> => {
      const forecasts: IntakeForecast[] = []
      for (const file of await planFiles(options.format, roots)) {
        forecasts.push(await forecastFile(db, options, file, signal))
        progress(forecasts.length)
      }
      return forecasts
    },
    listIntakes: () => listIntakes(db),
    listPeople: (page: { afterId: string | null; limit: number }) => listPeople(db, page),
    findPeople: (words: string) => findPeople(db, words),
    searchPeople: (query: PeopleQuery) => searchPeople(db, query),
    personSummary: (query: PersonQuery) => personSummary(db, query),
    observedCodes: (query: PersonQuery) => observedCodes(db, query),
    entryPage: (query: EntryPageQuery) => entryPage(db, query),
    wholeEntry: (entryId: number) => wholeEntry(db, entryId),
    suggestMerges: (query: SuggestionQuery) => suggestMerges(db, query),
    mergeHistory: (patientId: string) => mergeHistory(db, patientId),
    timeline: (query: TimelineQuery) => timeline(db, query),
    latestValue: (query: LatestQuery) => latestValue(db, query),
    listEntries: (query: ListQuery) => listEntries(db, query),
    patientStatements: (patientId: string) => patientStatements(db, patientId),
    traceEntry: (entryId: number) => traceEntry(db, entryId),
    codesOfPatient: (patientId: string) => codesOfPatient(db, patientId),
    listQuarantine: (query: { intakeId: string | null; offset: number; limit: number }) =>
      listQuarantine(db, query),
    quarantineCounts: () => quarantineCounts(db),
  }
}
export type RecordReadingProcedures = ReturnType<typeof recordReadingProcedures>
