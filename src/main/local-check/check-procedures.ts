/** What main may ask of the check worker. */
import type { CheckTable } from '../../shared/domain/local-check/check-table'
import type {
  LocalCheckReport,
  LocalCheckRequest,
  Proposal,
  ProposalRequest,
} from '../../shared/domain/local-check/local-check'
import { type InstalledLabel, makeProposal } from '../../shared/domain/local-check/make-proposal'
import { makeReport } from '../../shared/domain/local-check/make-report'
import type { TruthMapping, TruthPreview, TruthRows } from '../../shared/domain/local-check/truth-file'
import { AppException } from '../../shared/result'
import { previewTruth, readTruthTable, truthRows } from './truth/read-truth-file'

export interface ReadTruth {
  preview: Omit<TruthPreview, 'previewId'>
  sha256: string
}

export const checkProcedures = {
  report: ({ table, request }: { table: CheckTable; request: LocalCheckRequest }): LocalCheckReport =>
    makeReport(table, request),
  propose: (input: {
    table: CheckTable
    request: ProposalRequest
    installed: InstalledLabel | null
    nextVersion: string | null
  }): Proposal => makeProposal(input.table, input.request, input.installed, input.nextVersion),
  previewTruth: async (path: string): Promise<ReadTruth> => {
    const table = await readTruthTable(path)
    return { preview: previewTruth(table), sha256: table.sha256 }
  },
  /** @throws AppException TRUTH_FILE_CHANGED when the file is another than the one that was previewed */
  truthRows: async (input: { path: string; sha256: string; mapping: TruthMapping }): Promise<TruthRows> => {
    const table = await readTruthTable(input.path)
    if (table.sha256 !== input.sha256)
      throw new AppException('TRUTH_FILE_CHANGED', 'The file has changed since it was chosen.')
    return truthRows(table, input.mapping)
  },
}
export type CheckProcedures = typeof checkProcedures
