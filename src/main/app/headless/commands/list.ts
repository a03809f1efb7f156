/** `list`: one line a study, in the order in which they were imported. */
import type { StudyRow, WorklistQuery } from '../../../../shared/domain/worklist/worklist'
import { AppException } from '../../../../shared/result'
import { exitCodes, type HeadlessCommand } from '../headless-command'
import { withOpenVault } from '../with-open-vault'

const pageSize = 500

export const command: HeadlessCommand = {
  name: 'list',
  usage: 'list [--trashed]',
  run: (args, io) => {
    const trashed = args.includes('--trashed')
    if (args.some((word) => word !== '--trashed'))
      throw new AppException('USAGE', 'The list command takes only --trashed.')
    return withOpenVault(io, async (vault) => {
      const { reader } = vault.requireOpen()
      for (let offset = 0; !io.signal.aborted; offset += pageSize) {
        const { rows } = await reader.call('searchWorklist', query(trashed, offset))
        for (const row of rows) io.line(toLine(row))
        if (rows.length < pageSize) break
      }
      return exitCodes.success
    })
  },
}

const query = (trashed: boolean, offset: number): WorklistQuery => ({
  text: '',
  modalities: [],
  dateFrom: null,
  dateTo: null,
  statuses: [],
  urgencies: [],
  trashed,
  sort: { by: 'importedAt', direction: 'asc' },
  offset,
  limit: pageSize,
})

const toLine = (row: StudyRow) => ({
  studyInstanceUid: row.studyInstanceUid,
  patientId: row.patient.patientId,
  patientName: row.patient.name.alphabetic || row.patient.name.ideographic,
  patientNameIdeographic: row.patient.name.ideographic,
  birthDate: row.patient.birthDate,
  sex: row.patient.sex,
  date: row.date,
  time: row.time,
  description: row.description,
  accessionNumber: row.accessionNumber,
  modalities: row.modalities,
  series: row.seriesCount,
  instances: row.instanceCount,
  status: row.status,
  modelMark: markOf(row.triage.urgency),
  urgency: row.triage.urgency,
  probability: row.triage.probability,
  conflicts: row.conflictCount,
  synthetic: row.patient.synthetic,
})

/** The word of the models alone, without what the queue still has to do. */
const markOf = (urgency: StudyRow['triage']['urgency']) =>
  urgency === 'failed' || urgency === 'waiting' || urgency === 'not-analysed' ? 'none' : urgency
